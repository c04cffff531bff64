"""The city's database: every event once, each chain's complete part, gaps, ratings as they stand. One writer.

`keep` takes a batch of checked events inside one transaction and says which chains moved; what came twice is passed
by, what does not fit the chain is a dead letter and never moves it. `advance` walks a chain as far as it is complete.
A box whose unit was corrected goes on with the same journal under a new source: its chain goes on too.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from kiosk.core.record.chain import GENESIS
from kiosk.core.record.events import DeviceChanged
from sync import schemas
from sync.city.engine import Engine, engine_at
from sync.city.faults import days_out_of_order, is_fault
from sync.city.rows import COLUMNS, rating_of, standing
from sync.envelope import Ack, Presence

Chain = tuple[str, str, str]  # source, journal, stream
Event = Mapping[str, Any]
LONGEST_REASON = 500
_CHAIN = "source = ? AND journal = ? AND stream = ?"


class Store:
    """One program's hold on the city's database. Every call may raise StoreError (sync.city.engine)."""

    def __init__(self, engine: Engine) -> None:
        self.sql = engine

    @classmethod
    def open(cls, url: str) -> "Store":
        """`sqlite:///path` or `postgresql://…`. Raises StoreError."""
        return cls(engine_at(url))

    def transaction(self) -> AbstractContextManager[None]:
        return self.sql.transaction()

    def close(self) -> None:
        self.sql.close()

    # --- events ---

    def keep(self, events: Iterable[Event]) -> set[Chain]:
        """The chains of new events, inside the caller's transaction."""
        touched: set[Chain] = set()
        for event in events:
            if self._insert(event):
                touched.add((event["source"], event["journal"], event["stream"]))
                self._follow(event)
            else:
                self._compare(event)
        return touched

    def _compare(self, event: Event) -> None:
        """The same number again: the same event is passed by, another one is told."""
        key = (event["source"], event["journal"], event["stream"], event["sequence"])
        (here,) = self.sql(f"SELECT hash FROM events WHERE {_CHAIN} AND sequence = ?", *key).fetchone()
        if here != event["hash"]:
            self.bury(key[0], f"{key[2]} {key[3]}: another event has this number already", _text(event).encode())

    def _insert(self, event: Event) -> bool:
        """False for one that is here already."""
        names = ("source", "journal", "stream", "sequence", "id", "type", "time", "recordedtime", "prevhash", "hash")
        found = self.sql(
            f"INSERT INTO events ({', '.join(names)}, correlationid, about, data, event) "
            f"VALUES ({', '.join('?' * 14)}) ON CONFLICT DO NOTHING",
            *(event[name] for name in names),
            event.get("correlationid"),
            rating_of(event) or None,
            _text(event["data"]),
            _text(event),
        )
        return bool(found.rowcount)

    def _follow(self, event: Event) -> None:
        """What else changes with an event: its kiosk's last word, its rating."""
        self.sql(
            "INSERT INTO kiosks (source, online, since, last_event) VALUES (?, 1, ?, ?) "
            "ON CONFLICT (source) DO UPDATE SET last_event = CASE WHEN kiosks.last_event > excluded.last_event "
            "THEN kiosks.last_event ELSE excluded.last_event END",
            event["source"], event["time"], event["time"],
        )  # fmt: skip
        wrong = (
            schemas.problem(schemas.SCHEMAS[event["type"]], event["data"]) if event["type"] in schemas.SCHEMAS else ""
        )
        if wrong:
            self.bury(event["source"], f"{event['type']}: {wrong}; kept in events only", _text(event).encode())
        elif rating_of(event):
            self._stand(event["source"], event["journal"], rating_of(event))

    def _stand(self, source: str, journal: str, rating: int) -> None:
        """The rating's row anew, from all of its events that are here."""
        rows = self.sql(
            "SELECT event FROM events WHERE source = ? AND journal = ? AND about = ?", source, journal, rating
        ).fetchall()
        row = standing([event for event in map(json.loads, (row[0] for row in rows)) if _well_formed(event)])
        if row is not None:
            self.sql("DELETE FROM ratings WHERE source = ? AND journal = ? AND sequence = ?", source, journal, rating)
            self.sql(f"INSERT INTO ratings ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
                 *(row[name] for name in COLUMNS))  # fmt: skip

    # --- chains ---

    def head(self, chain: Chain) -> Ack:
        """How far the chain is complete."""
        found = self.sql(f"SELECT stored, hash FROM heads WHERE {_CHAIN}", *chain).fetchone()
        return Ack(chain[1], *(found or self._inherited(chain)))

    def _inherited(self, chain: Chain) -> tuple[int, str]:
        """Where the same journal ended under another source, when this chain's first event follows from there."""
        _, journal, stream = chain
        found = self.sql(
            "SELECT heads.stored, heads.hash FROM heads JOIN events ON events.prevhash = heads.hash "
            "AND events.sequence = heads.stored + 1 AND events.journal = heads.journal "
            "AND events.stream = heads.stream WHERE heads.journal = ? AND heads.stream = ? AND events.source = ?",
            journal, stream, chain[0],
        ).fetchone()  # fmt: skip
        return found or (0, GENESIS)

    def advance(self, chain: Chain) -> Ack:
        """Moves the head over everything that follows without a gap and fits; the gaps behind it are noted."""
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
            self._pass_faults(chain, start.stored, head.stored)
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
        self.bury(chain[0], reason, event.encode())
        self.sql(f"DELETE FROM events {where}", *chain, sequence)
        if chain[2] == "rating":
            self.sql("DELETE FROM ratings WHERE source = ? AND journal = ? AND sequence = ?", *chain[:2], sequence)

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

    # --- faults ---

    def _pass_faults(self, chain: Chain, after: int, upto: int) -> None:
        """What the events just passed, in their order, say about the parts of the box."""
        if chain[2] == DeviceChanged.STREAM:
            rows = self.sql(
                f"SELECT time, data FROM events WHERE {_CHAIN} AND type = ? AND sequence > ? AND sequence <= ? "
                "ORDER BY sequence",
                *chain, DeviceChanged.TYPE, after, upto,
            ).fetchall()  # fmt: skip
            for time, data in rows:
                self._change(chain, time, json.loads(data))
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
        self.sql(
            "INSERT INTO kiosks (source, online, since, state) VALUES (?, ?, ?, ?) ON CONFLICT (source) "
            "DO UPDATE SET online = excluded.online, since = excluded.since, state = excluded.state",
            source, int(presence.online), received if broke_off else presence.since, _text(presence.payload),
        )  # fmt: skip

    def bury(self, topic: str, reason: str, payload: bytes, received: str = "") -> None:
        """What could not be read, kept with the reason; the same letter again (a redelivery) is not kept twice."""
        letter = topic[:300], _printable(reason)[:LONGEST_REASON], payload
        if not self.sql(
            "SELECT 1 FROM dead_letters WHERE topic = ? AND reason = ? AND payload = ?", *letter
        ).fetchone():
            self.sql(
                "INSERT INTO dead_letters (received, topic, reason, payload) VALUES (?, ?, ?, ?)", received, *letter
            )


def _printable(text: str) -> str:
    """PostgreSQL's texts hold no NUL."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)


def _well_formed(event: Event) -> bool:
    return event["type"] not in schemas.SCHEMAS or not schemas.problem(schemas.SCHEMAS[event["type"]], event["data"])


def missing(stored: int, here: Sequence[int]) -> list[tuple[int, int]]:
    """The ranges between `stored` and the numbers that are here, in order."""
    gaps, last = [], stored
    for sequence in here:
        if sequence > last + 1:
            gaps.append((last + 1, sequence - 1))
        last = max(last, sequence)
    return gaps


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
