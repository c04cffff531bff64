"""`./scripts/bench rest`: the demo's programs with nobody there: CPU, wake-ups, memory."""

import tempfile
import time
from pathlib import Path
from typing import Any

from kiosk.simulation.dev_stack import DevStack

TICK = 100  # of utime and stime in /proc, a second


def measure(quick: bool) -> dict[str, Any]:
    """A minute of nobody (quick: ten seconds)."""
    seconds = 10 if quick else 60
    with tempfile.TemporaryDirectory() as folder, DevStack(Path(folder)) as stack:
        time.sleep(5)
        before = {name: used(stack.pid(name)) for name in stack.supervisors}
        time.sleep(seconds)
        return {name: _rested(before[name], used(stack.pid(name)), seconds) for name in stack.supervisors}


def used(pid: int) -> dict[str, int]:
    """CPU ticks, wake-ups of all threads, and memory (PSS, kB) so far."""
    proc = Path(f"/proc/{pid}")
    stat = (proc / "stat").read_text().rpartition(")")[2].split()
    woken = sum(_field(task / "status", "voluntary_ctxt_switches") for task in (proc / "task").iterdir())
    return {"ticks": int(stat[11]) + int(stat[12]), "woken": woken, "pss": _field(proc / "smaps_rollup", "Pss")}


def _field(path: Path, name: str) -> int:
    lines = path.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _rested(before: dict[str, int], after: dict[str, int], seconds: int) -> dict[str, float]:
    return {
        "cpu_percent": round((after["ticks"] - before["ticks"]) / TICK / seconds * 100, 3),
        "wakeups_per_s": round((after["woken"] - before["woken"]) / seconds, 2),
        "pss_mb": round(after["pss"] / 1024, 1),
    }
