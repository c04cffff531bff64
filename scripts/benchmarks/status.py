"""`./scripts/bench status`: six printer states asked by our questions and by python-escpos, over the same pty in the
same run; what importing the print path costs beside python-escpos's own import, each in a fresh interpreter."""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from drivers.printer.session import StatusSession
from drivers.printer.transport import Where, open_line
from scripts.benchmarks.pty_printer import pty_printer
from scripts.benchmarks.timing import timed

STATES = ("ok", "paper_low", "paper_out", "cover_open", "offline", "silent")
_IMPORT = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


def measure(quick: bool) -> dict[str, Any]:
    """ms for each state, ours (0.1 s for the silent one, as after its first silence) and theirs."""
    ours, theirs = {}, {}
    with tempfile.TemporaryDirectory() as folder, pty_printer(Path(folder)) as far:
        for state in STATES:
            far.set_state(state)
            ours[state], theirs[state] = _ours(str(far.path)), _theirs(str(far.path))
    total, other = (sum(ms for _, ms in found.values()) for found in (ours, theirs))
    imports = {name: _imported(name, 3 if quick else 9) for name in ("drivers.printer, serial", "escpos.printer")}
    return {
        "ours": ours,
        "python-escpos": theirs,
        "status_ratio": round(total / other, 4),
        "import_s": imports,
        "import_ratio": round(imports["drivers.printer, serial"] / imports["escpos.printer"], 3),
    }


def _ours(path: str) -> tuple[str, float]:
    line, said = open_line(Where("serial", path, 115200)), list[str]()
    talk = StatusSession(line, 0.1)
    talk.state()  # what it can do is learned at start
    ms = timed(lambda: said.append(talk.state()))
    line.close()
    return said[0], round(ms, 2)


def _theirs(path: str) -> tuple[str, float]:
    from escpos.printer import Serial

    printer, said = Serial(path, 115200, timeout=1), list[str]()
    ms = timed(lambda: said.append(f"online {printer.is_online()}, paper {printer.paper_status()}"))
    printer.close()
    return said[0], round(ms, 2)


def _imported(name: str, times: int) -> float:
    """Median seconds."""
    run = [sys.executable, "-c", _IMPORT.format(name)]
    found = [float(subprocess.run(run, capture_output=True, text=True, check=True).stdout) for _ in range(times)]
    return round(statistics.median(found), 4)
