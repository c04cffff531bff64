"""The journal: everything that happened, one row each, appended inside one transaction before the world shows it.

`transact(decide)` is the only way to write: under BEGIN IMMEDIATE it folds what others wrote, lets the decision see
that state, appends its facts with their chain, and commits with one sync. The state is handed on only after COMMIT.
WAL, `synchronous=FULL`, no automatic checkpoints (the touch app owns them and makes them when it is quiet).
This is the only module that opens the kiosk's database.
"""

import json
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kiosk.core.calendar.moment import Moment, from_iso, iso
from kiosk.core.record import chain
from kiosk.core.record.codec import UnreadableEvent, from_data, to_data
from kiosk.core.record.events import STREAMS, Fact, Recorded
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State
from kiosk.journal.schema import APPLICATION_ID, PAGE_SIZE

COLUMNS = "seq, id, type, stream, sequence, time, data, prevhash, hash, source, visit, cause, boot, mono, clock"
_INSERT = f"INSERT INTO events ({COLUMNS}, recordedtime) VALUES ({', '.join('?' * 16)})"
BEFORE_DAY = 2_000  # events folded before the day's first, so that devices and the link are known
_NO_CHECKPOINT_ON_CLOSE = 1006  # SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, named by Python from 3.12 on
NEWS = 10_000  # rows kept for `refresh`; a program that never asks does not grow

Row = tuple[Any, ...]
Decide = Callable[[State, Moment], Sequence[Fact]]


class JournalError(OSError):
    """The journal cannot be used; says which file and what to do."""


class DiskFull(JournalError):
    """Nothing was written and nothing is lost; the same journal goes on once there is room."""


class NoJournal(JournalError):
    """It was never made, or only its file was: `migrate` makes it."""


class NotOurs(JournalError, ValueError):
    """The file is not a kiosk's journal, or of a newer version."""


def migrate(path: Path) -> None:
    """Make the journal, or bring it to this version. Raises NotOurs for a foreign file.

    A new one is whole in its own file at once: nobody else has it open, so nobody else can be folding it back.
    """
    from kiosk.journal.migrations import bring_up

    path.parent.mkdir(parents=True, exist_ok=True)
    with _told(path):
        conn = _connect(path)
        try:
            new = _check_owner(conn, path, empty_ok=True)
            conn.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            conn.execute("PRAGMA journal_mode = WAL")
            bring_up(conn)
            if new:  # from Python 3.12 on closing does not fold it back
                conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            conn.close()


def _connect(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA wal_autocheckpoint = 0")
    if hasattr(conn, "setconfig"):  # Python 3.12: whoever closes last does not checkpoint either
        conn.setconfig(_NO_CHECKPOINT_ON_CLOSE, True)
    return conn


def _check_owner(conn: sqlite3.Connection, path: Path, empty_ok: bool) -> bool:
    """Whether there is nothing in it yet. Raises NoJournal, NotOurs."""
    (owner,) = conn.execute("PRAGMA application_id").fetchone()
    (tables,) = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner != APPLICATION_ID and not (empty_ok and tables == 0):
        if tables == 0:
            raise NoJournal(f"{path}: no journal here; run `kiosk migrate` first")
        raise NotOurs(f"{path}: not a kiosk journal; it is another program's file: move it away")
    return bool(tables == 0)


class _told:
    """SQLite's errors as ours, with the file's name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
            raise DiskFull(f"{self.path}: the disk is full; make room on it") from error
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.IntegrityError):
            raise JournalError(f"{self.path}: {error}; see docs/repair.md, 'journal'") from error


class Journal:
    """One program's open journal. Thread-safe; `state` is what the events add up to."""

    def __init__(self, path: Path, conn: sqlite3.Connection, source: str, moment: Callable[[], Moment]) -> None:
        self.path, self.source = path, source
        self._conn, self._moment, self._lock = conn, moment, threading.RLock()
        self._news: deque[Recorded] = deque(maxlen=NEWS)
        self._hashes: dict[str, str] = {}
        self._place = dict.fromkeys(STREAMS, (0, 0))  # where `after` stopped reading: sequence, seq
        (self.id,) = conn.execute("SELECT id FROM journal").fetchone()
        self._state = self._begin()

    @classmethod
    def open(cls, path: str | Path, source: str, moment: Callable[[], Moment]) -> "Journal":
        """`source`: the CloudEvents source of what will be written, `/H55/92/08/000/k1`. Raises JournalError."""
        path = Path(path)
        if not path.exists():
            raise NoJournal(f"{path}: no journal here; run `kiosk migrate` first")
        with _told(path):
            conn = _connect(path)
            _check_owner(conn, path, empty_ok=False)
            return cls(path, conn, source, moment)

    def close(self) -> None:
        with self._lock:
            self._conn.close()

    # --- state ---

    @property
    def state(self) -> State:
        return self._state

    def now(self) -> Moment:
        """The present moment by this program's clock."""
        return self._moment()

    def _begin(self) -> State:
        """Heads and the live state: folds from some rows before the last real start of a day."""
        heads = {stream: self._last_of(stream) for stream in STREAMS}
        self._hashes = {stream: hash_ for stream, (_, hash_) in heads.items()}
        first = self.day_start() - BEFORE_DAY
        state = State(heads={s: n for s, (n, _) in heads.items() if n}, seq=max(0, first))
        for row in self._conn.execute(f"SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq", (state.seq,)):
            state = fold(state, self._recorded(row))
            self._hashes[row[3]] = row[8]
        return state

    def _last_of(self, stream: str) -> tuple[int, str]:
        found = self._conn.execute(
            "SELECT sequence, hash FROM events WHERE stream = ? ORDER BY seq DESC LIMIT 1", (stream,)
        ).fetchone()
        return found or (0, chain.GENESIS)

    def day_start(self) -> int:
        found = self._conn.execute(
            "SELECT seq FROM events WHERE type = 'vn.motcua.day.opened.v1' AND data NOT LIKE '%\"again\":true%'"
            " AND data NOT LIKE '%\"provisional\":true%' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return found[0] if found else 0

    def _recorded(self, row: Row) -> Recorded:
        seq, id_, type_, stream, sequence, time, data, _, _, _, visit, cause, boot, mono, clock = row
        try:
            event = from_data(type_, json.loads(data))
        except UnreadableEvent as error:
            raise NotOurs(f"{self.path}: row {seq}: {error}; a newer version wrote it, install that one") from error
        return Recorded(seq, id_, stream, sequence, from_iso(time), mono, boot, clock, event, visit, cause)

    def refresh(self) -> list[Recorded]:
        """What was written by anybody since the last call, oldest first."""
        with self._lock, _told(self.path):
            self._catch_up()
            news = list(self._news)
            self._news.clear()
            return news

    def _catch_up(self) -> None:
        rows = self._conn.execute(f"SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq", (self._state.seq,))
        for row in rows.fetchall():
            recorded = self._recorded(row)
            self._state = fold(self._state, recorded)
            self._hashes[recorded.stream] = row[8]
            self._news.append(recorded)

    # --- writing ---

    def transact(self, decide: Decide) -> list[Recorded]:
        """Append what `decide` makes of the state, in one transaction; what was written, or [] for nothing.

        A refusal or any error of `decide` leaves the journal as it was. Raises DiskFull, JournalError.
        """
        with self._lock, _told(self.path):
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                self._catch_up()
                now = self._moment()
                written = self._append(decide(self._state, now), now)
                self._conn.execute("COMMIT")
            except BaseException:
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")
                raise
            return self._keep(written)

    def _append(self, facts: Sequence[Fact], now: Moment) -> list[tuple[Recorded, str]]:
        heads, hashes, seq = dict(self._state.heads), dict(self._hashes), self._state.seq
        written = []
        for fact in facts:
            stream, seq = fact.event.STREAM, seq + 1
            heads[stream] = heads.get(stream, 0) + 1
            recorded = self._record(seq, stream, heads[stream], fact, now)
            event = chain.cloud_event(recorded, self.source, self.id, hashes[stream])
            self._conn.execute(_INSERT, self._row(recorded, event))
            hashes[stream] = event["hash"]
            written.append((recorded, event["hash"]))
        return written

    def _record(self, seq: int, stream: str, sequence: int, fact: Fact, now: Moment) -> Recorded:
        id_ = chain.event_id(self.id, stream, sequence)
        return Recorded(
            seq, id_, stream, sequence, now.wall, now.mono, now.boot, now.clock, fact.event, fact.visit, fact.cause
        )

    def _row(self, r: Recorded, event: dict[str, Any]) -> Row:
        data, time = chain.canonical(to_data(r.event)).decode(), iso(r.wall)
        head = (r.seq, r.id, r.event.TYPE, r.stream, r.sequence, time, data, event["prevhash"], event["hash"])
        return (*head, self.source, r.visit, r.cause, r.boot, r.mono, r.clock, time)

    def _keep(self, written: Sequence[tuple[Recorded, str]]) -> list[Recorded]:
        for recorded, hash_ in written:
            self._state = fold(self._state, recorded)
            self._hashes[recorded.stream] = hash_
            self._news.append(recorded)
        return [recorded for recorded, _ in written]

    # --- the courier ---

    def after(self, stream: str, sequence: int, limit: int) -> list[dict[str, Any]]:
        """The next events of a stream as CloudEvents with their stored hashes, oldest first."""
        with self._lock, _told(self.path):
            at, seq = self._place[stream]
            start = seq if at <= sequence else sequence  # a stream's n-th event cannot stand before row n
            rows = self._conn.execute(
                f"SELECT {COLUMNS} FROM events WHERE seq > ? AND stream = ? AND sequence > ? ORDER BY seq LIMIT ?",
                (start, stream, sequence, limit),
            ).fetchall()
            if rows:
                self._place[stream] = (rows[0][4] - 1, rows[0][0] - 1)
            return [self._event(row) for row in rows]

    def _event(self, row: Row) -> dict[str, Any]:
        _, _, type_, stream, sequence, time, data, prevhash, hash_, source, visit, cause, boot, mono, clock = row
        event = chain.envelope(
            type_=type_,
            data=json.loads(data),
            time=time,
            source=source,
            journal=self.id,
            stream=stream,
            sequence=sequence,
            boot=boot,
            mono=mono,
            clock=clock,
            prevhash=prevhash,
            visit=visit,
            cause=cause,
        )
        return {**event, "hash": hash_}

    def head(self, stream: str) -> tuple[int, str]:
        """The stream's last sequence and hash; (0, GENESIS) when it is empty."""
        with self._lock, _told(self.path):
            return self._last_of(stream)

    def cursor(self, stream: str) -> int:
        """The last sequence that the city has stored, as far as we know."""
        with self._lock, _told(self.path):
            found = self._conn.execute("SELECT sequence FROM cursors WHERE stream = ?", (stream,)).fetchone()
            return found[0] if found else 0

    def move_cursor(self, stream: str, sequence: int) -> None:
        with self._lock, _told(self.path):
            self._conn.execute(
                "INSERT INTO cursors VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence",
                (stream, sequence),
            )

    # --- the whole file ---

    def rows(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """Every event from the row behind `after`, as a CloudEvent with its `seq`."""
        found = self._conn.execute(f"SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq", (after,))
        for row in found:
            yield {"seq": row[0], **self._event(row)}

    def verify(self) -> list[str]:
        """What is wrong with the chains, in the order of the rows; [] when every one holds."""
        with self._lock, _told(self.path):
            (sound,) = self._conn.execute("PRAGMA quick_check(1)").fetchone()
            return ([] if sound == "ok" else [f"file: {sound}"]) + list(chain.broken(self.rows()))

    def checkpoint(self, last: bool = False) -> None:
        """Fold the WAL back and use it again from its start; only the touch app calls this, when it is quiet. `last`:
        it is emptied too, so that `journal.db` alone holds all and nothing stands over it."""
        with self._lock, _told(self.path):
            self._conn.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if last else 'RESTART'})")
