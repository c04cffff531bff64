"""Three ways of the same messages into a city's database: the bare one, ours by sets, ours event by event.

The bare one is what a database can do at most: rows that were made before the clock ran, put into the table of events
where they are not there yet, and nothing looked at: by COPY into a table of its own at PostgreSQL, row by row with
executemany at SQLite.
"""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from scripts.benchmarks.ingest.messages import Message
from sync.city import derived
from sync.city.batch.events import COLUMNS, rows_of
from sync.city.clerk import Clerk
from sync.city.engine import Engine, engine_at
from sync.city.store import Store
from sync.packing import unpack

LARGEST = 4 << 20  # bytes of a packet that the broker takes
_KEY = "source, journal, stream, sequence"


@dataclass(frozen=True)
class Cost:
    """Of one run: `events` as often as they came, seconds by the clock and of this process's CPU."""

    events: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds

    @property
    def cpu_us(self) -> float:
        """Of this process, an event."""
        return self.cpu / self.events * 1e6


def batches(messages: Sequence[Message], size: int) -> list[Sequence[Message]]:
    """`size`: messages in one transaction."""
    return [messages[n : n + size] for n in range(0, len(messages), size)]


def timed(events: int, work: Callable[[], object]) -> Cost:
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(events, time.perf_counter() - begun, time.process_time() - cpu)


def count(messages: Sequence[Message]) -> int:
    return sum(len(unpack(payload)) for _, payload in messages)


def ours(url: str, batched: Sequence[Sequence[Message]], by_row: bool) -> Cost:
    """As kiosk-city does it behind the broker: unpacked, judged, written, committed, answered."""
    clerk = Clerk(lambda: Store(engine_at(url), trust_first=True, by_row=by_row), None)
    clerk.open()
    with closing(clerk):
        return timed(sum(map(count, batched)), lambda: [clerk.take(batch, LARGEST) for batch in batched])


def bare(url: str, batched: Sequence[Sequence[Message]]) -> Cost:
    with closing(Store(engine_at(url))) as store:
        rows = [_rows(store.sql, batch) for batch in batched]
        put = _copied if url.startswith("postgresql:") else _ignored
        if put is _copied:
            store.sql("CREATE TEMP TABLE staging (LIKE events INCLUDING DEFAULTS) ON COMMIT DELETE ROWS")
        return timed(sum(map(len, rows)), lambda: _put_all(store.sql, put, rows))


def _rows(sql: Engine, batch: Sequence[Message]) -> list[tuple[Any, ...]]:
    return rows_of(derived.read(sql, [event for _, payload in batch for event in unpack(payload)]), ())


def _put_all(sql: Engine, put: Callable[[Engine, Any], None], batched: Sequence[list[tuple[Any, ...]]]) -> None:
    for rows in batched:
        with sql.transaction():
            put(sql, rows)


def _copied(sql: Engine, rows: list[tuple[Any, ...]]) -> None:
    sql.fill("staging", COLUMNS, rows)
    names = ", ".join(COLUMNS)
    sql(f"INSERT INTO events ({names}) SELECT {names} FROM staging ON CONFLICT ({_KEY}) DO NOTHING")


def _ignored(sql: Engine, rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    sql.many(f"INSERT OR IGNORE INTO events ({', '.join(COLUMNS)}) VALUES ({marks})", rows)


def load() -> float:
    """Programs that waited for a core in the last minute."""
    return round(os.getloadavg()[0], 1)
