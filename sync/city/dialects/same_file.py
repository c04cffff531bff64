"""Whether a database's files are still those that were opened.

Who has a file open goes on writing into it when somebody removes it or puts another one there: into a file without a
name, that nobody finds again. SQLite does not say so (How To Corrupt An SQLite Database File, 4.2).
"""

from collections.abc import Callable
from pathlib import Path

BESIDE = ("", "-wal")  # the log is made by the first transaction
Stands = Callable[[], bool]


def stands(path: Path) -> Stands:
    """True for as long as each file that was seen is the one that has its name."""
    seen = _found(path)

    def are_same() -> bool:
        now = _found(path)
        same = all(now.get(name) == was for name, was in seen.items())
        if same:
            seen.update(now)
        return same

    return are_same


def _found(path: Path) -> dict[Path, tuple[int, int]]:
    """Device and number of those that are there."""
    found = dict[Path, tuple[int, int]]()
    for file in (Path(f"{path}{ending}") for ending in BESIDE):
        try:
            at = file.stat()
        except OSError:  # not there: then it is not among those that are
            continue
        found[file] = at.st_dev, at.st_ino
    return found
