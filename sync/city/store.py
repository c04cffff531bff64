"""The city's database: every event once, each chain's complete part, gaps, ratings as they stand. One writer.

`keep` takes a batch of checked events inside one transaction and says which chains moved; what came twice is passed
by, what does not fit the chain is a dead letter and never moves it. The same SQL runs on SQLite and PostgreSQL; only
how a parameter is written differs.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from kiosk.core.chain import GENESIS
from sync import shapes
from sync.city.rows import COLUMNS, rating_of, standing
from sync.city.schema import TABLES
from sync.envelope import Ack, Presence

Chain = tuple[str, str, str]  # source, journal, stream
Event = Mapping[str, Any]


class StoreError(OSError):
    """The city's database cannot be used; says which and why."""


class Connection(Protocol):
    """What SQLite's and psycopg's connections share."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Any: ...
    def close(self) -> None: ...


class Store:
    """`mark`: how the engine writes a parameter."""

    def __init__(self, db: Connection, mark: str = "?") -> None:
        self._db, self._mark = db, mark
        for table in TABLES:
            db.execute(table)

    @classmethod
    def open(cls, url: str) -> "Store":
        """`sqlite:///path` or `postgresql://…`. Raises StoreError."""
        parts = urlsplit(url)
        try:
            if parts.scheme == "sqlite" and parts.path.strip("/"):
                return cls(_sqlite(_file(parts.path)))
            if parts.scheme == "postgresql":
                return cls(_postgresql(url), "%s")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"--db {url}: {error}") from error
        raise StoreError(f"--db {url}: expected sqlite:///PATH or postgresql://…")

    def __call__(self, sql: str, *values: Any) -> Any:
        return self._db.execute(sql.replace("?", self._mark), values)

    def transaction(self) -> AbstractContextManager[None]:
        return _Transaction(self)

    def close(self) -> None:
        self._db.close()

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
        (here,) = self(
            "SELECT hash FROM events WHERE source = ? AND journal = ? AND stream = ? AND sequence = ?", *key
        ).fetchone()
        if here != event["hash"]:
            self.bury(key[0], f"{key[2]} {key[3]}: another event has this number already", _text(event).encode())

    def _insert(self, event: Event) -> bool:
        """False for one that is here already."""
        names = ("source", "journal", "stream", "sequence", "id", "type", "time", "recordedtime", "prevhash", "hash")
        found = self(
            f"INSERT INTO events ({', '.join(names)}, correlationid, data, event) VALUES ({', '.join('?' * 13)}) "
            "ON CONFLICT DO NOTHING",
            *(event[name] for name in names),
            event.get("correlationid"),
            _text(event["data"]),
            _text(event),
        )
        return bool(found.rowcount)

    def _follow(self, event: Event) -> None:
        """What else changes with an event: its kiosk's last word, its rating."""
        self(
            "INSERT INTO kiosks (source, online, since, last_event) VALUES (?, 1, ?, ?) "
            "ON CONFLICT (source) DO UPDATE SET last_event = excluded.last_event",
            event["source"], event["time"], event["time"],
        )  # fmt: skip
        wrong = shapes.problem(shapes.SCHEMAS[event["type"]], event["data"]) if event["type"] in shapes.SCHEMAS else ""
        if wrong:
            self.bury(event["source"], f"{event['type']}: {wrong}; kept in events only", _text(event).encode())
        elif event["stream"] == "rating" and rating_of(event):
            self._stand(event["source"], event["journal"], rating_of(event))

    def _stand(self, source: str, journal: str, rating: int) -> None:
        """The rating's row anew, from all of its events that are here."""
        rows = self(
            "SELECT event FROM events WHERE source = ? AND journal = ? AND stream = 'rating' AND sequence >= ?",
            source, journal, rating,
        ).fetchall()  # fmt: skip
        events = [json.loads(row[0]) for row in rows]
        row = standing([event for event in events if rating_of(event) == rating and _well_formed(event)])
        if row is not None:
            self("DELETE FROM ratings WHERE source = ? AND journal = ? AND sequence = ?", source, journal, rating)
            self(f"INSERT INTO ratings ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
                 *(row[name] for name in COLUMNS))  # fmt: skip

    # --- chains ---

    def head(self, chain: Chain) -> Ack:
        """How far the chain is complete."""
        found = self(
            "SELECT stored, hash FROM heads WHERE source = ? AND journal = ? AND stream = ?", *chain
        ).fetchone()
        return Ack(chain[1], *(found or (0, GENESIS)))

    def advance(self, chain: Chain) -> Ack:
        """Moves the head over everything that follows without a gap and fits; the gaps behind it are noted."""
        head, start = self.head(chain), self.head(chain)
        rows = self(
            "SELECT sequence, prevhash, hash FROM events WHERE source = ? AND journal = ? AND stream = ? "
            "AND sequence > ? ORDER BY sequence",
            *chain, head.stored,
        ).fetchall()  # fmt: skip
        for sequence, prevhash, hash_ in rows:
            if sequence != head.stored + 1:
                break
            if prevhash != head.hash:
                self._cast_out(chain, sequence)
                break
            head = Ack(chain[1], sequence, hash_)
        if head != start:
            self._move(chain, head)
        self._note_gaps(chain, head.stored, self._beyond(chain, head.stored))
        return head

    def _beyond(self, chain: Chain, stored: int) -> list[int]:
        sql = "SELECT sequence FROM events WHERE source = ? AND journal = ? AND stream = ? AND sequence > ? ORDER BY 1"
        return [row[0] for row in self(sql, *chain, stored).fetchall()]

    def _cast_out(self, chain: Chain, sequence: int) -> None:
        """What does not follow from the event before it is no part of this chain: its place is open again."""
        where = "WHERE source = ? AND journal = ? AND stream = ? AND sequence = ?"
        (event,) = self(f"SELECT event FROM events {where}", *chain, sequence).fetchone()
        reason = f"{chain[2]} {sequence}: prevhash is not the hash of the event before"
        self.bury(chain[0], reason, event.encode())
        self(f"DELETE FROM events {where}", *chain, sequence)
        if chain[2] == "rating":
            self("DELETE FROM ratings WHERE source = ? AND journal = ? AND sequence = ?", *chain[:2], sequence)

    def _move(self, chain: Chain, head: Ack) -> None:
        self(
            "INSERT INTO heads VALUES (?, ?, ?, ?, ?) ON CONFLICT (source, journal, stream) "
            "DO UPDATE SET stored = excluded.stored, hash = excluded.hash",
            *chain, head.stored, head.hash,
        )  # fmt: skip

    def _note_gaps(self, chain: Chain, stored: int, here: Sequence[int]) -> None:
        source, journal, stream = chain
        self("DELETE FROM gaps WHERE source = ? AND journal = ? AND stream = ?", source, journal, stream)
        for first, last in missing(stored, here):
            self("INSERT INTO gaps (source, journal, stream, first, last) VALUES (?, ?, ?, ?, ?)",
                 source, journal, stream, first, last)  # fmt: skip

    def gaps(self, chain: Chain) -> list[tuple[int, int]]:
        sql = "SELECT first, last FROM gaps WHERE source = ? AND journal = ? AND stream = ? ORDER BY first"
        return [(first, last) for first, last in self(sql, *chain).fetchall()]

    def chains(self) -> list[Chain]:
        """Every chain that was begun."""
        return [tuple(row) for row in self("SELECT source, journal, stream FROM heads").fetchall()]

    # --- the rest ---

    def present(self, source: str, presence: Presence) -> None:
        """A kiosk came or went."""
        self(
            "INSERT INTO kiosks (source, online, since, state) VALUES (?, ?, ?, ?) ON CONFLICT (source) "
            "DO UPDATE SET online = excluded.online, since = excluded.since, state = excluded.state",
            source, int(presence.online), presence.since, _text(presence.payload),
        )  # fmt: skip

    def bury(self, topic: str, reason: str, payload: bytes, received: str = "") -> None:
        """What could not be read, kept with the reason."""
        self("INSERT INTO dead_letters VALUES (?, ?, ?, ?)", received, topic[:300], reason, payload)


def _well_formed(event: Event) -> bool:
    return event["type"] not in shapes.SCHEMAS or not shapes.problem(shapes.SCHEMAS[event["type"]], event["data"])


def missing(stored: int, here: Sequence[int]) -> list[tuple[int, int]]:
    """The ranges between `stored` and the numbers that are here, in order."""
    gaps, last = [], stored
    for sequence in here:
        if sequence > last + 1:
            gaps.append((last + 1, sequence - 1))
        last = max(last, sequence)
    return gaps


class _Transaction:
    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> None:
        self._store("BEGIN")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._store("ROLLBACK" if error else "COMMIT")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _file(path: str) -> Path:
    """Four slashes are an absolute path, as everywhere; three a relative one, unless its folder stands at the root."""
    absolute = Path("/" + path.lstrip("/"))
    beside_root = absolute.parent != Path("/") and absolute.parent.is_dir()
    return absolute if path.startswith("//") or beside_root else Path(path[1:])


def _sqlite(path: Path) -> Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _postgresql(url: str) -> Connection:
    import psycopg

    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.Error as error:
        raise StoreError(f"--db: {error}") from error
