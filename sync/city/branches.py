"""Two genuine histories of one journal, kept apart: an older copy of a card was put back, and the office went on.

Both kiosks' events are true, and both number on from the same place. The first that came stays the journal; the other
one's events, from where they part, are kept as the journal `NAME~1` (the next `NAME~2` …), with chains, rows and
checkpoints of their own, under the key of the journal. An event belongs where the event before it is; one that goes on
from a place which has another event already begins a branch. Whose predecessor nobody knows, and whose number is taken,
is a dead letter: the kiosk sends it again until it is acknowledged, by then in order.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kiosk.core.record.chain import GENESIS
from sync.city.engine import Engine
from sync.city.letters import bury
from sync.city.rows.facts import as_text

Chain = tuple[str, str, str]  # source, journal, stream
Event = Mapping[str, Any]
MARK = "~"  # between a journal's name and the number of a branch; no kiosk's own name has it
AT_ONCE = 200  # numbers in one question
_CHAIN = "source = ? AND journal = ? AND stream = ?"


def trunk(journal: str) -> str:
    """The journal's own name, by which the kiosk knows it."""
    return journal.partition(MARK)[0]


def chains_of(sql: Engine, chain: Chain) -> list[Chain]:
    """The chain itself and its branches, the newest last."""
    rows = sql(f"SELECT branch FROM branches WHERE {_CHAIN} ORDER BY length(branch), branch", *chain).fetchall()
    return [chain, *((chain[0], branch, chain[2]) for (branch,) in rows)]


def root(sql: Engine, chain: Chain) -> tuple[int, str]:
    """Number and hash of the event that a branch goes on from; (0, GENESIS) for what is none."""
    source, journal, stream = chain
    found = sql(
        "SELECT first, prevhash FROM branches WHERE source = ? AND branch = ? AND stream = ?", source, journal, stream
    ).fetchone()
    return (found[0] - 1, found[1]) if found else (0, GENESIS)


class Grafting:
    """Where the events of one batch belong. `spoke`: by chain of the trunk, the one of its chains that was heard last;
    the kiosk is there now."""

    def __init__(self, sql: Engine, spoke: dict[Chain, Chain]) -> None:
        self._sql, self._spoke = sql, spoke
        self._here: dict[tuple[Chain, int], str] = {}
        self._roots: dict[Chain, tuple[int, str]] = {}

    def placed(self, chain: Chain, events: Sequence[Event]) -> list[Event]:
        """Those that are not here yet, each in the name of the chain that it belongs to. `events`: of one chain, by
        number."""
        numbers = {event["sequence"] for event in events}
        chains = chains_of(self._sql, chain)
        for own in chains:
            self._read(own, numbers | {n - 1 for n in numbers} if len(chains) > 1 else numbers)
        return [placed for event in events if (placed := self._placed(chain, chains, event))]

    def _placed(self, trunk_: Chain, chains: list[Chain], event: Event) -> Event | None:
        number, hash_ = event["sequence"], event["hash"]
        known = [own for own in chains if self._here.get((own, number)) == hash_]
        if known:
            self._spoke[trunk_] = known[-1]
            return None
        own = self._free(chains, event) or self._fork(trunk_, chains, event)
        if own is None:
            reason = f"{trunk_[2]} {number}: another event has this number already"
            bury(self._sql, trunk_[0], reason, as_text(event).encode())
            return None
        self._here[own, number] = hash_
        self._spoke[trunk_] = own
        return event if own == trunk_ else {**event, "journal": own[1]}

    def _free(self, chains: Sequence[Chain], event: Event) -> Chain | None:
        """The chain in which its place is: behind the event before it; while that is not here, the newest."""
        number = event["sequence"]
        if len(chains) == 1:
            return None if (chains[0], number) in self._here else chains[0]
        free = [c for c in reversed(chains) if (c, number) not in self._here and number > self._root(c)[0]]
        behind = [own for own in free if self._before(own, number) == event["prevhash"]]
        waiting = [own for own in free if own == chains[-1] and self._before(own, number) == ""]
        return next(iter([*behind, *waiting]), None)

    def _fork(self, trunk_: Chain, chains: list[Chain], event: Event) -> Chain | None:
        """A branch that begins with it; None where nobody knows what it goes on from."""
        number = event["sequence"]
        for own in chains:
            self._read(own, {number - 1})
        if not any(self._parts(own, event) for own in chains):
            return None
        source, journal, stream = trunk_
        branch = (source, self._name(trunk_, len(chains)), stream)
        values = (source, journal, stream, branch[1], number, event["prevhash"])
        self._sql(
            "INSERT INTO branches (source, journal, stream, branch, first, prevhash) VALUES (?, ?, ?, ?, ?, ?)", *values
        )
        self._sql(
            'INSERT INTO journals (source, journal, "of") VALUES (?, ?, ?) ON CONFLICT (source, journal) DO NOTHING',
            source, branch[1], journal,
        )  # fmt: skip
        chains.append(branch)
        return branch

    def _parts(self, own: Chain, event: Event) -> bool:
        """The event before it is the chain's, and so is the other one in its place: that one fits, and is no stray
        which the chain will cast out when it comes there."""
        stored = self._sql(f"SELECT stored FROM heads WHERE {_CHAIN}", *own).fetchone()
        there = bool(stored and stored[0] >= event["sequence"])
        return there and self._before(own, event["sequence"]) == event["prevhash"]

    def _name(self, trunk_: Chain, number: int) -> str:
        """The streams of one copy part at different places, and share the branch's name."""
        return f"{trunk_[1]}{MARK}{number}"

    def _before(self, own: Chain, number: int) -> str:
        """The hash of the event before, "" where it is not here."""
        if number == 1:
            return GENESIS
        last, hash_ = self._root(own)
        return hash_ if last == number - 1 else self._here.get((own, number - 1), "")

    def _root(self, own: Chain) -> tuple[int, str]:
        if own not in self._roots:
            self._roots[own] = root(self._sql, own)
        return self._roots[own]

    def _read(self, own: Chain, numbers: Iterable[int]) -> None:
        """The hashes of those that are here."""
        wanted = sorted(n for n in numbers if (own, n) not in self._here)
        for at in range(0, len(wanted), AT_ONCE):
            page = wanted[at : at + AT_ONCE]
            where = f"{_CHAIN} AND sequence IN ({', '.join('?' * len(page))})"
            rows = self._sql(f"SELECT sequence, hash FROM events WHERE {where}", *own, *page).fetchall()
            self._here |= {(own, n): hash_ for n, hash_ in rows}
