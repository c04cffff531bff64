"""Keys that a version in which one user ran all programs left in the data folder go to the one program whose they are.

Root's work, before the programs start, and once: afterwards the data folder is open to every program, and what then
lies in it under a key's name is nobody's to believe. Even the first time it must be what only that older version can
have left: it belongs to the folder's owner, who alone may read it, it is 32 bytes long and has one name. It is on the
disk in its new place before the old one goes, so a power cut anywhere is gone on from. While the version that runs is
on trial the old one stays: the version before may have to go on with it.
"""

import os
import stat
import sys
from pathlib import Path

from kiosk.host.files import sync_folder, write_once
from kiosk.host.owner import CONSOLE, COURIER, as_owner, own_folder
from kiosk.journal.schema import CONSOLE_KEY, KEY

KEYS = {COURIER: KEY, CONSOLE: CONSOLE_KEY}
KEY_BYTES = 32
DONE = "handed-over"  # in a program's own folder: from here on it makes its key itself


def hand_over(data: Path, on_trial: bool) -> None:
    """`on_trial`: the version that runs may be left for the one before. What cannot be done is said: the kiosk starts
    without it."""
    for program, name in KEYS.items():
        folder = own_folder(data, program)
        try:
            if folder != data:
                _give_once(data / name, folder / name)
                _take_away(data / name, folder / name, on_trial)
        except OSError as error:
            print(f"kiosk: {name} stays where it is: {error}", file=sys.stderr, flush=True)


def left_key(path: Path) -> bytes | None:
    """None: no such file, or not one that the older version has left. Raises OSError."""
    try:
        with as_owner(path.parent):
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with os.fdopen(fd, "rb") as file:
        there, owner = os.fstat(fd), path.parent.stat().st_uid
        alone = stat.S_ISREG(there.st_mode) and there.st_nlink == 1 and not there.st_mode & 0o077
        return file.read() if alone and there.st_uid == owner and there.st_size == KEY_BYTES else None


def _give_once(old: Path, new: Path) -> None:
    """As its new owner, and not in the place of one that this already has. Raises OSError."""
    done, key = new.with_name(DONE), left_key(old)
    with as_owner(new.parent):
        if done.exists():
            return
        if key is not None and not new.exists():
            write_once(new, key, 0o600)
        write_once(done, b"", 0o600)


def _take_away(old: Path, new: Path, on_trial: bool) -> None:
    """Once the very same stands in the new place. Raises OSError."""
    key = left_key(old)
    if key is None or on_trial:
        return
    with as_owner(new.parent):
        given = new.read_bytes() if new.exists() else b""
    if given != key:
        print(f"kiosk: {old}: not the key of {new}; move it away", file=sys.stderr, flush=True)
        return
    with as_owner(old.parent):
        old.unlink()
        sync_folder(old.parent)
