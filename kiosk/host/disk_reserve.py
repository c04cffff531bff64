"""One megabyte kept beside the journal, given back when the disk is full: room to write that down, and what is being
written just then. Without it a full disk could not even say so.
"""

import os
from pathlib import Path

SIZE = 1 << 20  # bytes


def reserve_of(journal: Path) -> Path:
    return journal.with_suffix(".reserve")


def keep(path: Path) -> bool:
    """Takes the megabyte unless it is taken already; False when there is no room for it."""
    if path.exists():
        return True
    fd = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(fd, 0, SIZE)
        return True
    except OSError:
        path.unlink()
        return False
    finally:
        os.close(fd)


def give_back(path: Path) -> bool:
    """Whether there was something to give."""
    had = path.exists()
    path.unlink(missing_ok=True)
    return had
