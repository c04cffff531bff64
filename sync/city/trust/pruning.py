"""How many histories of one chain are kept that nobody signed: few, for a stranger can begin one behind every event.

Each is a path that ends somewhere. The one that ends at the lowest number goes first: whoever is there goes on, and
what was left behind was left by somebody who only disturbs. A chain that has branches may itself end in such a path;
then its last branch goes on under its name. Whatever was signed stays. Were a true history among those that went, its
kiosk is asked for it again because of its next checkpoint (journals.missing).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.city import derived
from sync.city.batch.following import Chain
from sync.city.engine import Engine
from sync.city.letters import bury
from sync.city.trust.branches import chains_of, root
from sync.city.trust.succession import change_names, covered_to, has

MAX_BRANCHES = 24


@dataclass(frozen=True)
class Path:
    """The end of a chain: `head` is its last number, `last` the branch that parted from it last, if any, and `parted`
    the number before that."""

    chain: Chain
    head: int
    last: Chain | None
    parted: int


def prune(sql: Engine, known: Chain) -> Mapping[Chain, Chain]:
    """What bears another name now: by its former one. `known`: the chain as its kiosk knows it."""
    names = dict[Chain, Chain]()
    while len(chains := chains_of(sql, known)) > MAX_BRANCHES + 1:
        ends = [path for path in _paths(sql, chains) if not _is_signed(sql, path)]
        if not ends:
            break
        names |= _drop(sql, min(ends, key=lambda path: (path.head, path.chain != chains[0])))
    return names


def _paths(sql: Engine, chains: Sequence[Chain]) -> list[Path]:
    roots = {own: root(sql, own) for own in chains[1:]}
    return [_path(sql, own, [one for one in roots if has(sql, own, *roots[one])], roots) for own in chains]


def _path(sql: Engine, own: Chain, twigs: Sequence[Chain], roots: Mapping[Chain, tuple[int, str]]) -> Path:
    found = sql("SELECT stored FROM heads WHERE source = ? AND journal = ? AND stream = ?", *own).fetchone()
    last = max(twigs, key=lambda one: roots[one][0], default=None)
    return Path(own, found[0] if found else 0, last, roots[last][0] if last else 0)


def _is_signed(sql: Engine, path: Path) -> bool:
    """Its own end, behind the last branch; the journal itself is no branch that could go as a whole."""
    covered = covered_to(sql, path.chain)
    if path.last is None:
        return covered > 0 or "~" not in path.chain[1]
    return covered > path.parted


def _drop(sql: Engine, path: Path) -> Mapping[Chain, Chain]:
    gone, names = path.chain, dict[Chain, Chain]()
    if path.last:
        change_names(sql, path.chain, path.last, path.parted + 1)
        gone, names = path.last, {path.last: path.chain}
    derived.drop(sql, gone)
    reason = f"{gone[2]}: more than {MAX_BRANCHES} histories that nobody signed; one of them is dropped"
    bury(sql, gone[0], reason, f"up to number {path.head}".encode())
    return names
