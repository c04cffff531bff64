"""What the city's tables have of a fleet, beside what its kiosks told. SQLite and PostgreSQL alike."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from scripts.benchmarks.fleet.day import Day
from sync.city.store import Store

TABLES = ("events", "ratings", "visits", "dead_letters", "gaps", "branches")


def judged(db: str, days: Sequence[Day]) -> dict[str, Any]:
    """`lost`: events that are in no table, `doubled`: rows beyond one for each; `heads_true`: the chains that end with
    the very event that the kiosk's own ends with; `uncovered`: ratings under no kiosk's signature."""
    told = {(day.source, day.journal, s, load.last, load.hash) for day in days for s, load in day.loads.items()}
    of_all = sum(load.last for day in days for load in day.loads.values())
    with closing(Store.open(db)) as store:
        rows = {table: _count(store, table) for table in TABLES}
        each = "SELECT DISTINCT source, journal, stream, sequence FROM events"
        single = _count(store, f"({each}) AS one")
        heads = set(map(tuple, store.sql("SELECT source, journal, stream, stored, hash FROM heads").fetchall()))
        uncovered = _count(store, "ratings WHERE provisional = 1")
    return {
        "lost": of_all - single, "doubled": rows["events"] - single, "chains": len(told),
        "heads_true": len(told & heads), "uncovered": uncovered, "rows": rows,
    }  # fmt: skip


def _count(store: Store, what: str) -> int:
    return int(store.sql(f"SELECT count(*) FROM {what}").fetchall()[0][0])
