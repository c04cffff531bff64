"""A whole copy of the journal in another place, a technician's stick above all: whole and verified, or not there.

SQLite makes it while everybody goes on writing (`VACUUM INTO`); every row, chain and signature in it is looked at
before it gets its name.
"""

from collections.abc import Callable
from pathlib import Path

from kiosk.host.files import drafted
from kiosk.journal.opening import read_file
from kiosk.journal.proof.verdict import Verdict
from kiosk.journal.reading import Reader

ENDING = ".journal.db"


class CopyDoesNotHold(ValueError):
    """What was copied is not in order; says the first thing that is wrong."""


def copy_whole(reader: Reader, path: Path, seen: Callable[[int], None] = lambda row: None) -> Verdict:
    """`seen`: told of each row that was looked at. Raises CopyDoesNotHold, JournalError, OSError."""
    with drafted(path, 0o640) as draft:
        reader.copy_to(draft)
        with read_file(draft) as copy:
            found = copy.verify(seen)
        if not found.good:
            raise CopyDoesNotHold(f"{reader.path}: {found.problems[0]}")
    return found
