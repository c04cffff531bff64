"""A bundle from a USB stick onto the data partition, before it is looked at: what RAUC reads can then change no more.

A bundle in RAUC's plain format is verified and then mounted, so it must lie where nobody but root writes. The copy also
lets the technician take the stick along while the office is still open. Whole or not there; one that RAUC refused is
not copied again from the same stick until the next start.
"""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.host.files import sweep, whole
from kiosk.host.progress import Progress
from kiosk.update.rules import order

NAME = re.compile(r"kiosk-([0-9.]+)\.raucb")
RESERVE = 64 << 20  # bytes that stay free for the journal


def version_of(path: Path) -> str:
    """By its name, "" for a file that is none of ours. What counts later is what RAUC reads in it."""
    found = NAME.fullmatch(path.name)
    return found[1] if found else ""


def newest(stick: Path, wanted: Callable[[str], bool], refused: Path) -> Path | None:
    """The newest bundle of the stick that is wanted and was not refused since this start."""
    there = [p for p in stick.glob("*.raucb") if wanted(version_of(p)) and not (refused / mark(p)).exists()]
    return max(there, key=lambda path: order(version_of(path)), default=None)


def mark(path: Path) -> str:
    """What a file was, so that another one of the same name is looked at again."""
    seen = path.stat()
    return f"{path.name}-{seen.st_size}-{seen.st_mtime_ns}"


def fetch(bundle: Path, folder: Path) -> bool:
    """Whether it now lies in the folder, whole; without enough room it is left where it is. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    room = shutil.disk_usage(folder).free - bundle.stat().st_size
    if room < RESERVE:
        print(f"update: no room for {bundle.name}: {(RESERVE - room) >> 20} MiB more are needed", file=sys.stderr)
        return False
    mib = 1 << 20
    with (
        Progress(bundle.stat().st_size // mib) as progress,  # a slow stick takes minutes
        bundle.open("rb") as source,
        whole(folder / bundle.name, 0o600) as copy,  # root's alone
    ):
        while part := source.read(mib):
            copy.write(part)
            progress.reach(copy.tell() // mib, "MiB copied")
    return True
