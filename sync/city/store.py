"""The city's record: every event once, in unbroken chains, and what people ask of it beside.

`take` writes a batch of messages in one transaction and says what may be acknowledged; after an error nothing of the
batch is there and all of it may come again. An event is kept when its hash is true; it counts as stored when every
one before it is there and each names the hash of the last. One that cannot follow is put aside as a dead letter, as
is everything that is not of the contract: nothing crashes the city and nothing is lost silently.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from kiosk.core.chain import GENESIS
from kiosk.core.events import STREAMS, DeviceChanged, RatingGiven
from sync import envelope
from sync.city import ratings
from sync.city.engines import Engine, engine_at
from sync.envelope import Ack, Ask, Place, Unreadable
from sync.shapes import SCHEMAS, problem

KEPT_OF_DEAD = 65_536  # bytes kept of a message that is too big
_COLUMNS = (
    "source, journal, stream, sequence, id, type, time, recordedtime, correlationid, causationid, data, more, "
    "prevhash, hash, about, received"
)
_NAMED = frozenset(_COLUMNS.split(", ")) - {"more", "about", "received"}
_INSERT = f"INSERT INTO events ({_COLUMNS}) VALUES ({', '.join('?' * 16)}) ON CONFLICT DO NOTHING"
_OF = "source = ? AND journal = ? AND stream = ?"

Key = tuple[str, str, str]  # source, journal, stream
Event = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """A message as it came. `received`: RFC 3339."""

    topic: str
    payload: bytes
    received: str


@dataclass(frozen=True)
class Gap:
    place: Place
    ask: Ask


@dataclass
class _Batch:
    """What one transaction is about."""

    events: dict[Key, list[tuple[Letter, Event]]] = field(default_factory=lambda: defaultdict(list))
    dead: list[tuple[Letter, str, bytes]] = field(default_factory=list)
    states: list[tuple[Letter, str, envelope.Presence]] = field(default_factory=list)
    rated: set[tuple[str, str, int]] = field(default_factory=set)
    shown: dict[str, str] = field(default_factory=dict)  # source → time of its latest event


class Store:
    """One program's hold on the city's database."""

    def __init__(self, engine: Engine) -> None:
        self._db = engine

    def close(self) -> None:
        self._db.close()

    def take(self, letters: Sequence[Letter]) -> list[tuple[str, Ack]]:
        """Commit these messages; the acknowledgements to publish, with their topics. Raises DatabaseError."""
        batch = _sorted_out(letters)
        self._db.begin()
        try:
            acks = [self._extend(key, batch) for key in sorted(batch.events)]
            self._show(batch)
            self._bury(batch)
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise
        return acks

    # --- one chain ---

    def _extend(self, key: Key, batch: _Batch) -> tuple[str, Ack]:
        """Insert what is new of one chain and move its end as far as it holds."""
        stored, hash_, seen = self._chain(key)
        events = self._new(key, batch, stored)
        self._db.many(_INSERT, [_row(letter, event) for letter, event in events])
        self._note(events, batch)
        received = batch.events[key][-1][0].received
        end, hash_ = self._advance(key, stored, hash_, batch, received)
        seen = max(seen, end, *(event["sequence"] for _, event in events), 0)
        self._db.run(
            f"UPDATE chains SET stored = ?, hash = ?, seen = ?, touched = ? WHERE {_OF}",
            (end, hash_, seen, received, *key),
        )
        self._open_gaps(key, end, seen)
        return Place(key[0], f"ack/{key[2]}").topic, Ack(key[1], end, hash_)

    def _chain(self, key: Key) -> tuple[int, str, int]:
        self._db.run(
            "INSERT INTO chains (source, journal, stream, stored, hash, seen, touched) VALUES (?, ?, ?, 0, ?, 0, '')"
            " ON CONFLICT DO NOTHING",
            (*key, GENESIS),
        )
        stored, hash_, seen = self._db.rows(
            f"SELECT stored, hash, seen FROM chains WHERE {_OF}{self._db.lock}", key
        )[0]
        return stored, hash_, seen

    def _new(self, key: Key, batch: _Batch, stored: int) -> list[tuple[Letter, Event]]:
        """The events that are not there yet; another one under the same number is a dead letter."""
        came = batch.events[key]
        numbers = [event["sequence"] for _, event in came]
        known: dict[int, str] = dict(
            self._db.rows(
                f"SELECT sequence, hash FROM events WHERE {_OF} AND sequence BETWEEN ? AND ?",
                (*key, min(numbers), max(numbers)),
            )
        )
        fresh = []
        for letter, event in came:
            there = known.setdefault(event["sequence"], "")
            if not there:
                known[event["sequence"]] = event["hash"]
                fresh.append((letter, event))
            elif there != event["hash"]:
                batch.dead.append((letter, "another event under a number that is taken", orjson.dumps(event)))
        return fresh

    def _note(self, events: Sequence[tuple[Letter, Event]], batch: _Batch) -> None:
        for letter, event in events:
            source, data = event["source"], event["data"]
            batch.shown[source] = max(batch.shown.get(source, ""), event["time"])
            wrong = shape_problem(event["type"], data)
            if wrong:
                batch.dead.append(
                    (letter, f"{event['type']}: {wrong} (kept in events only)", orjson.dumps(event))
                )
            elif event["type"] == RatingGiven.TYPE:
                batch.rated.add((source, event["journal"], event["sequence"]))
            elif _about(event) is not None:
                batch.rated.add((source, event["journal"], data["rating"]))

    def _advance(self, key: Key, stored: int, hash_: str, batch: _Batch, received: str) -> tuple[int, str]:
        """Walk on from the chain's end; an event that does not name the one before is taken out, and asked for."""
        rows = self._db.rows(
            f"SELECT sequence, prevhash, hash FROM events WHERE {_OF} AND sequence > ? ORDER BY sequence",
            (*key, stored),
        )
        for sequence, prevhash, own in rows:
            if sequence != stored + 1:
                break
            if prevhash != hash_:
                self._evict(key, sequence, batch, received)
                break
            stored, hash_ = sequence, own
        return stored, hash_

    def _evict(self, key: Key, sequence: int, batch: _Batch, received: str) -> None:
        where = f"{_OF} AND sequence = ?"
        (row,) = self._db.rows(f"SELECT {_COLUMNS} FROM events WHERE {where}", (*key, sequence))
        event = event_of(row)
        letter = Letter(Place(key[0], key[2]).topic, b"", received)
        batch.dead.append((letter, "its prevhash is not the hash of the event before", orjson.dumps(event)))
        self._db.run(f"DELETE FROM events WHERE {where}", (*key, sequence))
        batch.rated |= {(key[0], key[1], n) for n in (sequence, row[14]) if n and key[2] == "rating"}

    def _open_gaps(self, key: Key, stored: int, seen: int) -> None:
        """The missing ranges between the chain's end and the highest number seen; none is left when it is whole."""
        self._db.run(f"DELETE FROM gaps WHERE {_OF}", key)
        if seen == stored:
            return
        source, journal, stream = key
        there = self._db.rows(
            f"SELECT sequence FROM events WHERE {_OF} AND sequence > ? ORDER BY sequence", (*key, stored)
        )
        missing = list(_missing(stored, (n for (n,) in there), seen))
        self._db.many(
            "INSERT INTO gaps (source, stream, first, last, journal) VALUES (?, ?, ?, ?, ?)",
            [(source, stream, first, last, journal) for first, last in missing],
        )

    # --- what people ask ---

    def _show(self, batch: _Batch) -> None:
        for rating in sorted(batch.rated):
            self._show_rating(*rating)
        for source in sorted(batch.shown):
            self._show_kiosk(source, batch.shown[source])
        for letter, source, presence in batch.states:
            self._show_state(letter, source, presence)

    def _show_rating(self, source: str, journal: str, sequence: int) -> None:
        told = self._db.rows(
            "SELECT type, time, data FROM events WHERE source = ? AND journal = ? AND stream = 'rating' AND "
            "sequence = ? UNION ALL SELECT type, time, data FROM (SELECT type, time, data FROM events WHERE source = ? "
            "AND journal = ? AND about = ? ORDER BY sequence) later",
            (source, journal, sequence, source, journal, sequence),
        )
        found = ratings.row([(type_, time, orjson.loads(data)) for type_, time, data in told])
        where = "source = ? AND journal = ? AND sequence = ?"
        if found is None:
            self._db.run(f"DELETE FROM ratings WHERE {where}", (source, journal, sequence))
            return
        found |= {"source": source, "sequence": sequence, "journal": journal}
        names, changes = ", ".join(ratings.COLUMNS), ", ".join(f"{c} = excluded.{c}" for c in ratings.COLUMNS)
        self._db.run(
            f"INSERT INTO ratings ({names}) VALUES ({', '.join('?' * len(found))})"
            f" ON CONFLICT (source, journal, sequence) DO UPDATE SET {changes}",
            [found[name] for name in ratings.COLUMNS],
        )

    def _show_kiosk(self, source: str, last: str) -> None:
        self._db.run(
            "INSERT INTO kiosks VALUES (?, 0, '', ?, 0, '{}') ON CONFLICT (source) DO UPDATE SET"
            " last_event = CASE WHEN excluded.last_event > kiosks.last_event THEN excluded.last_event"
            " ELSE kiosks.last_event END",
            (source, last),
        )
        changes = self._db.rows(
            f"SELECT time, data FROM events WHERE source = ? AND type = '{DeviceChanged.TYPE}' ORDER BY time",
            (source,),
        )
        told = [(time, orjson.loads(data)) for time, data in changes]
        sound = [(t, d["device"], d["state"]) for t, d in told if not shape_problem(DeviceChanged.TYPE, d)]
        days = ratings.days_out_of_order(sound, last)
        self._db.run("UPDATE kiosks SET days_out_of_order = ? WHERE source = ?", (days, source))

    def _show_state(self, letter: Letter, source: str, presence: envelope.Presence) -> None:
        """The last will carries the time of the connection that broke: then it is now that it went away."""
        was = self._db.rows("SELECT online, since FROM kiosks WHERE source = ?", (source,))
        same_online = bool(was) and was[0][0] == 1 and was[0][1] >= presence.since
        since = letter.received if not presence.online and same_online else presence.since
        self._db.run(
            "INSERT INTO kiosks VALUES (?, ?, ?, '', 0, ?) ON CONFLICT (source) DO UPDATE SET"
            " online = excluded.online, since = excluded.since, state = excluded.state",
            (source, int(presence.online), since, orjson.dumps(presence.payload).decode()),
        )

    def _bury(self, batch: _Batch) -> None:
        for letter, reason, payload in batch.dead:
            digest = hashlib.sha256(payload).hexdigest()
            self._db.run(
                "INSERT INTO dead_letters VALUES (?, ?, ?, ?, ?, 1)"
                " ON CONFLICT (topic, reason, digest) DO UPDATE SET times = dead_letters.times + 1",
                (letter.received, letter.topic, reason[:300], payload[:KEPT_OF_DEAD], digest),
            )

    # --- for the subscriber ---

    def acks(self) -> list[tuple[str, Ack]]:
        """Where each kiosk's present chains end."""
        rows = self._db.rows("SELECT source, journal, stream, stored, hash FROM chains ORDER BY touched")
        self._db.rollback()
        latest = {
            (source, stream): Ack(journal, stored, hash_) for source, journal, stream, stored, hash_ in rows
        }
        return [(Place(source, f"ack/{stream}").topic, ack) for (source, stream), ack in latest.items()]

    def gaps(self) -> list[Gap]:
        """What is missing now, of the journals that still speak."""
        rows = self._db.rows(
            "SELECT g.source, g.stream, g.journal, g.first, g.last FROM gaps g JOIN chains c ON c.source = g.source AND"
            " c.journal = g.journal AND c.stream = g.stream ORDER BY c.touched, g.first"
        )
        self._db.rollback()
        return [
            Gap(Place(source, f"ask/{stream}"), Ask(journal, a, b)) for source, stream, journal, a, b in rows
        ]


def open_store(url: str) -> Store:
    """Raises ValueError for a URL that is none, DatabaseError (OSError)."""
    return Store(engine_at(url))


def _sorted_out(letters: Iterable[Letter]) -> _Batch:
    batch = _Batch()
    for letter in letters:
        try:
            _sort(letter, envelope.place(letter.topic), batch)
        except Unreadable as error:
            batch.dead.append((letter, str(error), letter.payload))
    return batch


def _sort(letter: Letter, at: Place, batch: _Batch) -> None:
    if at.tail in STREAMS:
        for event in envelope.unpack(letter.payload):
            _sort_event(letter, event, at, batch)
    elif at.tail == "state":
        batch.states.append((letter, at.source, envelope.read_presence(letter.payload)))


def _sort_event(letter: Letter, event: Any, at: Place, batch: _Batch) -> None:
    try:
        sound = envelope.check(event, at.source, at.tail)
    except Unreadable as error:
        batch.dead.append((letter, str(error), orjson.dumps(event)))
        return
    batch.events[(at.source, sound["journal"], at.tail)].append((letter, sound))


def shape_problem(type_: str, data: Mapping[str, Any]) -> str:
    """What is wrong with an event's data; "" for nothing, also for a type that only a newer city knows."""
    return problem(SCHEMAS[type_], data) if type_ in SCHEMAS else ""


def _about(event: Event) -> int | None:
    """The rating that a later word on the rating stream points to."""
    known = event["stream"] == "rating" and event["type"] in SCHEMAS and event["type"] != RatingGiven.TYPE
    return event["data"]["rating"] if known and not shape_problem(event["type"], event["data"]) else None


def _row(letter: Letter, event: Event) -> tuple[Any, ...]:
    more = {name: value for name, value in event.items() if name not in _NAMED}
    return (
        *(
            event[name]
            for name in ("source", "journal", "stream", "sequence", "id", "type", "time", "recordedtime")
        ),
        event.get("correlationid"),
        event.get("causationid"),
        orjson.dumps(event["data"]).decode(),
        orjson.dumps(more).decode(),
        event["prevhash"],
        event["hash"],
        _about(event),
        letter.received,
    )


def event_of(row: Sequence[Any]) -> Event:
    """The whole CloudEvent of a row of `events` (its columns in the table's order), so that its hash can be made."""
    named = dict(zip(_COLUMNS.split(", "), row, strict=True))
    event = {name: named[name] for name in _NAMED if named[name] is not None}
    return {**event, "data": orjson.loads(named["data"]), **orjson.loads(named["more"])}


def _missing(stored: int, there: Iterable[int], seen: int) -> Iterable[tuple[int, int]]:
    """Ranges without an event after `stored`, up to `seen`, given the numbers that are there in order."""
    last = stored
    for number in (*there, seen + 1):
        if number > last + 1:
            yield last + 1, number - 1
        last = number
