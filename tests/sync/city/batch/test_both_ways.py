"""A batch written as sets ends as the same batch written event by event: every table, on either engine."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.record.chain import hash_of
from scripts.benchmarks.ingest.tables import tables
from sync.city.engine import engine_at
from sync.city.store import Store
from tests.sync.chains import ratings
from tests.sync.city.days import MOVES, Kiosk, day
from tests.sync.city.test_store_order import MOVE, in_memory

Batch = list[dict[str, Any]]


def take(store: Store, events: Batch) -> None:
    with store.transaction():
        store.advance_all(store.keep(events))


def boxes(dice: random.Random) -> list[Kiosk]:
    """A day of each of three boxes, and the day of a copy of the first one's card, which parts from it somewhere."""
    moves = [[(dice.choice(sorted(MOVES)), dice.randint(0, 11)) for _ in range(120)] for _ in range(4)]
    copied = day([*moves[0][:80], *moves[3][:30]])
    others = [Kiosk(source=f"/H55/92/08/00{n}/k1", journal=f"{n:016x}") for n in (1, 2)]
    return [day(moves[0]), *map(day, moves[1:3], others), copied]


def batches(events: Sequence[dict[str, Any]], dice: random.Random, often: float = 0.3) -> list[Batch]:
    """Some of them twice, most where they belong and some late, in batches of one to forty."""
    order = [(n + dice.choice((*[0] * 40, 3, 30)), event) for n, event in enumerate(events)]
    order += [(dice.randrange(len(events) + 1), event) for event in dice.sample(list(events), int(len(events) * often))]
    queue = [event for _, event in sorted(order, key=lambda one: one[0])]
    found = list[Batch]()
    while queue:
        size = dice.randint(1, 40)
        found.append(queue[:size])
        queue = queue[size:]
    return found


def in_turn(kiosks: Sequence[Kiosk]) -> Batch:
    longest = max(len(kiosk.sent) for kiosk in kiosks)
    return [kiosk.sent[n] for n in range(longest) for kiosk in kiosks if n < len(kiosk.sent)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_sets_end_as_rows_do(engine: str, seed: int, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Several boxes, a copied card, three of ten twice, late ones within a batch and across batches."""
    dice = random.Random(seed)
    sent = batches(in_turn(boxes(dice)), dice)
    url = f"sqlite:///{tmp_path}/city.db" if engine == "sqlite" else request.getfixturevalue("postgresql")
    sets, rows = Store(engine_at(url), trust_first=bool(seed % 2)), in_memory(bool(seed % 2), by_row=True)
    for batch in sent:
        take(sets, batch)
        take(rows, batch)
    assert tables(sets.sql) == tables(rows.sql)
    sets.close()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MOVE, min_size=5, max_size=40), st.randoms(use_true_random=False), st.sampled_from([0.0, 0.3]))
def test_after_each_batch_both_ways_know_the_same(
    moves: list[tuple[str, int]], dice: random.Random, often: float
) -> None:
    """Not only in the end: what the next batch is held against is the same too."""
    sets, rows = in_memory(), in_memory(by_row=True)
    for batch in batches(day(moves).sent, dice, often):
        take(sets, batch)
        take(rows, batch)
        assert tables(sets.sql) == tables(rows.sql)


@pytest.mark.parametrize("together", [True, False])
def test_an_event_with_another_past_is_not_taken_for_the_next_one(together: bool) -> None:
    """It bears the next number and names another event before it, in a batch of its own or behind the true ones."""
    events = ratings(4)
    forged = {**events[3], "prevhash": "b" * 64}
    forged["hash"] = hash_of(forged)
    sets, rows = in_memory(), in_memory(by_row=True)
    for store in (sets, rows):
        for batch in [[*events[:3], forged]] if together else [events[:3], [forged]]:
            take(store, batch)
        assert [stored for (stored,) in store.sql("SELECT stored FROM heads").fetchall()] == [3]
    assert tables(sets.sql) == tables(rows.sql)
