"""Several histories of one journal, kept apart: an older copy of a card was put back and goes on, or one is forged.

All number on from the same place. The first that came stays the journal until a signature says otherwise
(succession.py); another one's events, from where they part, are kept as the journal `NAME~1` (the next `NAME~2` …),
with chains, rows and checkpoints of their own, under the keys of the source. An event belongs where the event before it
is; one that goes on from a place which has another event already begins a branch. One that only waits for the event
before it gives way to one that fits. Whose predecessor nobody knows, and whose number is taken, is a dead letter: the
kiosk sends it again until it is acknowledged, by then in order.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from kiosk.core.record.chain import GENESIS
from sync.city import derived
from sync.city.batch.following import Chain, Event, chain_of
from sync.city.engine import Engine
from sync.city.letters import bury
from sync.city.rows.facts import as_text

Link = tuple[str, str]  # prevhash and hash of an event
MARK = "~"  # between a journal's name and the number of a branch; no kiosk's own name has it
MOST_TOLD = 8  # histories of which nobody signed any, and that a kiosk is told of
AT_ONCE = 200  # numbers in one question
AT_MOST = 100  # branches of one chain that a batch may leave behind (pruning.py)
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


def inherited(sql: Engine, chain: Chain) -> tuple[int, str]:
    """Of a chain that was not begun: where its branch parted, or where the same journal ended under another source,
    when this chain's first event follows from there."""
    if MARK in chain[1]:
        return root(sql, chain)
    source, journal, stream = chain
    found = sql(
        "SELECT heads.stored, heads.hash FROM heads JOIN events ON events.prevhash = heads.hash "
        "AND events.sequence = heads.stored + 1 AND events.journal = heads.journal "
        "AND events.stream = heads.stream WHERE heads.journal = ? AND heads.stream = ? AND events.source = ?",
        journal, stream, source,
    ).fetchone()  # fmt: skip
    return found or (0, GENESIS)


class Grafting:
    """Where the events of one batch belong, and who `spoke`. `lost`: events of which nobody can say it."""

    def __init__(self, sql: Engine, spoke: "Spoken") -> None:
        self._sql, self._spoke = sql, spoke
        self._here: dict[tuple[Chain, int], Link] = {}
        self._heads: dict[Chain, int] = {}
        self._roots: dict[Chain, tuple[int, str]] = {}
        self._new: dict[tuple[Chain, int], Event] = {}
        self.lost: list[Event] = []

    def all_placed(self, events: Iterable[Event]) -> list[Event]:
        """Of events of any chains."""
        found = list[Event]()
        for chain, group in groupby(sorted(events, key=lambda one: (*chain_of(one), one["sequence"])), key=chain_of):
            found += self.placed(chain, list(group))
        return found

    def placed(self, chain: Chain, events: Sequence[Event]) -> list[Event]:
        """Those that are not here yet, each in the name of the chain that it belongs to. `events`: of one chain, by
        number."""
        numbers = {event["sequence"] for event in events}
        chains, self._new = chains_of(self._sql, chain), {}
        for own in chains:
            self._read(own, numbers | {n - 1 for n in numbers})
        for event in events:
            self._place(chain, chains, event)
        return list(self._new.values())

    def _place(self, trunk_: Chain, chains: list[Chain], event: Event) -> None:
        known = [own for own in chains if self._at(own, event["sequence"])[1] == event["hash"]]
        here = [own for own in known if self._stands(own, event)]
        own = here[-1] if here else self._behind(chains, event) or self._fork(trunk_, chains, event)
        if own and not here:
            self._move(known, own, event)
        elif not (own or known):
            self._lose(event)
        if own or known:
            self._spoke.heard(trunk_, own or known[-1])

    def _stands(self, own: Chain, event: Event) -> bool:
        """On the complete part of the chain, or about to be."""
        number = event["sequence"]
        return number <= self._head(own) or self._is_linked(own, number, event["prevhash"])

    def _lose(self, event: Event) -> None:
        self.lost.append(event)
        reason = f"{event['stream']} {event['sequence']}: another event has this number already"
        bury(self._sql, event["source"], reason, as_text(event).encode())

    def _move(self, waited: Sequence[Chain], own: Chain, event: Event) -> None:
        """To its place; it may have waited elsewhere for what is before it."""
        number = event["sequence"]
        for other in waited:
            del self._here[other, number]
            if self._new.pop((other, number), None) is None:
                derived.take_out(self._sql, other, number)
        self._put(own, event)

    def _put(self, own: Chain, event: Event) -> None:
        number = event["sequence"]
        if (own, number) in self._here:
            self._clear(own, number)
        self._here[own, number] = (event["prevhash"], event["hash"])
        self._new[own, number] = {**event, "journal": own[1]}
        if number == self._head(own) + 1 and event["prevhash"] == self._before(own, number):
            self._heads[own] = number

    def _clear(self, own: Chain, number: int) -> None:
        """What only waited there for another event."""
        if self._new.pop((own, number), None) is None:
            derived.cast_out(self._sql, own, number)

    def _behind(self, chains: Sequence[Chain], event: Event) -> Chain | None:
        """The chain in which its place is free: behind the event before it; while that is not here, the newest."""
        number, prevhash = event["sequence"], event["prevhash"]
        for own in reversed(chains):
            if number > self._root(own)[0] and self._before(own, number) == prevhash and not self._fits(own, number):
                return own
        last = chains[-1]
        waits = (last, number) not in self._here and number > max(self._head(last) + 1, self._root(last)[0])
        return last if waits or (len(chains) == 1 and (last, number) not in self._here) else None

    def _fits(self, own: Chain, number: int) -> bool:
        """An event is there, and behind the one before it."""
        return self._at(own, number)[0] == self._before(own, number) != ""

    def _fork(self, trunk_: Chain, chains: list[Chain], event: Event) -> Chain | None:
        """A branch that begins with it; None where it does not go on from a complete chain."""
        number = event["sequence"]
        for own in chains:
            self._read(own, {number - 1})
        linked = any(self._is_linked(own, number, event["prevhash"]) for own in chains)
        if not linked or len(chains) > AT_MOST:
            return None
        source, journal, stream = trunk_
        branch = (source, _next_name(chains), stream)
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

    def _is_linked(self, own: Chain, number: int, prevhash: str) -> bool:
        """The event before is on the complete part of the chain."""
        return number <= self._head(own) + 1 and self._before(own, number) == prevhash

    def _at(self, own: Chain, number: int) -> Link:
        return self._here.get((own, number), ("", ""))

    def _before(self, own: Chain, number: int) -> str:
        """The hash of the event before, "" where it is not here."""
        if number == 1:
            return GENESIS
        last, hash_ = self._root(own)
        return hash_ if last == number - 1 else self._at(own, number - 1)[1]

    def _head(self, own: Chain) -> int:
        """How far it is complete, with what was placed meanwhile."""
        if own not in self._heads:
            found = self._sql(f"SELECT stored FROM heads WHERE {_CHAIN}", *own).fetchone()
            self._heads[own] = found[0] if found else self._root(own)[0]
        return self._heads[own]

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
            rows = self._sql(f"SELECT sequence, prevhash, hash FROM events WHERE {where}", *own, *page).fetchall()
            self._here |= {(own, n): (prevhash, hash_) for n, prevhash, hash_ in rows}


def _next_name(chains: Sequence[Chain]) -> str:
    """The streams of one copy part at different places, and share the branch's name."""
    name = trunk(chains[0][1])
    return f"{name}{MARK}{1 + max((int(own[1].rpartition(MARK)[2]) for own in chains[1:]), default=0)}"


def is_covered(sql: Engine, own: Chain) -> bool:
    """As far as anything signed reaches into it."""
    return sql(f"SELECT 1 FROM covered WHERE {_CHAIN}", *own).fetchone() is not None


def others(sql: Engine, chains: Sequence[Chain], told: Sequence[Chain]) -> list[Chain]:
    """The histories besides those that are `told`, so that each box of a copied card hears again and again that there
    are more: the signed ones; where none is, nobody knows better. What is said last is what a broker retains."""
    if len(chains) == 1:
        return []
    signed = [own for own in chains if is_covered(sql, own)]
    return [own for own in signed or chains[:MOST_TOLD] if own not in told]


class Spoken:
    """By the chain that a kiosk knows: those of its histories that were heard since the last answer, the last one last:
    that kiosk is there now."""

    def __init__(self) -> None:
        self._by: dict[Chain, dict[Chain, None]] = {}

    def heard(self, known: Chain, own: Chain) -> None:
        told = self._by.setdefault(known, {})
        told.pop(own, None)
        told[own] = None

    def take_names(self, known: Chain, names: Mapping[Chain, Chain]) -> None:
        """What was heard as one is another one now."""
        if known in self._by:
            self._by[known] = {names.get(own, own): None for own in self._by[known]}

    def forget(self, known: Chain) -> None:
        self._by.pop(known, None)

    def take(self, known: Chain, chains: Sequence[Chain]) -> list[Chain]:
        """Those of `chains`, once; the last one is remembered where there is more than one to choose from."""
        told = [own for own in self._by.pop(known, {}) if own in chains]
        if len(chains) > 1:
            self._by[known] = dict.fromkeys(told[-1:])
        return told
