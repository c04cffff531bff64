"""`./scripts/bench journal`: a press with its chain and one sync, beside a bare INSERT of the same bytes.

And how long the write lock is held before COMMIT.
"""

import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from drivers.clock import SystemClock
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.legs import Facts
from kiosk.core.decisions.paper import slip_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.state.values import State
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from scripts.benchmarks.timing import spread, timed
from scripts.small_office import small

RULES = small().rules


def measure(quick: bool) -> dict[str, Any]:
    """5,000 events of the day first, then presses; p50 and p99 in ms."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        migrate(path)
        book = open_file(path, "/bench", SystemClock())
        for n in range(200 if quick else 2500):
            book.transact(lambda s, now, n=n: queue.issue(s, now, RULES, NewTicket(f"t{n}", "A")))  # type: ignore[misc]  # bound at once
            book.transact(lambda s, now, n=n: slip_moved(s, f"t{n}", "printed"))  # type: ignore[misc]  # bound at once
        held: list[float] = []
        presses = [timed(lambda: _press(book, held)) for _ in range(100 if quick else 1000)]
        bare = _bare(Path(folder) / "bare.db", 100 if quick else 1000)
        return {
            "events": book.state.seq,
            "press_ms": spread(presses),
            "bare_insert_ms": spread(bare),
            "decided_while_locked_ms": spread(held),
            "ratio_p50": round(statistics.median(presses) / statistics.median(bare), 2),
        }


def _press(book: Journal, held: list[float]) -> None:
    """What is decided while the write lock is held, without the INSERT and the COMMIT that follow."""

    def decide(state: State, now: Moment) -> Facts:
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
    return [timed(lambda: db.execute("INSERT INTO events (data) VALUES (?)", ("x" * 600,))) for _ in range(times)]
