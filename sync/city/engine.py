"""SQLite and PostgreSQL behind one small seam: the same SQL with `?`, every error of theirs as a StoreError.

What differs between the two is here; the store above never asks which one it has.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from sync.city.dialects import given
from sync.city.dialects.given import KEYS, Given, Rows
from sync.city.dialects.same_file import Stands, stands

BUSY_S = 10.0  # seconds that one program waits for another's transaction on the same SQLite file
MIGRATING_S = 3600.0  # and for one that brings the file up, which may take minutes
_LOCK = 7_741_295_880_116_014_321  # any number that no other program of a PostgreSQL takes as its advisory lock


class StoreError(OSError):
    """The city's database cannot be used, or refuses what it was given; says why. Nothing of the transaction stays."""


class Away(StoreError):
    """It can write nothing just now, whatever it is given: a full disk, a broken line. No message is at fault."""


class Unusable(StoreError):
    """Waiting does not help: a wrong address, another version's tables."""


class Connection(Protocol):
    """What SQLite's and psycopg's connections share."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Any: ...
    def cursor(self) -> Any: ...
    def close(self) -> None: ...


# Raised by either library before the database sees a value that it cannot hold: a number beyond 64 bits, half a letter.
UNFIT = (OverflowError, TypeError, ValueError)


@dataclass(frozen=True)
class Dialect:
    """`mark`: a parameter; `errors`: what is raised; `begin`: a transaction that reads and then writes (SQLite refuses
    to make a writer of a reader behind whom another one wrote); `alone`, `together`: what lets one program at a time
    bring the tables up, and what ends that beside the transaction's end; `is_away`: whether an error says that the
    database is Away; `interrupt`: ends what a connection waits for; `barrier`: what a transaction that only reads
    writes into the log, so that its end waits as that of a writer does ("": nobody else holds the data); `seat`: asks
    for a lock that lasts as long as the connection, `turn` for some until the transaction ends; `given`: how one
    statement is given many rows."""

    mark: str
    errors: tuple[type[Exception], ...]
    begin: str
    alone: tuple[str, ...]
    together: tuple[str, ...]
    is_away: Callable[[Exception], bool]
    interrupt: Callable[[Any], None]
    given: Given
    barrier: str = ""
    seat: str = ""
    turn: str = ""


# Codes of sqlite.org/rescode.html: permission, busy, locked, memory, read-only, interrupted, disk I/O, corrupt, full,
# cannot open, protocol, large files, authorisation, not a database.
_SQLITE_AWAY = frozenset((3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 22, 23, 26))
# Classes of SQLSTATE (PostgreSQL, appendix A): connection, transaction state, authorisation, no such database,
# rollback, resources (a full disk among them), not in the right state, operator, system, configuration, internal.
_POSTGRESQL_AWAY = ("08", "25", "28", "3D", "40", "53", "55", "57", "58", "F0", "XX")


def _is_sqlite_away(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_AWAY


SQLITE = Dialect(
    "?",
    (sqlite3.Error, *UNFIT),
    "BEGIN IMMEDIATE",
    (f"PRAGMA busy_timeout = {int(MIGRATING_S * 1000)}", "BEGIN IMMEDIATE"),
    (f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}",),
    _is_sqlite_away,
    sqlite3.Connection.interrupt,
    given.SQLITE,
)


# A commit waits for the standby when its own transaction wrote to the log, and for all of the log before it. What a
# message does to that is nothing: it is read by nobody (PostgreSQL, 9.28.6, pg_logical_emit_message).
_BARRIER = "SELECT pg_logical_emit_message(true, 'kiosk-city', 'ack')"
# A setting of the role or the database may let a commit return before it is on any disk, or on the standby's.
_NEVER_UNWRITTEN = (
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')"
)
# A dead line is noticed within two minutes on either side, and the server lets go of what the dead one held.
_LINE = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "120000"}
_SERVER_LINE = ("SET tcp_keepalives_idle = 30", "SET tcp_keepalives_interval = 10", "SET tcp_keepalives_count = 3")


class Engine:
    """One connection. `warned`: where the connection adds what the server warns of; `stands`: whether its file is still
    the one that was opened."""

    def __init__(
        self, db: Connection, dialect: Dialect = SQLITE, warned: list[str] | None = None, stands: Stands = lambda: True
    ) -> None:
        self._db, self._dialect, self._warned, self._stands = db, dialect, [] if warned is None else warned, stands

    def __call__(self, sql: str, *values: Any) -> Any:
        """Runs one statement; what it yields can be fetched. Raises StoreError."""
        with self._translated():
            return self._db.execute(sql.replace("?", self._dialect.mark), values)

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Runs one statement for each row; how many rows of the database it changed. Raises StoreError."""
        if not rows:
            return 0
        with self._translated():
            cursor = self._db.cursor()
            cursor.executemany(sql.replace("?", self._dialect.mark), rows)
            return int(cursor.rowcount)

    def joined(self, sql: str, columns: str, rows: Rows, *values: Any, locks: str = "") -> Any:
        """Runs one statement for all of `rows`, which stand as the table `k` of these columns (`source text, n
        bigint`) where it says {k}; `values`: of what stands behind that. `locks`: the table of which the rows that it
        finds stay as they are until the transaction ends. Raises StoreError."""
        words = self._dialect.given
        asked = sql.replace(KEYS, words.table(columns)) + (words.locked.format(locks) if locks else "")
        return self(asked, *words.values(rows), *values)

    def fill(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """New rows. Raises StoreError, where one of them is there already too."""
        if rows:
            with self._translated():
                self._dialect.given.fill(self._db, table, columns, rows)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except self._dialect.errors as error:
            kind = Away if self._dialect.is_away(error) else StoreError
            raise kind(f"city database: {str(error).strip()}") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Whole, or nothing of it. Raises StoreError."""
        self(self._dialect.begin)
        with self._whole():
            yield

    @contextmanager
    def settled(self) -> Iterator[None]:
        """A transaction after which all that it has read is kept, whichever server dies: its end waits for the standby.
        What another transaction wrote can be seen before that one's own wait is over, where its connection broke in
        it. Whoever cancels the wait has the commit succeed with a warning. Raises StoreError."""
        with self.transaction():
            yield
            if self._dialect.barrier:
                self(self._dialect.barrier)
            self._warned.clear()
        if not self._stands():
            raise Away("city database: its file is not the one that was opened")
        if self._warned:
            raise Away(f"city database: written here, and perhaps on no standby: {self._warned[0]}")

    def take_seat(self, name: str) -> None:
        """Of all programs with this name one works at a time, as long as its connection lives; SQLite has no seats, for
        a file is used on one machine. Raises Away while another one has it."""
        if self._dialect.seat and not self(self._dialect.seat, _key(name)).fetchone()[0]:
            raise Away("city database: its place is taken by another kiosk-city of the same --db, --units and --worker")

    def wait_turn(self, names: Iterable[str]) -> None:
        """At the beginning of a transaction: of all that write of one of these, one works at a time, so that no two can
        hold rows that the other waits for. SQLite has one writer anyway. Raises StoreError."""
        if self._dialect.turn:
            self(self._dialect.turn, sorted({_key(name) for name in names}))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A transaction of which there is one at a time among all programs that use the database. Raises StoreError."""
        for statement in self._dialect.alone:
            self(statement)
        with self._whole():
            yield
        for statement in self._dialect.together:
            self(statement)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
            self("COMMIT")
        except BaseException:
            with suppress(StoreError):  # a connection that broke has rolled back by itself; the first error is told
                self("ROLLBACK")
            raise

    def interrupt(self) -> None:
        """Whatever another thread waits for here ends, with an error or as if it had ended well (`settled`)."""
        with suppress(*self._dialect.errors):
            self._dialect.interrupt(self._db)

    def close(self) -> None:
        self._db.close()


def _key(name: str) -> int:
    """Of an advisory lock."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)


def engine_at(url: str, password: str = "") -> Engine:
    """`sqlite:///path` or `postgresql://…`; `password`: for the latter, where the address has none. Raises
    StoreError."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "sqlite" and parts.path.strip("/"):
            file = _file(parts.path)
            return Engine(_sqlite(file), stands=stands(file))
        if parts.scheme == "postgresql":
            return _postgresql(url, password)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, StoreError):
            raise
        raise Unusable(f"--db {parts.scheme}://{parts.hostname or ''}{parts.path}: {str(error).strip()}") from error
    raise Unusable(f"--db {parts.scheme or url}: expected sqlite:///PATH or postgresql://…")


def _file(path: str) -> Path:
    """Four slashes are an absolute path, as everywhere; three a relative one, unless its folder stands at the root."""
    absolute = Path("/" + path.lstrip("/"))
    beside_root = absolute.parent != Path("/") and absolute.parent.is_dir()
    return absolute if path.startswith("//") or beside_root else Path(path[1:])


def _sqlite(path: Path) -> Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_S, check_same_thread=False)
    _make_wal(db)
    db.execute("PRAGMA synchronous = FULL")
    return db


def _make_wal(db: sqlite3.Connection) -> None:
    """SQLite does not wait for another program that is doing the same to a new file."""
    until = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _postgresql(url: str, password: str) -> Engine:
    try:
        import psycopg
    except ImportError as error:
        raise Unusable("postgresql://… needs the extra `city` (psycopg)") from error
    try:
        said = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error as error:
        raise Unusable(f"--db: {str(error).strip()}") from error
    more: dict[str, Any] = {"connect_timeout": "10", **_LINE, **({"password": password} if password else {})}
    warned = list[str]()
    try:
        db = psycopg.connect(url, autocommit=True, **{name: value for name, value in more.items() if name not in said})
        db.add_notice_handler(lambda notice: warned.append(str(notice.message_primary)))
        for statement in (_NEVER_UNWRITTEN, *_SERVER_LINE):
            db.execute(statement.encode())
    except psycopg.Error as error:
        raise Away(f"city database: {str(error).strip()}") from error
    return Engine(db, _dialect(psycopg), warned)


def _dialect(psycopg: Any) -> Dialect:
    def is_away(error: Exception) -> bool:
        if not isinstance(error, psycopg.Error):
            return False
        state = getattr(error, "sqlstate", None)
        return state[:2] in _POSTGRESQL_AWAY if state else True  # none: libpq's own, of a line that is broken

    alone = ("BEGIN", f"SELECT pg_advisory_xact_lock({_LOCK})")
    errors, interrupt, seat = (psycopg.Error, *UNFIT), psycopg.Connection.cancel, "SELECT pg_try_advisory_lock(?)"
    turn = "SELECT pg_advisory_xact_lock(key) FROM unnest(?::bigint[]) AS key"  # in the order that is given
    return Dialect("%s", errors, "BEGIN", alone, (), is_away, interrupt, given.POSTGRESQL, _BARRIER, seat, turn)
