"""Whether a database's files are still those that were opened.

Who has a file open goes on writing into it when somebody removes it or puts another one there: into a file without a
name, that nobody finds again. SQLite does not say so (How To Corrupt An SQLite Database File, 4.2). And whoever opens
the new one finds the former's log beside it, and writes its pages into it: so that log is taken away with the file.
"""

from collections.abc import Callable
from pathlib import Path

BESIDE = ("", "-wal")  # the log is made by the first transaction
OF_THE_LOG = ("-wal", "-shm")
Stands = Callable[[], bool]
Inodes = dict[Path, tuple[int, int]]


def stands(path: Path) -> Stands:
    """True for as long as each file that was seen is the one that has its name; a log that is left of a file that has
    it no more is removed."""
    seen = _found(path)

    def are_same() -> bool:
        now = _found(path)
        same = all(now.get(name) == was for name, was in seen.items())
        if same:
            seen.update(now)
        elif now.get(path) != seen.get(path):
            _take_away(path, now, seen)
        return same

    return are_same


def _take_away(path: Path, now: Inodes, seen: Inodes) -> None:
    """Unless it is the new file's own, which somebody has made since."""
    log = Path(f"{path}-wal")
    if log in now and now[log] == seen.get(log):
        for ending in OF_THE_LOG:
            Path(f"{path}{ending}").unlink(missing_ok=True)


def _found(path: Path) -> Inodes:
    """Device and number of those that are there."""
    found: Inodes = {}
    for file in (Path(f"{path}{ending}") for ending in BESIDE):
        try:
            at = file.stat()
        except OSError:  # not there: then it is not among those that are
            continue
        found[file] = at.st_dev, at.st_ino
    return found
