"""SQLite and PostgreSQL behind one small seam: the same SQL with `?`, every error of theirs as a StoreError.

What differs between the two is here; the store above never asks which one it has.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

BUSY_S = 10.0  # seconds that one program waits for another's transaction on the same SQLite file
MIGRATING_S = 3600.0  # and for one that brings the file up, which may take minutes
_LOCK = 7_741_295_880_116_014_321  # any number that no other program of a PostgreSQL takes as its advisory lock


class StoreError(OSError):
    """The city's database cannot be used, or refuses what it was given; says why. Nothing of the transaction stays."""


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
    bring the tables up, and what ends that beside the transaction's end."""

    mark: str
    errors: tuple[type[Exception], ...]
    begin: str
    alone: tuple[str, ...]
    together: tuple[str, ...]


SQLITE = Dialect(
    "?",
    (sqlite3.Error, *UNFIT),
    "BEGIN IMMEDIATE",
    (f"PRAGMA busy_timeout = {int(MIGRATING_S * 1000)}", "BEGIN IMMEDIATE"),
    (f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}",),
)


class Engine:
    """One connection."""

    def __init__(self, db: Connection, dialect: Dialect = SQLITE) -> None:
        self._db, self._dialect = db, dialect

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

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except self._dialect.errors as error:
            raise StoreError(f"city database: {str(error).strip()}") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Whole, or nothing of it. Raises StoreError."""
        self(self._dialect.begin)
        with self._whole():
            yield

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

    def close(self) -> None:
        self._db.close()


def engine_at(url: str) -> Engine:
    """`sqlite:///path` or `postgresql://…`. Raises StoreError."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "sqlite" and parts.path.strip("/"):
            return Engine(_sqlite(_file(parts.path)))
        if parts.scheme == "postgresql":
            return _postgresql(url)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"--db {parts.scheme}://{parts.hostname or ''}{parts.path}: {str(error).strip()}") from error
    raise StoreError(f"--db {url}: expected sqlite:///PATH or postgresql://…")


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


def _postgresql(url: str) -> Engine:
    try:
        import psycopg
    except ImportError as error:
        raise StoreError("postgresql://… needs the extra `city` (psycopg)") from error
    alone = ("BEGIN", f"SELECT pg_advisory_xact_lock({_LOCK})")
    try:
        db = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise StoreError(str(error)) from error
    return Engine(db, Dialect("%s", (psycopg.Error, *UNFIT), "BEGIN", alone, ()))
