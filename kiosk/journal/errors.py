"""What can be wrong with a journal, by its file: SQLite's errors, the system's and a damaged row's, told in one way.

`Damage` names rows and is no error of the program: whoever reads everything that can be read gets it between the rows.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WHAT_TO_DO = "see docs/repair.md, 'journal'"
FAILURES = (sqlite3.DatabaseError, UnicodeDecodeError, MemoryError)
"""Of SQLite on a file: its own errors; one that quotes a damaged name; a length in a damaged row that no memory has."""
NEEDED_BYTES = 64 << 10  # to open a journal: the index of its log, and some
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_OF_DISK = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
_OF_CONTENT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class JournalError(OSError):
    """The journal cannot be used; says which file and what to do."""


class DiskFull(JournalError):
    """Nothing was written and nothing is lost; the same journal goes on once there is room."""


class NoJournal(JournalError):
    """It was never made, or only its file was: `migrate` makes it."""


class NotBroughtUp(NoJournal):
    """An earlier version left it: it can be read as it is, and `migrate` makes it ready to be written."""


class Lost(JournalError):
    """What was written is not all there. Nothing is written over it: `kiosk migrate --anew` keeps it aside whole, and
    goes on above it."""


class JournalGone(Lost):
    """Its file is not there, or of no byte, and something on the box says that there was one."""


class JournalBehind(Lost):
    """It can be read, and is known to have reached further, or another one stands in its place."""


class JournalDamaged(Lost):
    """It is no database any more, or what one needs to go on in it cannot be read."""


class NotOurs(JournalError, ValueError):
    """The file is not a kiosk's journal, or of a newer version."""


class Damage(ValueError):
    """Rows `first` to `last` cannot be read, and `why`."""

    def __init__(self, first: int, last: int, why: str) -> None:
        rows = f"row {first}" if first == last else f"rows {first} to {last}"
        super().__init__(f"{rows}: {why}")
        self.first, self.last, self.why = first, last, why


class FromTomorrow(Damage):
    """The row is whole; this version does not know what it says."""


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Raises JournalError with the file's name for what goes wrong with it."""
    try:
        yield
    except JournalError:
        raise
    except FromTomorrow as error:
        raise NotOurs(f"{path}: {error}; a newer version wrote it, install that one") from error
    except Damage as error:
        raise JournalDamaged(f"{path}: {error}; {WHAT_TO_DO}") from error
    except FAILURES as error:
        raise _of_sqlite(path, error) from error
    except OSError as error:
        raise (
            _full(path) if error.errno in _NO_ROOM else JournalError(f"{path}: {error.strerror}; {WHAT_TO_DO}")
        ) from error


def _of_sqlite(path: Path, error: Exception) -> JournalError:
    """SQLite says of a disk on which it finds no room for its own small file only that something went wrong there."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code in _OF_DISK and no_room(path.parent)):
        return _full(path)
    damaged = code in _OF_CONTENT or (code == sqlite3.SQLITE_ERROR and "no such" in str(error))
    kind = JournalDamaged if damaged else JournalError
    return kind(f"{path}: {error or type(error).__name__}; {WHAT_TO_DO}")


def no_room(folder: Path) -> bool:
    """Whether the disk has less room than SQLite needs to open a file."""
    try:
        free = os.statvfs(folder)
    except OSError:
        return False
    return free.f_bavail * free.f_frsize < NEEDED_BYTES


def _full(path: Path) -> DiskFull:
    return DiskFull(f"{path}: the disk is full; make room on it")
