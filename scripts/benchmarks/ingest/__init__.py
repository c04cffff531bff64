"""`./scripts/bench ingest`: events a second from unpacked messages to acknowledgements, with no broker between.

In arrays of 200 and one a message, into SQLite and PostgreSQL, each round in turns: the bare insert of rows that were
made before (ways.py), ours by sets, ours event by event; medians. Then three of ten messages twice and all shuffled
(`disturbed`), both of our ways, and whether every table is the same in the end. `cpu_us` is this process's own, of one
event, which others on the machine disturb least; `load` says how many they were.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from scripts.benchmarks.ends.databases import emptied, postgresql
from scripts.benchmarks.ingest import ways
from scripts.benchmarks.ingest.messages import Message, arrays, boxes, disturbed, singles
from scripts.benchmarks.ingest.tables import tables
from scripts.benchmarks.ingest.ways import Cost, batches
from sync.city.engine import engine_at

BOXES, VISITS, ROUNDS = 20, 120, 5
QUICK = 3, 12, 1
SIZES = {"arrays": 10, "singles": 400}  # messages in one transaction: 2,000 events, and what kiosk-city takes at once

Address = Callable[[], str]  # of an empty database, another one at each call


def measure(quick: bool) -> dict[str, Any]:
    """By engine and kind of message; `of_bare`: the rate by sets as a part of the bare insert's; `by_rows`: as a
    multiple of the rate event by event."""
    number, visits, rounds = QUICK if quick else (BOXES, VISITS, ROUNDS)
    made = boxes(number, visits)
    kinds = {"arrays": arrays(made), "singles": singles(made)}
    found: dict[str, Any] = {"events": sum(len(box.order) for box in made), "load": ways.load()}
    with _databases() as engines:
        for engine, address in engines.items():
            found[engine] = {kind: _kind(address, kind, sent, rounds) for kind, sent in kinds.items()}
            found[engine]["disturbed"] = {kind: _disturbed(address, kind, sent) for kind, sent in kinds.items()}
    return {**found, "load_after": ways.load()}


@contextmanager
def _databases() -> Iterator[dict[str, Address]]:
    numbers = count(1)
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        engines: dict[str, Address] = {"sqlite": lambda: f"sqlite:///{Path(folder) / f'city{next(numbers)}.db'}"}
        if server:
            engines["postgresql"] = lambda: emptied(server, f"city{next(numbers)}")
        yield engines


def _kind(address: Address, kind: str, sent: Sequence[Message], rounds: int) -> dict[str, Any]:
    batched = batches(sent, SIZES[kind])
    runs = [_round(address, batched) for _ in range(rounds)]
    rates = {way: median(run[way].rate for run in runs) for way in runs[0]}
    return {
        **{f"{way}_a_second": round(rate) for way, rate in rates.items()},
        **{f"{way}_cpu_us": round(median(run[way].cpu_us for run in runs), 1) for way in runs[0]},
        "of_bare": round(median(run["sets"].rate / run["bare"].rate for run in runs), 2),
        "by_rows": round(median(run["sets"].rate / run["rows"].rate for run in runs), 2),
    }


def _round(address: Address, batched: Sequence[Sequence[Message]]) -> dict[str, Cost]:
    return {
        "bare": ways.bare(address(), batched),
        "sets": ways.ours(address(), batched, by_row=False),
        "rows": ways.ours(address(), batched, by_row=True),
    }


def _disturbed(address: Address, kind: str, sent: Sequence[Message]) -> dict[str, Any]:
    batched = batches(disturbed(sent, seed=1), SIZES[kind])
    urls = {"sets": address(), "rows": address()}
    costs = {way: ways.ours(url, batched, by_row=way == "rows") for way, url in urls.items()}
    with closing(engine_at(urls["sets"])) as sets, closing(engine_at(urls["rows"])) as rows:
        equal = tables(sets) == tables(rows)
    return {**{f"{way}_a_second": round(cost.rate) for way, cost in costs.items()}, "equal": equal}
