"""What a unit's words make of the file system, in a namespace of mounts of this process alone: all of it read-only, but
for the folders that it may write; what is inaccessible, covered (systemd.exec(5), by mount_setattr(2))."""

import ctypes
import os
import subprocess
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from tests.setup.users.units import ROOT, Said

NEW_MOUNTS, MOUNT_SETATTR, HERE, RECURSIVE, READ_ONLY = 0x20000, 442, -100, 0x8000, 1
UNTOUCHED = ("/dev", "/proc", "/sys")  # ProtectSystem=strict leaves them alone
_libc = ctypes.CDLL(None, use_errno=True)


class Attributes(ctypes.Structure):
    """struct mount_attr."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user")]


def narrow(said: Said, root: Path, also: Iterable[str]) -> None:
    """Paths in the unit are those below `root`; `also`: what stands for devices there. Raises OSError."""
    if _libc.unshare(NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    for place in [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]:
        if not place.startswith(UNTOUCHED):
            _attributes(place, Attributes(READ_ONLY, 0, 0, 0))
    for place in (*_paths(said["ReadWritePaths"], root), *also):
        subprocess.run(["mount", "--bind", place, place], check=True)
        _attributes(place, Attributes(0, READ_ONLY, 0, 0), RECURSIVE)
    if said["PrivateTmp"][-1:] == ["yes"]:
        _cover("/tmp", ROOT)
    for place in _paths(said["InaccessiblePaths"], root):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0,ro", "none", place], check=True)


def _cover(folder: str, ours: Path) -> None:
    """By an empty one; our own code stays where it is, if it lies there."""
    with ExitStack() as held:
        code = os.open(ours, os.O_PATH)
        held.callback(os.close, code)
        subprocess.run(["mount", "-t", "tmpfs", "covered", folder], check=True)
        if ours.is_relative_to(folder):
            ours.mkdir(parents=True)
            subprocess.run(
                ["mount", "--no-canonicalize", "--bind", f"/proc/{os.getpid()}/fd/{code}", str(ours)], check=True
            )


def _paths(words: Iterable[str], root: Path) -> list[str]:
    """Those that are there, as far as the unit leaves them open to be missing."""
    named = [(word.startswith("-"), f"{root}{word.removeprefix('-')}") for line in words for word in line.split()]
    return [os.path.realpath(place) for left_open, place in named if not left_open or Path(place).exists()]


def _attributes(place: str, wanted: Attributes, flags: int = 0) -> None:
    size = ctypes.sizeof(wanted)
    if _libc.syscall(MOUNT_SETATTR, HERE, place.encode(), flags, ctypes.byref(wanted), size):
        raise OSError(ctypes.get_errno(), "mount_setattr", place)
