"""Which of several histories of one journal is its own: the one that a genuine checkpoint names.

What came first bears the journal's name, and a stranger may have come first. Once a signed head stands in a branch
(branches.py) and nothing signed stands behind the place where it parted, the two change names: the branch goes on as
the journal, what stood there is kept apart as the branch, and every row is made anew. Where both have signed heads,
both are genuine (a copied card), and each keeps its name.
"""

from collections.abc import Iterable, Mapping, Sequence

import orjson

from sync.city import derived
from sync.city.engine import Engine
from sync.city.rows.facts import as_text
from sync.city.trust.branches import MARK, root, trunk

Chain = tuple[str, str, str]  # source, journal, stream
Own = tuple[str, str]  # source, journal
Way = Sequence[Own]  # from the journal by branches of branches to the one that holds an event
_CHAIN = "source = ? AND journal = ? AND stream = ?"
_ASIDE = f"{MARK}0"  # a branch's number while two change names


def families(sql: Engine, journals: Iterable[str]) -> dict[tuple[str, str], dict[Own, int]]:
    """By journal and stream: how far each of its chains is complete, under all its sources and with its branches."""
    names, found = sorted({(name,) for name in journals}), dict[tuple[str, str], dict[Own, int]]()
    own = "SELECT k.journal, h.stream, h.source, h.journal, h.stored FROM {k} CROSS JOIN heads h"
    chains = f"{own} WHERE h.journal = k.journal"
    branches = (
        f"{own} CROSS JOIN branches b WHERE b.journal = k.journal AND h.source = b.source AND h.journal = b.branch "
        "AND h.stream = b.stream AND b.source IN (SELECT source FROM heads WHERE journal = k.journal)"
    )
    for asked in (chains, branches):
        for journal, stream, source, name, stored in (
            sql.joined(asked, "journal text", names).fetchall() if names else ()
        ):
            found.setdefault((journal, stream), {})[source, name] = stored
    return found


def family(sql: Engine, journal: str, stream: str) -> Mapping[Own, int]:
    """Of one."""
    return families(sql, [journal]).get((journal, stream), {})


def covered_to(sql: Engine, chain: Chain) -> int:
    found = sql(f"SELECT sequence FROM covered WHERE {_CHAIN}", *chain).fetchone()
    return int(found[0]) if found else 0


def far_covered(sql: Engine, chains: Iterable[Chain]) -> dict[Chain, int]:
    """Of those that are covered at all."""
    asked = (
        "SELECT c.source, c.journal, c.stream, c.sequence FROM {k} CROSS JOIN covered c "
        "WHERE c.source = k.source AND c.journal = k.journal AND c.stream = k.stream"
    )
    rows = sorted(chains)
    found = sql.joined(asked, "source text, journal text, stream text", rows).fetchall() if rows else ()
    return {(source, journal, stream): int(number) for source, journal, stream, number in found}


def way_to(sql: Engine, own: Own, stream: str, sequence: int, hash_: str) -> Way:
    """To the complete chain that has the event of this number and hash; () where none has it."""
    kin = family(sql, trunk(own[1]), stream)
    near = sorted(kin, key=lambda one: (one[0] != own[0], one[1] != own[1], one))
    held = (one for one in near if kin[one] >= sequence and has(sql, (*one, stream), sequence, hash_))
    return next((way for one in held if (way := _way(sql, one, stream))), ())


def has(sql: Engine, chain: Chain, sequence: int, hash_: str) -> bool:
    where = f"{_CHAIN} AND sequence = ? AND hash = ?"
    return sql(f"SELECT 1 FROM events WHERE {where}", *chain, sequence, hash_).fetchone() is not None


def _way(sql: Engine, own: Own, stream: str) -> Way:
    """A branch goes on from the journal, or from another branch of the same source; () where that is gone."""
    source, name = own
    if name == trunk(name):
        return (own,)
    last, hash_ = root(sql, (*own, stream))
    kin = [one for one in family(sql, trunk(name), stream) if one[0] == source and one != own]
    if last == 0:
        return ((source, trunk(name)), own)
    parents = (one for one in kin if has(sql, (*one, stream), last, hash_))
    before = next((way for one in parents if (way := _way(sql, one, stream))), ())
    return (*before, own) if before else ()


def succeed(sql: Engine, way: Way, stream: str) -> tuple[Chain, int]:
    """The chain that the signed head at the way's end belongs to from now on, and the first number of those that
    changed their names; 0 for none."""
    own, moved = way[0], 0
    for branch in way[1:]:
        first = root(sql, (*branch, stream))[0] + 1
        if covered_to(sql, (*own, stream)) < first:
            change_names(sql, (*own, stream), (*branch, stream), first)
            moved = moved or first
        else:
            own = branch
    return (*own, stream), moved


def change_names(sql: Engine, chain: Chain, branch: Chain, first: int) -> None:
    """What the chain and its branch have from `first` on, where they part, changes places."""
    before, both = root(sql, branch), (chain, branch)
    keys = {key for one in both for key in derived.touched(sql, one, first)}
    starts = {boot for one in both for boot in derived.starts_of(sql, one, first)}
    aside = (chain[0], f"{trunk(chain[1])}{_ASIDE}", chain[2])
    for old, new in ((chain, aside), (branch, chain), (aside, branch)):
        _rename(sql, old, new, first)
    for one in both:
        sql(f"DELETE FROM gaps WHERE {_CHAIN}", *one)
        _set_head(sql, one, *before)
        derived.stand_again(sql, one, keys, starts)


def _rename(sql: Engine, old: Chain, new: Chain, first: int) -> None:
    """The events from `first` on, and what is said of each by its number."""
    here = f"{_CHAIN} AND sequence >= ?"
    found = sql(f"SELECT sequence, event FROM events WHERE {here}", *old, first).fetchall()
    told = [(new[1], as_text({**orjson.loads(event), "journal": new[1]}), *old, n) for n, event in found]
    sql.many(f"UPDATE events SET journal = ?, event = ? WHERE {_CHAIN} AND sequence = ?", told)
    sql(f"UPDATE marks SET journal = ? WHERE {here}", new[1], *old, first)
    if old[2] == "device":
        for table in ("boots", "bounds"):
            where = "source = ? AND journal = ? AND sequence >= ?"
            sql(f"UPDATE {table} SET journal = ? WHERE {where}", new[1], *old[:2], first)


def _set_head(sql: Engine, chain: Chain, last: int, hash_: str) -> None:
    """As far as it is complete behind this event."""
    where = f"{_CHAIN} AND sequence > ?"
    found = sql(f"SELECT sequence, prevhash, hash FROM events WHERE {where} ORDER BY sequence", *chain, last)
    for number, prevhash, after in found.fetchall():
        if (number, prevhash) != (last + 1, hash_):
            break
        last, hash_ = number, after
    sql(f"UPDATE heads SET stored = ?, hash = ? WHERE {_CHAIN}", last, hash_, *chain)
