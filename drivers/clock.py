"""The clock, and by what it knows the time.

`synchronised`: the kernel says so (adjtimex(2): neither state TIME_ERROR nor STA_UNSYNC); every time client sets that,
systemd-timesyncd, chrony and ntpd alike, and no file of one of them is needed. `set`: a technician told it in this
start, which a note in memory says. `rtc`: the machine has a battery clock of which a note says that it was once set by
a known time, and the time is still what that one says. Else `unknown`. The simulated clock reads a small file that the
cabinet replaces; it is read again only when it is another file.
"""

import contextlib
import ctypes
import json
import time
from pathlib import Path
from typing import Any

from drivers.ports import ClockSource

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
RTC = Path("/sys/class/rtc/rtc0")
_TIME_ERROR, _STA_UNSYNC = 5, 0x40
_NEAR_MS = 2_000  # the battery clock tells whole seconds, and the kernel took them over at any part of one
_libc = ctypes.CDLL(None, use_errno=True)


class SystemClock:
    """The port `Clock` of the machine itself. `told`: the note of a time that a technician set; `kept`: the note of a
    battery clock that was once set; None: there is none."""

    def __init__(self, told: Path | None = None, kept: Path | None = None, rtc: Path = RTC) -> None:
        self._boot = _BOOT_ID.read_text(encoding="ascii").strip()[:8]
        self._told, self._kept, self._rtc = told, kept, rtc
        self._by_rtc = self._is_by_rtc()

    def wall(self) -> int:
        return time.time_ns() // 1_000_000

    def mono(self) -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def source(self) -> ClockSource:
        if _is_synchronised():
            return "synchronised"
        if self._is_told():
            return "set"
        return "rtc" if self._by_rtc else "unknown"

    def boot(self) -> str:
        return self._boot

    def rtc_name(self) -> str:
        """The battery clock's own name where it tells the same time as this one, "" where there is none or it does
        not."""
        return _name_of(self._rtc) if self._agrees() else ""

    def _is_told(self) -> bool:
        """Of this start, whose clock nobody else has set since."""
        if self._told is None:
            return False
        with contextlib.suppress(OSError, ValueError):
            boot, began = self._told.read_text(encoding="ascii").split()
            return boot == self._boot and abs(self.wall() - self.mono() - int(began)) <= _NEAR_MS
        return False

    def _is_by_rtc(self) -> bool:
        """Asked once: a battery clock is read when the machine starts."""
        if self._kept is None:
            return False
        with contextlib.suppress(OSError, ValueError):
            noted = self._kept.read_text(encoding="utf-8").strip()
            return noted != "" and noted == self.rtc_name()
        return False

    def _agrees(self) -> bool:
        with contextlib.suppress(OSError, ValueError):
            kept = int((self._rtc / "since_epoch").read_text(encoding="ascii")) * 1000
            return abs(self.wall() - kept) <= _NEAR_MS
        return False


def _is_synchronised() -> bool:
    timex = ctypes.create_string_buffer(256)  # struct timex with modes = 0: only asks
    state = _libc.adjtimex(timex)
    status = ctypes.c_int.from_buffer(timex, 40).value
    return state not in (-1, _TIME_ERROR) and not status & _STA_UNSYNC


def _name_of(rtc: Path) -> str:
    with contextlib.suppress(OSError):
        return (rtc / "name").read_text(encoding="utf-8").strip()
    return ""


START: dict[str, Any] = {
    "wall_offset_ms": 0,
    "mono_offset_ms": 0,
    "frozen_wall_ms": None,
    "frozen_mono_ms": None,
    "wrong_ms": 0,
    "source": "synchronised",
    "boot": "sim",
}


class SimulatedClock:
    """The cabinet's clock, read from its file `clock`; without the file yet, the machine's own time."""

    def __init__(self, path: Path) -> None:
        self._path, self._seen, self._set = path, (0, 0), dict(START)

    def _now(self) -> dict[str, Any]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return self._set
        seen = (found.st_ino, found.st_mtime_ns)
        if seen != self._seen:
            self._set = {**START, **json.loads(self._path.read_text(encoding="utf-8"))}
            self._seen = seen
        return self._set

    def wall(self) -> int:
        return self.true() + int(self._now()["wrong_ms"])

    def true(self) -> int:
        """As it would be if it were right."""
        now = self._now()
        frozen: int | None = now["frozen_wall_ms"]
        return (time.time_ns() // 1_000_000 if frozen is None else frozen) + int(now["wall_offset_ms"])

    def mono(self) -> int:
        now = self._now()
        frozen: int | None = now["frozen_mono_ms"]
        return (time.monotonic_ns() // 1_000_000 if frozen is None else frozen) + int(now["mono_offset_ms"])

    def source(self) -> ClockSource:
        source: ClockSource = self._now()["source"]
        return source

    def boot(self) -> str:
        return str(self._now()["boot"])

    def rtc_name(self) -> str:
        return ""
