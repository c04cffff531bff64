"""The register of kiosks, in a small SQLite file of its own: who may have a certificate, and which ones there are.

Each call is one transaction on a connection of its own, for the enrolment server has threads, and an operator types
commands meanwhile. Names and refusals are told to nobody but the city's operators. Times: seconds since 1970.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sync.city.authority.rules import Entry, Held

_BUSY_S = 30.0  # seconds for which another's transaction is waited for
_TABLES = """
CREATE TABLE IF NOT EXISTS kiosks (
  name TEXT PRIMARY KEY, salt BLOB NOT NULL, code BLOB NOT NULL, until INTEGER NOT NULL,
  used_by TEXT NOT NULL DEFAULT '', wrong INTEGER NOT NULL DEFAULT 0, wrong_since INTEGER NOT NULL DEFAULT 0,
  revoked INTEGER NOT NULL DEFAULT 0, refusal TEXT NOT NULL DEFAULT '', refused INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS certificates (
  serial TEXT PRIMARY KEY, name TEXT NOT NULL, until INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0,
  pem TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS certificates_name ON certificates (name);
"""
_ENTRY = "name, salt, code, until, used_by, wrong, wrong_since, revoked"
_HELD = "serial, name, until, revoked, pem"


class Register:
    """`file` is made where there is none. Raises sqlite3.Error."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def make(self) -> None:
        with closing(self._connected()) as db:
            db.executescript(_TABLES)
        self._file.chmod(0o640)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Nobody else decides meanwhile: a code is used once."""
        with closing(self._connected()) as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=_BUSY_S, isolation_level=None)


def entry(db: sqlite3.Connection, name: str) -> Entry | None:
    found = db.execute(f"SELECT {_ENTRY} FROM kiosks WHERE name = ?", (name,)).fetchone()
    return Entry(*found) if found else None


def entries(db: sqlite3.Connection) -> list[tuple[Entry, str, int]]:
    """Each with its last refusal and when that was."""
    found = db.execute(f"SELECT {_ENTRY}, refusal, refused FROM kiosks ORDER BY name")
    return [(Entry(*row[:-2]), *row[-2:]) for row in found]


def give_code(db: sqlite3.Connection, given: Entry) -> None:
    """A new one takes the place of the last one. A kiosk that is revoked stays so until it is used."""
    db.execute(
        """INSERT INTO kiosks (name, salt, code, until) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE
        SET salt = excluded.salt, code = excluded.code, until = excluded.until, used_by = '', wrong = 0""",
        (given.name, given.salt, given.code, given.until),
    )


def use_code(db: sqlite3.Connection, name: str, public: str) -> None:
    db.execute("UPDATE kiosks SET used_by = ?, revoked = 0, wrong = 0 WHERE name = ?", (public, name))


def note_wrong(db: sqlite3.Connection, name: str, wrong: tuple[int, int]) -> None:
    db.execute("UPDATE kiosks SET wrong = ?, wrong_since = ? WHERE name = ?", (*wrong, name))


def note_refusal(db: sqlite3.Connection, name: str, word: str, now: int) -> None:
    """For the operator's list; "" once it went well."""
    db.execute("UPDATE kiosks SET refusal = ?, refused = ? WHERE name = ?", (word, now, name))


def keep(db: sqlite3.Connection, held: Held) -> None:
    db.execute(f"INSERT INTO certificates ({_HELD}) VALUES (?, ?, ?, ?, ?)", tuple(vars(held).values()))


def held_of(db: sqlite3.Connection, serial: str) -> Held | None:
    found = db.execute(f"SELECT {_HELD} FROM certificates WHERE serial = ?", (serial,)).fetchone()
    return Held(*found) if found else None


def held(db: sqlite3.Connection, name: str = "") -> list[Held]:
    """All, or those of one name, the newest last."""
    where = "WHERE name = ?" if name else "WHERE ? = ''"
    return [Held(*row) for row in db.execute(f"SELECT {_HELD} FROM certificates {where} ORDER BY rowid", (name,))]


def revoke(db: sqlite3.Connection, name: str, now: int) -> int:
    """How many certificates of the name are not good any more; 0 for a name that has none and is not known."""
    count = db.execute("UPDATE certificates SET revoked = ? WHERE name = ? AND revoked = 0", (now, name)).rowcount
    known = db.execute("UPDATE kiosks SET revoked = ?, until = 0 WHERE name = ?", (now, name)).rowcount
    return count or known


def revoked_names(file: Path) -> frozenset[str]:
    """For who only reads. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)) as db:
        return frozenset(name for (name,) in db.execute("SELECT name FROM kiosks WHERE revoked > 0"))
