"""Whose a file is. A kiosk's programs have a user each, and share one group; on a desk one user runs them all.

What they share lies in the data folder and the runtime folder, in which every one of them may put whatever name it
likes, links too. So root reads and writes there with the owner's rights and nobody's else: a link then leads no further
than its owner could go alone. What is one program's only (a key) lies in a folder of its own beside the data folder,
where no other can read, replace or rename it; where there is no such folder, as on a desk, in the data folder.
"""

import contextlib
import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

SHARED = 0o660  # of a file that each of the programs opens to write, before the mask
OTHERS = 0o007  # the mask: the group may what the owner may, and nobody else anything
COURIER, CONSOLE = "courier", "console"
_libc = ctypes.CDLL(None, use_errno=True)


def own_folder(data: Path, program: str) -> Path:
    """Where `program` keeps what is its own, `/var/lib/kiosk-courier` beside `/var/lib/kiosk`; the data folder where it
    has none."""
    data = data.absolute()  # "." has no name
    folder = data.with_name(f"{data.name}-{program}") if data.name else data
    return folder if folder.is_dir() else data


def act_as_owner(folder: Path) -> None:
    """From here on this program is the folder's owner, if it was root and the folder is another's. Raises OSError."""
    if (another := _another(folder)) is not None:
        user, group = another
        os.umask(OTHERS)
        os.setgroups([group])
        os.setgid(group)
        os.setuid(user)


@contextlib.contextmanager
def as_owner(folder: Path) -> Iterator[None]:
    """What this thread does to files meanwhile, it does with the rights of the folder's owner, if it is root.

    By the kernel's own word for it, setfsuid(2): the thread alone is meant, it loses root's power over files
    (capabilities(7), "Effect of user ID changes"), and what it makes is the owner's. A thread or a program that it
    starts meanwhile: the thread has them too, the program is root again. Raises OSError.
    """
    if (another := _another(folder)) is None:
        yield
        return
    mask = os.umask(OTHERS)
    try:
        _act(*another)
        yield
    finally:
        _act(0, os.getegid())
        os.umask(mask)


def _another(folder: Path) -> tuple[int, int] | None:
    """User and group of the folder, where root is not to touch it as root; None too where there is no such folder."""
    if os.geteuid() != 0 or not folder.is_dir():
        return None
    there = folder.stat()
    return (there.st_uid, there.st_gid) if there.st_uid else None


def _act(user: int, group: int) -> None:
    """The group first: without root's power it could not be changed. Raises PermissionError where the kernel would not
    (it says so by nothing but its answer to a second question)."""
    _libc.setfsgid(group)
    _libc.setfsuid(user)
    if (_libc.setfsuid(-1), _libc.setfsgid(-1)) != (user, group):
        raise PermissionError(f"files cannot be touched as user {user}, group {group}")
