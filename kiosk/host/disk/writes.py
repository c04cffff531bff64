"""How many bytes each program writes to disk a day, counted by the kernel and told in the runtime folder.

The source is `write_bytes` of /proc/self/io (proc_pid_io(5)): what the program caused to be sent to storage, whatever
file it was; not the file system's own journal and not what the card's controller makes of it. A start goes on from what
the start before it had counted. The folder is memory: counting costs the card nothing.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.host.files import write_whole

PREFIX = "written-"
EVERY_S = 60.0
MB = 1_000_000
IO = Path("/proc/self/io")


def own_bytes() -> int:
    """That this program has written since its start; 0 where the kernel does not count."""
    try:
        lines = IO.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("write_bytes:")), 0)


class DiskWrites:
    """Of one program; `count` is asked for its bytes, `every` so many seconds at most."""

    def __init__(
        self, runtime: Path, program: str, count: Callable[[], int] = own_bytes, every: float = EVERY_S
    ) -> None:
        self._path, self._count, self._last = runtime / f"{PREFIX}{program}", count, 0
        self._every, self._due = every, 0.0
        self._kept = _read(self._path)

    def look(self, day: str) -> None:
        """As often as it is convenient, and once a day at least; `day`: 2026-11-24."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + self._every
        now = self._count()
        new, self._last = now - self._last, now
        if day != self._kept.get("day"):
            self._kept = {"day": day, "bytes": 0, "before": {k: self._kept[k] for k in ("day", "bytes") if self._kept}}
        if new or not self._path.exists():
            self._kept["bytes"] += new
            self._write()

    def _write(self) -> None:
        try:
            write_whole(self._path, json.dumps(self._kept).encode(), synced=False)
        except OSError as error:
            print(f"kiosk.runtime: written bytes cannot be told: {error}", file=sys.stderr, flush=True)


def told(runtime: Path) -> dict[str, int]:
    """Bytes of all programs by day: the last whole day and this one, as far as they are known."""
    days: dict[str, int] = {}
    for file in sorted(runtime.glob(f"{PREFIX}*")):
        said = _read(file) if not file.suffix else {}
        for day in (said, said.get("before") or {}):
            if day:
                days[day["day"]] = days.get(day["day"], 0) + day["bytes"]
    return dict(sorted(days.items())[-2:])


def last_whole_day(runtime: Path) -> dict[str, int]:
    """Of `told` all but the day that still goes on: who rates just now is nobody's to see. In whole MB: on a quiet day
    the bytes would say how many rated, and whether with a reason."""
    return {day: -(-count // MB) * MB for day, count in list(told(runtime).items())[:-1]}


def _read(path: Path) -> dict[str, Any]:
    """{} where nothing was told, or what stands there is not ours."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("bytes"), int) and "day" in said else {}
