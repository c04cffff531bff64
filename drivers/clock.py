"""The clock, and whether it can be believed.

`synchronised` asks the kernel (adjtimex(2): state TIME_ERROR or STA_UNSYNC means nobody has set it); every time client
sets that, systemd-timesyncd, chrony and ntpd alike, and no file of one of them is needed. The simulated clock reads
a small file that the cabinet replaces; it is read again only when it is another file.
"""

import ctypes
import json
import time
from pathlib import Path
from typing import Any

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_TIME_ERROR, _STA_UNSYNC = 5, 0x40
_libc = ctypes.CDLL(None, use_errno=True)


class SystemClock:
    """The port `Clock` of the machine itself."""

    def __init__(self) -> None:
        self._boot = _BOOT_ID.read_text(encoding="ascii").strip()[:8]

    def wall(self) -> int:
        return time.time_ns() // 1_000_000

    def mono(self) -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def synchronised(self) -> bool:
        timex = ctypes.create_string_buffer(256)  # struct timex with modes = 0: only asks
        state = _libc.adjtimex(timex)
        status = ctypes.c_int.from_buffer(timex, 40).value
        return state not in (-1, _TIME_ERROR) and not status & _STA_UNSYNC

    def boot(self) -> str:
        return self._boot


START: dict[str, Any] = {
    "wall_offset_ms": 0,
    "mono_offset_ms": 0,
    "frozen_wall_ms": None,
    "frozen_mono_ms": None,
    "synchronised": True,
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
            self._set = json.loads(self._path.read_text(encoding="utf-8"))
            self._seen = seen
        return self._set

    def wall(self) -> int:
        now = self._now()
        frozen: int | None = now["frozen_wall_ms"]
        return (time.time_ns() // 1_000_000 if frozen is None else frozen) + int(now["wall_offset_ms"])

    def mono(self) -> int:
        now = self._now()
        frozen: int | None = now["frozen_mono_ms"]
        return (time.monotonic_ns() // 1_000_000 if frozen is None else frozen) + int(now["mono_offset_ms"])

    def synchronised(self) -> bool:
        return bool(self._now()["synchronised"])

    def boot(self) -> str:
        return str(self._now()["boot"])
