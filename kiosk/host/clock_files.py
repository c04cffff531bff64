"""What the box remembers of its clock beside the journal: three small files in the data folder.

`clock.last`: a time that has surely passed, so that a start without a clock goes on from there; `clock.rtc`: the name
of the battery clock that told the right time once; `clock.set`: in which start a technician set the time, and when that
start began by it. One that cannot be read says nothing.

A fourth, in the programs' folder, is a technician's word from his page to who may set the clock
(systemd/kiosk-clock.path); whoever could write that file is no more than such a page, so no link is followed and no
more than a time is read.
"""

import contextlib
import os
from pathlib import Path

from kiosk.host.files import write_whole

LAST, RTC, SET = "clock.last", "clock.rtc", "clock.set"
ASKED = "clock"  # a file in the runtime folder
MAX_ASKED_BYTES = 64


def last_time(data: Path) -> int:
    """Wall time in ms, 0 for none."""
    with contextlib.suppress(OSError, ValueError):
        return max(0, int((data / LAST).read_text(encoding="ascii")))
    return 0


def keep_time(data: Path, wall: int) -> None:
    """Raises OSError."""
    write_whole(data / LAST, f"{wall}\n".encode())


def note_rtc(data: Path, name: str) -> None:
    """Once for a battery clock. Raises OSError."""
    path = data / RTC
    if not path.exists() or path.read_text(encoding="utf-8").strip() != name:
        write_whole(path, f"{name}\n".encode())


def note_set(data: Path, boot: str, began: int) -> None:
    """`began`: of this start, ms since 1970. Every program may read it, whoever wrote it. Raises OSError."""
    write_whole(data / SET, f"{boot} {began}\n".encode(), mode=0o644)


def ask(runtime: Path, said: str) -> None:
    """Has systemd set this time, with its offset from UTC, as root. Raises OSError."""
    write_whole(runtime / ASKED, said.encode(), 0o640, synced=False)


def taken(runtime: Path) -> str:
    """What was asked for, once. Raises OSError."""
    asked = runtime / ASKED
    try:
        fd = os.open(asked, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(fd, "rb") as file:
            return (file.read(MAX_ASKED_BYTES) or b"").decode("ascii", "replace")
    finally:
        asked.unlink(missing_ok=True)
