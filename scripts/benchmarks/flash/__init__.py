"""`./scripts/bench flash`: bytes that a day of 300 visits writes to the card, counted by the kernel and told by cause.

Touch app, console, courier and the hourly backup live eight hours on one data folder by a clock that is moved, with
every commit and sync of theirs; what the kernel does by itself every half hour, writing back the shared index of the
log, is done when the clock says so. `kernel_mb` counts whole pages of 4 KB (kiosk/host/disk/writes.py), `asked_mb` what
the programs handed to write(2). Where the folder is memory the kernel counts nothing.
"""

import random
import tempfile
from pathlib import Path
from typing import Any

from kiosk.host.disk.writes import IO, own_bytes
from scripts.benchmarks.flash.day import FlashDay

VISITS = 300
MB = 1_000_000


def measure(quick: bool) -> dict[str, Any]:
    """In MB of a day, where officers press one key for each visit (`next`), or three (`next`, `start`, `finish`)."""
    visits = VISITS // 10 if quick else VISITS
    return {"visits": visits, "one_key": lived(visits, False), "three_keys": lived(visits, True)}


def lived(visits: int, every_key: bool) -> dict[str, Any]:
    """`by_cause`: of `kernel_mb`; `times`: how often."""
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory(dir=_memory()) as runtime:
        (Path(place) / "run").symlink_to(runtime)  # which is memory on the kiosk too
        day = FlashDay(Path(place) / "data", random.Random(1), every_key)
        before = (own_bytes(), _asked())
        day.live(visits)
        kernel, asked = own_bytes() - before[0], _asked() - before[1]
        return {
            "events": day.office.office.journal.state.seq,
            "kernel_mb": round(kernel / MB, 2),
            "asked_mb": round(asked / MB, 2),
            "by_cause": {cause: round(bytes_ / MB, 2) for cause, bytes_ in day.bytes.most_common()},
            "times": dict(day.times),
        }


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _asked() -> int:
    """What this program handed to write(2) and its kin."""
    return next(int(line.split()[1]) for line in IO.read_text().splitlines() if line.startswith("wchar:"))
