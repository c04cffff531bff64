"""A bundle from a USB stick onto the data partition, before it is looked at: what RAUC reads can then change no more.

A bundle in RAUC's plain format is verified and then mounted, so it must lie where nobody but root writes. The copy also
lets the technician take the stick along while the office is still open. Whole or not there; one that RAUC refused,
or that is not the version of its name's, is not copied again until the next start, and after a few such nothing is: a
stick full of them would wear the card. What a name on the stick leads to is copied only if it is a plain file.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.host.bounded import is_plain
from kiosk.host.files import sweep, whole
from kiosk.host.progress import Progress
from kiosk.update.rules import order

NAME = re.compile(r"kiosk-([0-9.]{1,40})\.raucb")
RESERVE = 64 << 20  # bytes that stay free for the journal
MAX_BYTES = 1 << 30  # of a bundle; a root has about 200 MB
MIB = 1 << 20
MAX_REFUSED = 3  # that are copied between two starts


def version_of(path: Path) -> str:
    """By its name, "" for a file that is none of ours. What counts later is what RAUC reads in it."""
    found = NAME.fullmatch(path.name)
    return found[1] if found else ""


def newest(stick: Path, wanted: Callable[[str], bool], refused: Path) -> Path | None:
    """The newest bundle of the stick that is wanted and was not refused since this start."""
    if refused.exists() and len(list(refused.iterdir())) >= MAX_REFUSED:
        print(f"update: {MAX_REFUSED} bundles were refused: none is copied before the next start", file=sys.stderr)
        return None
    named = (p for p in stick.glob("*.raucb") if version_of(p) and wanted(version_of(p)))
    there = [p for p in named if is_plain(p) and not (refused / mark(p)).exists()]
    return max(there, key=lambda path: order(version_of(path)), default=None)


def mark(path: Path) -> str:
    """What a file was, so that another one of the same name is looked at again."""
    seen = path.stat()
    return f"{path.name}-{seen.st_size}-{seen.st_mtime_ns}"


def fetch(bundle: Path, folder: Path) -> bool:
    """Whether it now lies in the folder, whole; without enough room it is left where it is. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    size = bundle.lstat().st_size
    if why := _no_room(size, shutil.disk_usage(folder).free):
        print(f"update: {bundle.name} is left on the stick: {why}", file=sys.stderr)
        return False
    with (
        Progress(size // MIB) as progress,  # a slow stick takes minutes
        os.fdopen(os.open(bundle, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as source,
        whole(folder / bundle.name, 0o600) as copy,  # root's alone
    ):
        while copy.tell() < size and (part := source.read(min(MIB, size - copy.tell()))):
            copy.write(part)
            progress.reach(copy.tell() // MIB, "MiB copied")
    return True


def _no_room(size: int, free: int) -> str:
    """Why a bundle of this size is not copied, "" where it may be."""
    if size > MAX_BYTES:
        return f"{size >> 20} MiB is no bundle"
    missing = RESERVE - (free - size)
    return f"{-(-missing // MIB)} MiB more room is needed" if missing > 0 else ""
