"""`./scripts/bench start`: how long a program takes to open a journal of a million events and to know the state of the
day, beside an empty one, in a process of its own each time; and how long the courier's first read takes.

The million is one lived day, repeated row by row with later dates and numbers: who opens it and reads on looks at no
hash.
"""

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from kiosk.core.record.chain import event_id
from kiosk.core.record.events import STREAMS, DeviceChanged, Fact
from kiosk.journal.opening import read_file
from kiosk.journal.rows import COLUMNS, INSERT
from scripts.benchmarks.office_day import MONDAY, OfficeDay

VISITS, VISIT_MS = 300, 90_000
BEHIND = 50  # events that the city has not stored yet
OPENS = """
import sys, time
from pathlib import Path
import kiosk.app.app
from kiosk.journal.opening import open_file
from scripts.benchmarks.office_day import PassingClock
begun = time.process_time()
state = open_file(Path(sys.argv[1]), "/bench", PassingClock()).state
print(time.process_time() - begun)
"""
Row = tuple[Any, ...]


def measure(quick: bool) -> dict[str, Any]:
    """In ms, the least of some: `program`, from its start until the state is known; `opened`, the journal's own CPU."""
    with tempfile.TemporaryDirectory() as folder:
        large, empty = Path(folder) / "large.db", Path(folder) / "empty.db"
        OfficeDay(empty).book.close()
        events = _grown(large, 20_000 if quick else 1_000_000)
        turns = [(_opened(large), _opened(empty)) for _ in range(2 if quick else 5)]
        (program, opened), (program_empty, opened_empty) = (
            [min(values) for values in zip(*of, strict=True)] for of in zip(*turns, strict=True)
        )
        return {
            "events": events,
            "program_ms": round(program),
            "program_empty_ms": round(program_empty),
            "program_ratio": round(program / program_empty, 2),
            "opened_cpu_ms": round(opened, 1),
            "opened_empty_cpu_ms": round(opened_empty, 1),
            "first_read_ms": {stream: _first_read(large, stream) for stream in STREAMS},
        }


def _opened(path: Path) -> tuple[float, float]:
    """ms: the whole program, by the clock; opening alone, by its CPU."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", OPENS, path], capture_output=True, text=True, check=True)
    return (time.perf_counter() - begun) * 1000, float(done.stdout) * 1000


def _first_read(path: Path, stream: str) -> float:
    """ms, the least of three, each by a reader that has not read before."""
    return round(min(_read(path, stream) for _ in range(3)), 2)


def _read(path: Path, stream: str) -> float:
    with read_file(path) as journal:
        last, _ = journal.head(stream)
        begun = time.perf_counter()
        events = journal.after(stream, last - BEHIND, 200)
        took = (time.perf_counter() - begun) * 1000
    if len(events) != BEHIND:
        raise AssertionError(f"{stream}: {len(events)} events instead of {BEHIND}")
    return took


def _grown(path: Path, least: int) -> int:
    """The journal of a day, and the same day again until there are so many rows; how many there are."""
    day = OfficeDay(path)
    _lived(day)
    day.book.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        rows = db.execute(f"SELECT {COLUMNS}, recordedtime FROM events").fetchall()
        (own,) = db.execute("SELECT id FROM journal").fetchone()
        db.execute("BEGIN")
        for number in range(1, -(-least // len(rows))):
            db.executemany(INSERT, _again(rows, own, number))
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(db.execute("SELECT max(seq) FROM events").fetchone()[0])


def _lived(day: OfficeDay) -> None:
    day.opens()
    day.write(lambda s, now: [Fact(DeviceChanged("scanner", "ok")) for _ in range(BEHIND)])
    for n in range(VISITS):
        day.visit(n, VISIT_MS)
        day.sweeps()
        day.press()
    day.closes()


def _again(rows: list[Row], own: str, number: int) -> Iterator[Row]:
    """The rows of a day, so many days later."""
    before, later = f"{MONDAY}", f"{MONDAY + timedelta(days=number)}"
    counts = {stream: sum(row[3] == stream for row in rows) for stream in STREAMS}
    for seq, _, type_, stream, sequence, time_, data, *rest, recorded in rows:
        at = sequence + number * counts[stream]
        row = (seq + number * len(rows), event_id(own, stream, at), type_, stream, at, time_.replace(before, later))
        yield (*row, data.replace(before, later), *rest, recorded.replace(before, later))
