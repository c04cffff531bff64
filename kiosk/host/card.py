"""Which card (or disk) a folder lies on: what its maker wrote into it, so that a copy on another one is noticed.

An SD card says it in its CID register, a disk in its serial number; sysfs has both beside the disk (kernel
documentation, "sysfs-block"; MMC's CID stands in `device/cid`). Only a hash of it leaves this module.
"""

import hashlib
import os
from pathlib import Path
from typing import Literal

SYS = Path("/sys")
SIMULATED = "card"  # file among the cabinet's wires: what its card says of itself
_SAYS = ("device/cid", "device/serial", "device/wwid", "wwid", "serial")  # the first that says something


def card_of(folder: Path, sys: Path = SYS) -> str:
    """16 hex letters; "" where nothing is known: no such folder, memory (tmpfs), a container's layers, a disk without
    a number."""
    try:
        device = folder.stat().st_dev
        disk = _disk(sys / f"dev/block/{os.major(device)}:{os.minor(device)}")
        return next((identity(said) for name in _SAYS if (said := _read(disk / name))), "")
    except OSError:
        return ""


def simulated_card(wires: Path) -> str:
    """That of the cabinet."""
    said = _read(wires / SIMULATED)
    return identity(said) if said else ""


def identity(said: str) -> str:
    """What a card says of itself, as 16 hex letters that tell nothing of it."""
    return hashlib.sha256(f"motcua card {said}".encode()).hexdigest()[:16]


def word(journals: str, own: str) -> Literal["", "ok", "copied"]:
    """What is to be said of the card by its identity and the one that the journal belongs to: ok, copied (the journal
    was brought here from another card, where it may live on), or "" where one of them is not known."""
    if not journals or not own:
        return ""
    return "ok" if journals == own else "copied"


def _disk(block: Path) -> Path:
    """The disk of a partition; a partition is a folder inside its disk's."""
    found = block.resolve(strict=True)
    return found.parent if (found / "partition").exists() else found


def _read(path: Path) -> str:
    """ "" where it does not stand; some disks have the file and say nothing in it."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
