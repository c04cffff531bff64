"""What can be wrong with a journal, by its file: SQLite's errors, the system's and a damaged row's, told in one way.

`Damage` names rows and is no error of the program: whoever reads everything that can be read gets it between the rows.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WHAT_TO_DO = "see docs/repair.md, 'journal'"
FAILURES = (sqlite3.DatabaseError, UnicodeDecodeError, MemoryError)
"""Of SQLite on a file: its own errors; one that quotes a damaged name; a length in a damaged row that no memory has."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class JournalError(OSError):
    """The journal cannot be used; says which file and what to do."""


class DiskFull(JournalError):
    """Nothing was written and nothing is lost; the same journal goes on once there is room."""


class NoJournal(JournalError):
    """It was never made, or only its file was: `migrate` makes it."""


class NotBroughtUp(NoJournal):
    """An earlier version left it: it can be read as it is, and `migrate` makes it ready to be written."""


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
        raise JournalError(f"{path}: {error}; {WHAT_TO_DO}") from error
    except FAILURES as error:
        raise _of_sqlite(path, error) from error
    except OSError as error:
        full = error.errno in _NO_ROOM
        raise _full(path) if full else JournalError(f"{path}: {error.strerror}; {WHAT_TO_DO}") from error


def _of_sqlite(path: Path, error: Exception) -> JournalError:
    if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
        return _full(path)
    return JournalError(f"{path}: {error or type(error).__name__}; {WHAT_TO_DO}")


def _full(path: Path) -> DiskFull:
    return DiskFull(f"{path}: the disk is full; make room on it")
