"""The city's database: every event once, each chain's complete part, gaps, ratings as they stand. One writer.

`keep` takes what the gate let in, inside one transaction, which writes it as one batch; what came twice is passed by,
what does not fit the chain is a dead letter and never moves it. `advance` walks a chain as far as it is complete.
A box whose unit was corrected goes on with the same journal under a new source: its chain goes on too.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

import orjson

from kiosk.core.record.events import DeviceChanged
from sync.city import derived, kiosks, parts
from sync.city.batch import following
from sync.city.batch.events import insert
from sync.city.batch.following import Chain, Event, Step, chain_of, split
from sync.city.engine import Engine, StoreError, engine_at
from sync.city.letters import bury
from sync.city.migrations import bring_up
from sync.city.trust import journals
from sync.city.trust.branches import Grafting, Spoken, chains_of, inherited, is_covered, others, trunk
from sync.city.trust.keys import Pin, pinned
from sync.city.trust.pruning import prune
from sync.envelope import Ack, Presence

WRITTEN_AT_ONCE = 2_000  # events, at most, that a transaction keeps in memory
BEYOND = 2_000  # events behind a head that are read at once: a gap makes nobody read all that lies behind it
_CHAIN = "source = ? AND journal = ? AND stream = ?"


class Store:
    """One program's hold on the city's database. `trust_first`: the first key of each source is pinned by itself
    (trust/keys.py). `by_row`: no chain is taken for one that simply goes on (batch/following.py), which is slow and
    ends the same. Every call may raise StoreError (sync.city.engine)."""

    def __init__(self, engine: Engine, trust_first: bool = False, by_row: bool = False) -> None:
        """Brings the database up to this version. Raises StoreError."""
        bring_up(engine, trust_first)
        self.sql, self._waiting, self._ahead = engine, list[Event](), set[str]()
        self._trust_first, self._spoke = trust_first, Spoken()
        self._by_row, self._went, self._odd = by_row, dict[Chain, tuple[int, int]](), set[Chain]()

    @classmethod
    def open(cls, url: str, trust_first: bool = False, password: str = "", seat: str = "") -> "Store":
        """`sqlite:///path` or `postgresql://…`; `seat`: the name under which one program works at a time, "" for any
        number. Raises StoreError."""
        engine = engine_at(url, password)
        try:
            if seat:
                engine.take_seat(seat)
            return cls(engine, trust_first)
        except StoreError:
            engine.close()
            raise

    @contextmanager
    def transaction(self, by_row: bool = False) -> Iterator[None]:
        """Whole, or nothing of it. `by_row`: event by event, whatever else was agreed on."""
        usual, self._by_row = self._by_row, self._by_row or by_row
        with self.sql.transaction():
            try:
                yield
                self._write()
            finally:
                self._by_row, self._waiting, self._ahead = usual, [], set()
                self._went, self._odd = {}, set()

    def probe(self) -> None:
        """Raises StoreError where not even a dead letter could be written: then nothing is anybody's fault."""
        with suppress(_Enough), self.sql.transaction():
            self.sql("INSERT INTO dead_letters (received, topic, reason, payload) VALUES ('', '', '', ?)", b"")
            raise _Enough

    def close(self) -> None:
        self.sql.close()

    # --- events ---

    def keep(self, events: Iterable[Event], ahead: Iterable[str] = ()) -> set[Chain]:
        """Inside the caller's transaction, which writes what was kept before it advances a chain or ends; the chains of
        these events. `ahead`: hashes of those whose time is not to be reckoned by."""
        kept = list(events)
        self._ahead.update(ahead)
        chains = {chain_of(event) for event in kept}
        self._waiting += kept
        if len(self._waiting) >= WRITTEN_AT_ONCE:
            self._write()
        return chains

    def _write(self) -> None:
        events, self._waiting = self._waiting, []
        if not events:
            return
        steps, odd = ({}, events) if self._by_row else split(self.sql, events, self._odd)
        self._odd |= {chain_of(event) for event in odd}
        grafting = Grafting(self.sql, self._spoke)
        placed = grafting.all_placed(odd)
        new = derived.read(self.sql, [*(event for step in steps.values() for event in step.new), *placed])
        insert(self.sql, new, self._ahead)
        journals.sight(self.sql, [stored.event for stored in new])
        kiosks.hear(self.sql, [stored.event for stored in new], self._ahead, time.time_ns() // 1_000_000)
        derived.follow(self.sql, new, {chain: step.before for chain, step in steps.items() if step.alone})
        journals.hear(self.sql, [*(stored.event for stored in new), *grafting.lost])
        self._go_on(steps)

    def _go_on(self, steps: Mapping[Chain, Step]) -> None:
        """What is known of these chains without another look."""
        following.move(self.sql, steps)
        for chain, step in steps.items():
            self._spoke.heard(chain, chain)
            self._went[chain] = (self._went.get(chain, (step.before, 0))[0], step.head[0])

    # --- chains ---

    def advance_all(self, chains: Collection[Chain]) -> None:
        """As `advance` of each; of those that only went on nearly all is done already."""
        self._write()
        plain = sorted(chain for chain in chains if chain in self._went and chain not in self._odd)
        for chain in plain:
            self._pass_on(chain)
        self._judge({chain[:2] for chain in plain})
        for chain in set(chains).difference(plain):
            self.advance(chain)

    def _pass_on(self, chain: Chain) -> None:
        """Over what it went on by while it was written."""
        before, upto = self._went.pop(chain, (0, 0))
        if before < upto:
            self._pass(chain, before, upto)

    def _judge(self, own: Collection[tuple[str, str]]) -> None:
        """What checkpoints say of these (source, journal), whose chains went on."""
        for chain, first in journals.judge(self.sql, own).items():
            self._renamed(chain, first)

    def head(self, chain: Chain) -> Ack:
        """How far the chain is complete."""
        found = self.sql(f"SELECT stored, hash FROM heads WHERE {_CHAIN}", *chain).fetchone()
        return Ack(chain[1], *(found or inherited(self.sql, chain)))

    def answers(self, chain: Chain) -> list[Ack]:
        """What the kiosk is told, by the name that it knows: how far each history is complete that was heard since the
        last answer, for who forged one hears it too, and the kiosk takes that which is its own. The newest last."""
        known = (chain[0], trunk(chain[1]), chain[2])
        chains = chains_of(self.sql, known)
        told = self._spoke.take(known, chains) or [self._likely(chains)]
        return [replace(self.head(own), journal=known[1]) for own in [*others(self.sql, chains, told), *told]]

    def all_answers(self, chains: Collection[Chain]) -> dict[Chain, list[Ack]]:
        """Of each chain as its kiosk knows it; where there is one history only, with one question for all."""
        several, heads = following.branched(self.sql, chains), following.heads_of(self.sql, chains)
        told = dict[Chain, list[Ack]]()
        for known in sorted(chains):
            if known in several or known not in heads:
                told[known] = self.answers(known)
            else:
                self._spoke.forget(known)
                told[known] = [Ack(known[1], *heads[known])]
        return told

    def _likely(self, chains: Sequence[Chain]) -> Chain:
        """The history that goes on, while nobody speaks: the newest that is signed."""
        return next((own for own in reversed(chains) if is_covered(self.sql, own)), chains[0])

    def advance(self, chain: Chain) -> Ack:
        """Moves the heads of a chain and its branches over everything that follows without a gap and fits; the gaps
        behind them are noted, and what a checkpoint says of its journal is judged. The trunk's head."""
        self._write()
        self._pass_on(chain)
        for own in chains_of(self.sql, chain):
            self._advance(own)
        self._judge([chain[:2]])
        self._spoke.take_names(chain, prune(self.sql, chain))
        return self.head(chain)

    def _renamed(self, known: Chain, first: int) -> None:
        """After a branch took the journal's name."""
        self._spoke.forget(known)
        for own in chains_of(self.sql, known):
            self._pass(own, first - 1, self._advance(own).stored)

    def _advance(self, chain: Chain) -> Ack:
        start = self.head(chain)
        head, behind = self._followed(chain, start)
        while behind is None:
            head, behind = self._followed(chain, head)
        if head != start:
            self._move(chain, head)
            self._pass(chain, start.stored, head.stored)
        self._note_gaps(chain, head.stored, behind)
        return head

    def _followed(self, chain: Chain, head: Ack) -> tuple[Ack, list[int] | None]:
        """The head behind what follows it of the next rows, and the numbers of the others; None: all of them follow."""
        beyond = self._beyond(chain, head.stored)
        for n, (sequence, prevhash, hash_) in enumerate(beyond, start=1):
            if sequence != head.stored + 1:
                return head, [row[0] for row in beyond[n - 1 :]]
            if prevhash != head.hash:
                derived.cast_out(self.sql, chain, sequence)
                return head, [row[0] for row in beyond[n:]]
            head = Ack(chain[1], sequence, hash_)
        return head, None if len(beyond) == BEYOND else []

    def _beyond(self, chain: Chain, stored: int) -> list[tuple[int, str, str]]:
        sql = f"SELECT sequence, prevhash, hash FROM events WHERE {_CHAIN} AND sequence > ? ORDER BY sequence LIMIT ?"
        return [(row[0], row[1], row[2]) for row in self.sql(sql, *chain, stored, BEYOND).fetchall()]

    def _move(self, chain: Chain, head: Ack) -> None:
        self.sql(
            "INSERT INTO heads VALUES (?, ?, ?, ?, ?) ON CONFLICT (source, journal, stream) "
            "DO UPDATE SET stored = excluded.stored, hash = excluded.hash",
            *chain, head.stored, head.hash,
        )  # fmt: skip

    def _note_gaps(self, chain: Chain, stored: int, here: Sequence[int]) -> None:
        source, journal, stream = chain
        self.sql(f"DELETE FROM gaps WHERE {_CHAIN}", *chain)
        for first, last in missing(stored, here):
            self.sql("INSERT INTO gaps (source, journal, stream, first, last) VALUES (?, ?, ?, ?, ?)",
                 source, journal, stream, first, last)  # fmt: skip

    def gaps(self, chain: Chain) -> list[tuple[int, int]]:
        sql = f"SELECT first, last FROM gaps WHERE {_CHAIN} ORDER BY first"
        return [(first, last) for first, last in self.sql(sql, *chain).fetchall()]

    def chains(self) -> list[Chain]:
        """Every chain that was begun."""
        return [tuple(row) for row in self.sql("SELECT source, journal, stream FROM heads").fetchall()]

    def broken(self) -> list[Chain]:
        """The chains that have a gap."""
        return [tuple(row) for row in self.sql("SELECT DISTINCT source, journal, stream FROM gaps").fetchall()]

    # --- what a complete chain says ---

    def _pass(self, chain: Chain, after: int, upto: int) -> None:
        """What the events just passed, in their order, say of the box's journal, and of its parts while no key says
        which of them are true."""
        if chain[2] != DeviceChanged.STREAM:
            return
        types = journals.TOLD_BY
        told = f"{_CHAIN} AND type IN ({', '.join('?' * len(types))}) AND sequence > ? AND sequence <= ?"
        rows = self.sql(f"SELECT event FROM events WHERE {told} ORDER BY sequence", *chain, *types, after, upto)
        journals.pass_over(self.sql, [orjson.loads(event) for (event,) in rows.fetchall()], self._trust_first)
        if not pinned(self.sql, chain[0]):
            parts.hear(self.sql, chain, after, upto)

    # --- keys ---

    def pin(self, one: Pin) -> None:
        """By hand; what the key signed before counts at once."""
        with self.transaction():
            self.sql.wait_turn([one.source])
            journals.trust(self.sql, one, "hand")
            for journal in journals.claimed(self.sql, one.source):
                self.advance((one.source, journal, DeviceChanged.STREAM))

    def missed(self) -> list[tuple[Chain, int, int]]:
        """What a genuine checkpoint names and no chain has: from the last number that is under one."""
        return [found for journal in journals.claimed(self.sql) for found in journals.missing(self.sql, journal)]

    # --- the rest ---

    def present(self, source: str, presence: Presence, received: str) -> None:
        """Who came or went (kiosks.py)."""
        kiosks.present(self.sql, source, presence, received)

    def bury(self, topic: str, reason: str, payload: bytes, received: str = "") -> None:
        """What could not be read, kept with the reason."""
        bury(self.sql, topic, reason, payload, received)


class _Enough(Exception):
    """What a probe wrote is not to stay."""


def missing(stored: int, here: Sequence[int]) -> list[tuple[int, int]]:
    """The ranges between `stored` and the numbers that are here, in order."""
    gaps, last = [], stored
    for sequence in here:
        if sequence > last + 1:
            gaps.append((last + 1, sequence - 1))
        last = max(last, sequence)
    return gaps
