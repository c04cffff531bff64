"""Whatever order, batches and repetitions events come in: the city's tables are those of one delivery in order."""

import random
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.city.engine import Engine
from sync.city.store import Store
from tests.sync.city.days import MOVES, day

TABLES = {  # name → order of its rows
    "events": "source, journal, stream, sequence",
    "ratings": "source, journal, sequence",
    "visits": "source, journal, visit",
    "legs": "source, journal, visit, leg",
    "marks": "source, journal, stream, sequence",
    "boots": "source, journal, boot, sequence",
    "journals": "source, journal",
    "covered": "source, journal, stream",
    "claims": "source, journal, sequence",
    "heads": "source, journal, stream",
    "gaps": "source, journal, stream, first",
    "faults": "source, journal, device, began",
    "dead_letters": "topic, reason",
}
DAY = [(name, n % 12) for n in range(4) for name in sorted(MOVES)]  # something of everything
MOVE = st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 11))


def tables(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that the city knows; of a kiosk not since when it has been heard, which is when anything came first."""
    asked = {name: f"SELECT * FROM {name} ORDER BY {order}" for name, order in TABLES.items()}
    asked["kiosks"] = "SELECT source, last_event, days_out_of_order FROM kiosks"
    return {name: [tuple(row) for row in store.sql(question).fetchall()] for name, question in asked.items()}


def take(store: Store, events: list[dict[str, Any]]) -> None:
    with store.transaction():
        for chain in store.keep(events):
            store.advance(chain)


def delivered(store: Store, events: list[dict[str, Any]], dice: random.Random) -> None:
    """All twice, shuffled, in batches of one to twelve."""
    order = [*events, *events]
    dice.shuffle(order)
    while order:
        take(store, [order.pop() for _ in range(min(len(order), dice.randint(1, 12)))])


def in_memory(trust_first: bool = True, by_row: bool = False) -> Store:
    return Store(Engine(sqlite3.connect(":memory:", isolation_level=None)), trust_first, by_row)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MOVE, min_size=5, max_size=60), st.randoms(use_true_random=False))
def test_any_delivery_ends_as_one_in_order(moves: list[tuple[str, int]], dice: random.Random) -> None:
    """Days of all that can happen: legs, what is taken back, marks, clocks put right later, checkpoints."""
    events = day(moves).sent
    straight, shuffled = in_memory(), in_memory()
    take(straight, events)
    delivered(shuffled, events, dice)
    assert tables(shuffled) == tables(straight) and tables(straight)["dead_letters"] == []


@pytest.mark.parametrize("seed", range(3))
def test_postgresql_ends_as_sqlite(postgresql: str, seed: int) -> None:
    """The same rows in both, of the same day, however it was delivered."""
    dice = random.Random(seed)
    events = day([(dice.choice(sorted(MOVES)), dice.randint(0, 11)) for _ in range(150)]).sent
    straight, shuffled = in_memory(), Store.open(postgresql, trust_first=True)
    take(straight, events)
    delivered(shuffled, events, dice)
    assert tables(shuffled) == tables(straight)
    shuffled.close()
