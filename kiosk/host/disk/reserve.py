"""One megabyte kept beside the journal, given back when the disk is full: room to write that down, and what is being
written just then. Without it a full disk could not even say so.

It is there whole or not at all: what is shorter, or has no blocks of its own on the disk, is no reserve.
"""

import os
from pathlib import Path

from kiosk.host.files import whole

SIZE = 1 << 20  # bytes
_MODE = 0o600
_BLOCK = 512  # bytes, in which stat(2) counts


def reserve_of(journal: Path) -> Path:
    return journal.with_suffix(".reserve")


def is_kept(path: Path) -> bool:
    """All of it is on the disk."""
    if not path.exists():
        return False
    there = path.stat()
    return there.st_size >= SIZE and there.st_blocks * _BLOCK >= SIZE


def keep(path: Path) -> bool:
    """Takes the megabyte unless it is taken already; False when there is no room for it."""
    try:
        if not is_kept(path):
            with whole(path, _MODE) as file:
                os.posix_fallocate(file.fileno(), 0, SIZE)
        return True
    except OSError:
        return False


def give_back(path: Path) -> bool:
    """Whether there was something to give."""
    had = path.exists() and path.stat().st_size > 0
    path.unlink(missing_ok=True)
    return had
