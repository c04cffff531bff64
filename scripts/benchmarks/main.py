"""Figures of one part, measured in one run and printed as they were: rest, journal, paper, status.

`rest`: the demo's programs with nobody there: CPU, wake-ups, memory. `journal`: a press with its chain and one sync,
beside a bare INSERT of the same bytes, and how long the write lock is held before COMMIT.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.paper import slip_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.state.values import State
from kiosk.journal.journal import Journal, migrate
from kiosk.simulation.dev_stack import House
from scripts.benchmarks.paper import paper
from scripts.benchmarks.printer import status
from scripts.benchmarks.spread import spread
from tests.core.office import rules

RULES = rules({"A": "Hộ tịch"}, {1: "A"})
TICK = 100  # of utime and stime in /proc, a second


def rest(quick: bool) -> dict[str, Any]:
    """A minute of nobody (quick: ten seconds)."""
    seconds = 10 if quick else 60
    with tempfile.TemporaryDirectory() as folder, House(Path(folder)) as house:
        time.sleep(5)
        before = {name: _used(house.pid(name)) for name in house.children}
        time.sleep(seconds)
        return {name: _rested(before[name], _used(house.pid(name)), seconds) for name in house.children}


def _used(pid: int) -> dict[str, int]:
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


def journal(quick: bool) -> dict[str, Any]:
    """5,000 events of the day first, then presses; p50 and p99 in ms."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        migrate(path)
        book, clock = Journal.open(path, "/bench", _clock()), _clock()
        for n in range(200 if quick else 2500):
            book.transact(lambda s, now, n=n: queue.issue(s, now, RULES, NewTicket(f"t{n}", "A")))  # type: ignore[misc]  # bound at once
            book.transact(lambda s, now, n=n: slip_moved(s, f"t{n}", "printed"))  # type: ignore[misc]  # bound at once
        held: list[float] = []
        presses = [_timed(lambda: _press(book, held)) for _ in range(100 if quick else 1000)]
        bare = _bare(Path(folder) / "bare.db", 100 if quick else 1000)
        assert clock().wall
        return {
            "events": book.state.seq,
            "press_ms": spread(presses),
            "bare_insert_ms": spread(bare),
            "decided_while_locked_ms": spread(held),
            "ratio_p50": round(statistics.median(presses) / statistics.median(bare), 2),
        }


def _clock() -> Callable[[], Moment]:
    return lambda: Moment(time.time_ns() // 1_000_000, time.monotonic_ns() // 1_000_000, "bench")


def _press(book: Journal, held: list[float]) -> None:
    """What is decided while the write lock is held, without the INSERT and the COMMIT that follow."""

    def decide(state: State, now: Moment) -> queue.Facts:
        begun = time.perf_counter()
        facts = ratings.with_sweep(state, now, RULES, ratings.press(state, now, RULES, Press(4, "button")))
        held.append((time.perf_counter() - begun) * 1000)
        return facts

    book.transact(decide)


def _bare(path: Path, times: int) -> list[float]:
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("page_size = 1024", "journal_mode = WAL", "synchronous = FULL"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, data TEXT)")
    return [_timed(lambda: db.execute("INSERT INTO events (data) VALUES (?)", ("x" * 600,))) for _ in range(times)]


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "rest": rest,
    "journal": journal,
    "paper": paper,
    "status": lambda quick: status(quick, _timed),
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./scripts/bench")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args(argv)
    found = json.dumps(PARTS[asked.part](asked.quick), indent=2)
    print(found)
    if asked.json:
        asked.json.write_text(found + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
