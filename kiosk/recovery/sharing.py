"""What a version in which one user ran all programs left in the data folder becomes the group's, as far as each of them
writes it: an installed data folder is shared (systemd/kiosk.tmpfiles), a desk's is not.

By the owner of these files, who needs no power for it. Each step stands for itself, so a power cut anywhere is gone on
from at the next start. What is one program's alone is root's to move: hand_over.py.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from kiosk.host.owner import SHARED
from kiosk.journal.repair.given_back import FOLDER
from kiosk.journal.schema import heads_of, log_of
from kiosk.recovery.repairs import GOOD

FOLDERS = 0o770
ALONE = 0o600


def share(data: Path, journal: str = "journal.db") -> None:
    """Nothing where the folder is one user's."""
    if not data.is_dir() or not data.stat().st_mode & stat.S_IWGRP:
        return
    for path, mode in modes(data, data / journal).items():
        with contextlib.suppress(OSError):  # it is not there, or no file of this user's: nothing to be mended here
            _set(path, mode)


def modes(data: Path, journal: Path) -> dict[Path, int]:
    """Of everything that an older version left with less, or with more."""
    files = (journal, log_of(journal), Path(f"{journal}-shm"), heads_of(journal))
    return {**dict.fromkeys(files, SHARED), data / GOOD: ALONE, **dict.fromkeys(_given_back(data), FOLDERS)}


def _given_back(data: Path) -> Iterator[Path]:
    """The folders that the courier writes into and a repair renames in."""
    folder = data / FOLDER
    yield from (folder, *(path for path in folder.glob("*") if path.is_dir()))


def _set(path: Path, mode: int) -> None:
    """Through no link, and of what is this user's own: whoever else made it gave it the right mode. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        there = os.fstat(fd)
        if there.st_uid == os.geteuid() and there.st_mode & 0o777 != mode:
            os.fchmod(fd, mode)
    finally:
        os.close(fd)
