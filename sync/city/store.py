"""The city's database: every event once, each chain's complete part, gaps, ratings as they stand. One writer.

`keep` takes checked events inside one transaction, which writes them as one batch; what came twice is passed by, what
does not fit the chain is a dead letter and never moves it. `advance` walks a chain as far as it is complete.
A box whose unit was corrected goes on with the same journal under a new source: its chain goes on too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from typing import Any

import orjson

from kiosk.core.record.chain import GENESIS
from kiosk.core.record.events import DeviceChanged
from sync.city import derived, journals
from sync.city.branches import MARK, Grafting, chains_of, root, trunk
from sync.city.clocks import word_in
from sync.city.engine import Engine, StoreError, engine_at
from sync.city.letters import bury
from sync.city.migrations import bring_up
from sync.city.rows.facts import Stored, as_text
from sync.city.rows.faults import days_out_of_order, is_fault
from sync.envelope import Ack, Presence

Chain = tuple[str, str, str]  # source, journal, stream
Event = Mapping[str, Any]
WRITTEN_AT_ONCE = 2_000  # events, at most, that a transaction keeps in memory
_CHAIN = "source = ? AND journal = ? AND stream = ?"


class Store:
    """One program's hold on the city's database. Every call may raise StoreError (sync.city.engine)."""

    def __init__(self, engine: Engine) -> None:
        """Brings the database up to this version. Raises StoreError."""
        bring_up(engine)
        self.sql, self._waiting = engine, list[Event]()
        self._spoke: dict[Chain, Chain] = {}  # by the chain that a kiosk knows: the one that it was heard on last

    @classmethod
    def open(cls, url: str) -> "Store":
        """`sqlite:///path` or `postgresql://…`. Raises StoreError."""
        engine = engine_at(url)
        try:
            return cls(engine)
        except StoreError:
            engine.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Whole, or nothing of it."""
        with self.sql.transaction():
            try:
                yield
                self._write()
            finally:
                self._waiting = []

    def close(self) -> None:
        self.sql.close()

    # --- events ---

    def keep(self, events: Iterable[Event]) -> set[Chain]:
        """Inside the caller's transaction, which writes what was kept before it advances a chain or ends; the chains of
        these events."""
        kept = list(events)
        chains = {_chain(event) for event in kept}
        self._waiting += kept
        if len(self._waiting) >= WRITTEN_AT_ONCE:
            self._write()
        return chains

    def _write(self) -> None:
        events, self._waiting = self._waiting, []
        if not events:
            return
        starts: derived.Starts = {}
        new = [derived.read(self.sql, event, starts) for event in self._new(events)]
        self._insert(new)
        journals.sight(self.sql, [stored.event for stored in new])
        self._hear([stored.event for stored in new])
        derived.follow(self.sql, new)

    def _new(self, events: Iterable[Event]) -> list[Event]:
        """Those that are not here, each in the name of the chain that it belongs to (branches.py)."""
        grafting, found = Grafting(self.sql, self._spoke), list[Event]()
        for chain, group in groupby(sorted(events, key=lambda event: (*_chain(event), event["sequence"])), key=_chain):
            found += grafting.placed(chain, list(group))
        return found

    def _insert(self, new: Sequence[Stored]) -> None:
        """Refused as a whole when another program stores one of them meanwhile: then it comes again."""
        names = ("source", "journal", "stream", "sequence", "id", "type", "time", "recordedtime", "prevhash", "hash")
        self.sql.many(
            f"INSERT INTO events ({', '.join(names)}, correlationid, about, data, event, clock, time_true, boot, "
            f"monotonic, time_after, time_before) VALUES ({', '.join('?' * 20)})",
            [
                (
                    *(stored.event[name] for name in names),
                    stored.event.get("correlationid"),
                    stored.rating or None,
                    as_text(stored.event["data"]),
                    stored.text,
                    *stored.told.row,
                )
                for stored in new
            ],
        )

    def _hear(self, new: Iterable[Event]) -> None:
        """Each kiosk's last word."""
        last: dict[str, str] = {}
        for event in new:
            last[event["source"]] = max(event["time"], last.get(event["source"], ""))
        self.sql.many(
            "INSERT INTO kiosks (source, online, since, last_event) VALUES (?, 1, ?, ?) "
            "ON CONFLICT (source) DO UPDATE SET last_event = CASE WHEN kiosks.last_event > excluded.last_event "
            "THEN kiosks.last_event ELSE excluded.last_event END",
            [(source, time, time) for source, time in last.items()],
        )

    # --- chains ---

    def head(self, chain: Chain) -> Ack:
        """How far the chain is complete."""
        found = self.sql(f"SELECT stored, hash FROM heads WHERE {_CHAIN}", *chain).fetchone()
        return Ack(chain[1], *(found or self._inherited(chain)))

    def _inherited(self, chain: Chain) -> tuple[int, str]:
        """Where the same journal ended under another source, when this chain's first event follows from there."""
        if MARK in chain[1]:
            return root(self.sql, chain)
        _, journal, stream = chain
        found = self.sql(
            "SELECT heads.stored, heads.hash FROM heads JOIN events ON events.prevhash = heads.hash "
            "AND events.sequence = heads.stored + 1 AND events.journal = heads.journal "
            "AND events.stream = heads.stream WHERE heads.journal = ? AND heads.stream = ? AND events.source = ?",
            journal, stream, chain[0],
        ).fetchone()  # fmt: skip
        return found or (0, GENESIS)

    def answer(self, chain: Chain) -> Ack:
        """What the kiosk is told: how far that chain is complete which it goes on with, by the name that it knows."""
        source, journal, stream = chain
        known = (source, trunk(journal), stream)
        living = self._spoke.get(known) or chains_of(self.sql, known)[-1]
        return replace(self.head(living), journal=known[1])

    def advance(self, chain: Chain) -> Ack:
        """Moves the heads of a chain and its branches over everything that follows without a gap and fits; the gaps
        behind them are noted. The trunk's head."""
        self._write()
        head, *_ = [self._advance(own) for own in chains_of(self.sql, chain)]
        return head

    def _advance(self, chain: Chain) -> Ack:
        start = head = self.head(chain)
        beyond = self._beyond(chain, head.stored)
        for n, (sequence, prevhash, hash_) in enumerate(beyond, start=1):
            if sequence != start.stored + n:
                break
            if prevhash != head.hash:
                del beyond[n - 1]
                self._cast_out(chain, sequence)
                break
            head = Ack(chain[1], sequence, hash_)
        if head != start:
            self._move(chain, head)
            self._pass(chain, start.stored, head.stored)
        self._note_gaps(chain, head.stored, [row[0] for row in beyond if row[0] > head.stored])
        return head

    def _beyond(self, chain: Chain, stored: int) -> list[tuple[int, str, str]]:
        sql = f"SELECT sequence, prevhash, hash FROM events WHERE {_CHAIN} AND sequence > ? ORDER BY sequence"
        return [(row[0], row[1], row[2]) for row in self.sql(sql, *chain, stored).fetchall()]

    def _cast_out(self, chain: Chain, sequence: int) -> None:
        """What does not follow from the event before it is no part of this chain: its place is open again."""
        where = f"WHERE {_CHAIN} AND sequence = ?"
        (event,) = self.sql(f"SELECT event FROM events {where}", *chain, sequence).fetchone()
        reason = f"{chain[2]} {sequence}: prevhash is not the hash of the event before"
        bury(self.sql, chain[0], reason, event.encode())
        self.sql(f"DELETE FROM events {where}", *chain, sequence)
        derived.forget(self.sql, event)

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
        """What the events just passed, in their order, say of the parts of the box, and of its journal."""
        if chain[2] == DeviceChanged.STREAM:
            types = (DeviceChanged.TYPE, *journals.TOLD_BY)
            rows = self.sql(
                f"SELECT event FROM events WHERE {_CHAIN} AND type IN ({', '.join('?' * len(types))}) "
                "AND sequence > ? AND sequence <= ? ORDER BY sequence",
                *chain, *types, after, upto,
            ).fetchall()  # fmt: skip
            for event in (orjson.loads(row[0]) for row in rows):
                if event["type"] == DeviceChanged.TYPE:
                    self._change(chain, event["time"], event["data"])
                else:
                    journals.pass_over(self.sql, event)
        journals.judge(self.sql, chain[1])
        self._count_days(chain[0])

    def _change(self, chain: Chain, time: str, data: Mapping[str, Any]) -> None:
        """A part's fault begins, goes on or ends; one fault a part at a time. What has no shape was buried before."""
        device, state = data.get("device"), data.get("state")
        if not isinstance(device, str) or not isinstance(state, str):
            return
        where, key = "source = ? AND journal = ? AND device = ? AND ended IS NULL", (*chain[:2], device)
        if not is_fault(device, state):
            self.sql(f"UPDATE faults SET ended = ? WHERE {where}", time, *key)
        elif not self.sql(f"SELECT 1 FROM faults WHERE {where}", *key).fetchone():
            self.sql("INSERT INTO faults (source, journal, device, began) VALUES (?, ?, ?, ?)", *key, time)

    def _count_days(self, source: str) -> None:
        faults = self.sql("SELECT began, ended FROM faults WHERE source = ?", source).fetchall()
        if faults:
            (last,) = self.sql("SELECT last_event FROM kiosks WHERE source = ?", source).fetchone()
            days = days_out_of_order(faults, last)
            self.sql("UPDATE kiosks SET days_out_of_order = ? WHERE source = ?", days, source)

    # --- the rest ---

    def present(self, source: str, presence: Presence, received: str) -> None:
        """A kiosk came or went. A last will repeats the `since` of the connection that it ends: what is true of it is
        when we heard it (`received`)."""
        found = self.sql("SELECT online, since FROM kiosks WHERE source = ?", source).fetchone()
        broke_off = not presence.online and found == (1, presence.since)
        journal, card, sw = (word_in(presence.payload.get(name)) for name in ("journal", "card", "sw"))
        self.sql(
            "INSERT INTO kiosks (source, online, since, state, journal, card) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (source) DO UPDATE SET online = excluded.online, since = excluded.since, "
            "state = excluded.state, journal = excluded.journal, card = excluded.card",
            source, int(presence.online), received if broke_off else presence.since, as_text(presence.payload),
            journal, card,
        )  # fmt: skip
        if journal:
            journals.present(self.sql, source, journal, card, sw)

    def bury(self, topic: str, reason: str, payload: bytes, received: str = "") -> None:
        """What could not be read, kept with the reason."""
        bury(self.sql, topic, reason, payload, received)


def _chain(event: Event) -> Chain:
    return event["source"], event["journal"], event["stream"]


def missing(stored: int, here: Sequence[int]) -> list[tuple[int, int]]:
    """The ranges between `stored` and the numbers that are here, in order."""
    gaps, last = [], stored
    for sequence in here:
        if sequence > last + 1:
            gaps.append((last + 1, sequence - 1))
        last = max(last, sequence)
    return gaps
