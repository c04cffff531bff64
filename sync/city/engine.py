"""SQLite and PostgreSQL behind one small seam: the same SQL with `?`, every error of theirs as a StoreError.

What differs between the two is here; the store above never asks which one it has.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from sync.city.schema import TABLES


class StoreError(OSError):
    """The city's database cannot be used, or refuses what it was given; says why. Nothing of the transaction stays."""


class Connection(Protocol):
    """What SQLite's and psycopg's connections share."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Any: ...
    def close(self) -> None: ...


class Engine:
    """`mark`: how this database writes a parameter. `errors`: what it raises."""

    def __init__(self, db: Connection, mark: str = "?", errors: type[Exception] = sqlite3.Error) -> None:
        self._db, self._mark, self._errors = db, mark, errors
        for statement in TABLES:
            self(statement)

    def __call__(self, sql: str, *values: Any) -> Any:
        """Runs one statement; what it yields can be fetched. Raises StoreError."""
        try:
            return self._db.execute(sql.replace("?", self._mark), values)
        except self._errors as error:
            raise StoreError(f"city database: {str(error).strip()}") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Whole, or nothing of it. Raises StoreError."""
        self("BEGIN")
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
    db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _postgresql(url: str) -> Engine:
    try:
        import psycopg
    except ImportError as error:
        raise StoreError("postgresql://… needs the extra `city` (psycopg)") from error
    try:
        return Engine(psycopg.connect(url, autocommit=True, connect_timeout=10), "%s", psycopg.Error)
    except psycopg.Error as error:
        raise StoreError(str(error)) from error
