"""`./scripts/bench year`: a year of a small office, 6,000 visits on 250 days, lived in one process through a real
journal, every wish with its own commit: how long it takes, and whether a visit costs more in December than in January.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.benchmarks.office_day import OfficeDay

DAYS, VISITS = 250, 24  # a day
VISIT_MS = 15 * 60_000
MONTH = 20  # days


def measure(quick: bool) -> dict[str, Any]:
    """`cpu_first_ms`, `cpu_last_ms`: of one visit with all that belongs to it, in the first and the last month."""
    with tempfile.TemporaryDirectory() as folder:
        office, days = OfficeDay(Path(folder) / "journal.db"), 2 * MONTH if quick else DAYS
        begun, cpu = time.perf_counter(), [_lived(office, number) for number in range(days)]
        return {
            "visits": days * VISITS,
            "events": office.book.state.seq,
            "seconds": round(time.perf_counter() - begun, 1),
            "cpu_seconds": round(sum(cpu), 1),
            "cpu_first_ms": _of_visit(cpu[:MONTH]),
            "cpu_last_ms": _of_visit(cpu[-MONTH:]),
        }


def _lived(office: OfficeDay, number: int) -> float:
    """One day; its seconds of CPU."""
    begun = time.process_time()
    office.clock.stands_at_day(number)
    office.opens()
    for n in range(VISITS):
        office.visit(number * VISITS + n, VISIT_MS)
        office.sweeps()
        if n % 2:
            office.press()
    office.closes()
    return time.process_time() - begun


def _of_visit(cpu: list[float]) -> float:
    return round(min(cpu) / VISITS * 1000, 2)
