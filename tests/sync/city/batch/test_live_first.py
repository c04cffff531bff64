"""What is live goes ahead of a backlog; the backlog is still written as sets, and ends as event by event."""

import random
from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.benchmarks.ingest.tables import tables
from sync.city.batch.following import Event
from sync.city.store import Store
from sync.city.trust.branches import Grafting
from tests.sync.chains import ratings
from tests.sync.city.days import day
from tests.sync.city.test_store_order import MOVE, in_memory

Batch = list[dict[str, Any]]


def take(store: Store, events: Batch) -> None:
    with store.transaction():
        store.advance_all(store.keep(events))


def ahead(events: Batch, dice: random.Random) -> list[Batch]:
    """The second half one by one, beside the first in batches, some of both together and some of them twice."""
    middle = len(events) // 2
    backlog = [events[n : n + 7] for n in range(0, middle, 7)]
    live = [events[n : n + 1] for n in range(middle, len(events))]
    pairs = [(one or [], other or []) for one, other in zip_longest(backlog, live)]
    queue = [batch for one, other in pairs for batch in ([one + other] if dice.random() < 0.5 else [one, other])]
    return [again for batch in queue for again in ([batch, batch] if dice.random() < 0.1 else [batch]) if again]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MOVE, min_size=10, max_size=60), st.randoms(use_true_random=False))
def test_a_backlog_behind_live_events_ends_as_event_by_event(moves: list[tuple[str, int]], dice: random.Random) -> None:
    """After each batch, where later events are about what the backlog has not brought yet, until the gap closes."""
    sets, rows = in_memory(), in_memory(by_row=True)
    for batch in ahead(day(moves).sent, dice):
        take(sets, batch)
        take(rows, batch)
        assert tables(sets.sql) == tables(rows.sql)


def test_only_what_went_ahead_is_looked_at_event_by_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what closes the gap; the others of the backlog are not, whatever comes in one batch with them."""
    seen, usual = list[int](), Grafting.all_placed

    def looked(own: Grafting, events: Batch) -> list[Event]:
        seen.extend(event["sequence"] for event in events)
        return usual(own, events)

    monkeypatch.setattr(Grafting, "all_placed", looked)
    events, store = ratings(60), in_memory()
    for first, last, live in ((1, 10, 0), (11, 20, 51), (21, 30, 0), (31, 40, 52), (41, 50, 0)):
        take(store, [*events[first - 1 : last], *events[live - 1 : live]])
    assert seen == [51, 52, *range(41, 51)]
    assert store.sql("SELECT stored FROM heads").fetchone() == (52,) and store.broken() == []
