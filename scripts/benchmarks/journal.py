"""`./scripts/bench journal`: a press with its rules, chain and one sync, in turns with a bare INSERT of the same
bytes, over a day of 2,500 visits of which each third is rated: what it costs beside the commit, and whether it costs
more in the evening than in the morning.

CPU is this process's own, so that others on the machine change little; of the wall's time the medians are to be looked
at.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import ratings
from kiosk.core.decisions.legs import Facts
from kiosk.core.decisions.ratings import Press
from kiosk.core.state.values import State
from scripts.benchmarks.office_day import COUNTERS, RULES, OfficeDay
from scripts.benchmarks.timing import spread

DAY_MS = 8 * 60 * 60_000
PART = 100  # presses at the day's begin and at its end


class Cost(NamedTuple):
    """ms."""

    cpu: float
    wall: float


def measure(quick: bool) -> dict[str, Any]:
    """p50 and p99 in ms; `cpu_beyond_commit_ms`: medians, a press less a bare insert."""
    with tempfile.TemporaryDirectory() as folder:
        day, visits = OfficeDay(Path(folder) / "journal.db"), 120 if quick else 2500
        presses, bare, held = lived(day, Bare(Path(folder) / "bare.db"), visits)
        return {
            "visits": visits,
            "events": day.book.state.seq,
            "press_ms": spread([cost.wall for cost in presses]),
            "bare_insert_ms": spread([cost.wall for cost in bare]),
            "ratio_p50": round(_median(presses, 1) / _median(bare, 1), 2),
            "cpu_beyond_commit_ms": _beyond(presses, bare),
            "cpu_first_ms": _beyond(presses[:PART], bare[:PART]),
            "cpu_last_ms": _beyond(presses[-PART:], bare[-PART:]),
            "decided_while_locked_ms": spread(held),
        }


def lived(day: OfficeDay, bare: "Bare", visits: int) -> tuple[list[Cost], list[Cost], list[float]]:
    """A day; of its presses what each cost, the bare insert behind it, and how long it was decided under the lock."""
    presses, inserts, held = list[Cost](), list[Cost](), list[float]()
    day.opens()
    for n in range(visits):
        day.visit(n, DAY_MS // 2500)
        day.sweeps()
        if n % 3 or n < len(COUNTERS):
            continue
        presses.append(_costs(lambda: _press(day, held)))
        inserts.append(_costs(bare.inserts(_bytes_of_last(day))))
    return presses, inserts, held


def _press(day: OfficeDay, held: list[float]) -> None:
    """What is decided while the write lock is held, without the INSERT and the COMMIT that follow."""

    def decide(state: State, now: Moment) -> Facts:
        begun = time.perf_counter()
        facts = ratings.with_sweep(state, now, RULES, ratings.press(state, now, RULES, Press(4, "button")))
        held.append((time.perf_counter() - begun) * 1000)
        return facts

    day.book.transact(decide)


def _bytes_of_last(day: OfficeDay) -> int:
    """Of the row that the press wrote."""
    (event,) = day.book.rows(day.book.state.seq - 1)
    return len(str(event))


class Bare:
    """A table of one text, in a file that is set as the journal's is."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("page_size = 1024", "journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, data TEXT)")

    def inserts(self, size: int) -> Callable[[], object]:
        text = "x" * size
        return lambda: self._db.execute("INSERT INTO events (data) VALUES (?)", (text,))


def _costs(act: Callable[[], object]) -> Cost:
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return Cost((time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000)


def _median(costs: list[Cost], part: int) -> float:
    return statistics.median(cost[part] for cost in costs)


def _beyond(presses: list[Cost], bare: list[Cost]) -> dict[str, float]:
    """At the least, and in the middle."""
    least = min(cost.cpu for cost in presses) - min(cost.cpu for cost in bare)
    return {"least": round(least, 3), "p50": round(_median(presses, 0) - _median(bare, 0), 3)}
