"""The city's database: every event once, chains complete or known to be not, ratings as they stand."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS, hash_of
from scripts.soak.link import SOURCE
from sync.city.clocks import reading
from sync.city.engine import Engine, StoreError
from sync.city.rows.facts import Stored, fact_of
from sync.city.rows.ratings import standing
from sync.city.store import Store, missing
from sync.envelope import Presence
from tests.sync.chains import JOURNAL, chain, rating, ratings

CHAIN = (SOURCE, JOURNAL, "rating")


def take(store: Store, events: list[dict[str, Any]]) -> int:
    with store.transaction():
        for touched in store.keep(events):
            store.advance(touched)
    return store.head(CHAIN).stored


def test_an_event_is_kept_once_however_often_it_comes(store: Store) -> None:
    """Twice the same backlog: one row each, and the head does not move twice."""
    events = ratings(5)
    assert (take(store, events), take(store, events)) == (5, 5)
    assert store.sql("SELECT count(*) FROM events").fetchone()[0] == 5
    assert store.sql("SELECT count(*) FROM ratings").fetchone()[0] == 5
    assert store.head(CHAIN).hash == events[-1]["hash"] and store.chains() == [CHAIN]


@given(st.integers(1, 25), st.randoms(use_true_random=False))
def test_in_any_order_the_head_is_the_complete_part_and_the_rest_are_gaps(count: int, dice: random.Random) -> None:
    """Shuffled, doubled, in batches: after each batch the head is what is complete, gaps are what is missing."""
    store, events = Store(Engine(sqlite3.connect(":memory:", isolation_level=None))), ratings(count)
    order = [*events, *dice.sample(events, dice.randint(0, count))]
    dice.shuffle(order)
    here: set[int] = set()
    while order:
        batch = [order.pop() for _ in range(min(len(order), dice.randint(1, 5)))]
        here |= {event["sequence"] for event in batch}
        complete = next(n for n in range(count + 1) if n + 1 not in here)
        assert take(store, batch) == complete or not here
        lost = {n for first, last in store.gaps(CHAIN) for n in range(first, last + 1)}
        assert lost == set(range(complete + 1, max(here) + 1)) - here
    assert store.head(CHAIN).stored == count and store.gaps(CHAIN) == []


def test_a_gap_before_very_many_events_is_all_that_is_looked_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever leaves one makes nobody read the rest each time; filled, the head runs to the end at once."""
    monkeypatch.setattr("sync.city.store.BEYOND", 10)
    events = ratings(75)
    assert take(store, [*events[1:60], *events[65:]]) == 0
    assert store.gaps(CHAIN) == [(1, 1)] and len(store._beyond(CHAIN, 0)) == 10
    assert take(store, events[:1]) == 60 and store.gaps(CHAIN) == [(61, 65)]
    assert take(store, events[60:65]) == 75 and store.gaps(CHAIN) == []


def letters(store: Store) -> list[str]:
    return [row[0] for row in store.sql("SELECT reason FROM dead_letters").fetchall()]


def test_an_event_that_does_not_fit_the_chain_is_cast_out_and_its_place_stays_open(store: Store) -> None:
    """Right hash, wrong predecessor: a dead letter, never acknowledged; the true one still comes in, even later."""
    events, other = ratings(3), chain([rating(1), rating(1), rating(1)])
    assert take(store, [events[0], events[1], other[2]]) == 2
    assert "prevhash" in letters(store)[0] and store.gaps(CHAIN) == []
    assert take(store, events) == 3 and store.sql("SELECT count(*) FROM ratings").fetchone()[0] == 3


def test_another_event_under_a_number_that_is_taken_is_told(store: Store) -> None:
    """The first stays, the second, behind nothing that is here, is a dead letter: nothing disappears silently."""
    take(store, ratings(2))
    take(store, chain([rating(4), rating(4)])[1:])
    assert letters(store) == ["rating 2: another event has this number already"]


def test_a_rating_of_a_wrong_shape_is_kept_and_stops_nobody(store: Store) -> None:
    """A true hash over nonsense: the chain goes on, the rating makes no row, the reason is on record."""
    first, second = chain([rating(1), rating(2)])
    data = {"level": "many"}
    wrong = {**first, "data": data}
    wrong["hash"] = hash_of(wrong)
    second["prevhash"] = wrong["hash"]
    second["hash"] = hash_of(second)
    assert take(store, [wrong, second]) == 2
    assert store.sql("SELECT sequence FROM ratings").fetchall() == [(2,)] and "kept in events only" in letters(store)[0]


def test_an_exchanged_card_begins_a_chain_of_its_own(store: Store) -> None:
    """The same box with a new journal collides with nothing."""
    take(store, ratings(4))
    take(store, chain([rating(2)], journal="f" * 16))
    assert store.head((SOURCE, "f" * 16, "rating")).stored == 1 and store.head(CHAIN).stored == 4
    assert store.sql("SELECT count(*) FROM ratings").fetchone()[0] == 5


LIFE: list[e.Event] = [
    rating(1, None),
    e.RatingBound(1, 3, "o3", "B", "tap"),
    e.RatingReasoned(1, ("WAIT",)),
    e.RatingReasoned(1, ("LATE", "WAIT")),
    rating(4, 2),
    e.RatingRevised(5, "unbound"),
    e.RatingRevised(1, "replaced", 5),
]


@given(st.permutations(range(len(LIFE))))
def test_a_rating_stands_as_its_later_events_say_in_whatever_order(order: list[int]) -> None:
    """Bound, reasoned, replaced, unbound: the same two rows at the end, also when the rating itself comes last."""
    store, events = Store(Engine(sqlite3.connect(":memory:", isolation_level=None))), chain(LIFE)
    for n in order:
        take(store, [events[n]])
    rows = store.sql(
        "SELECT sequence, level, counter, bound, bind, counted, uncounted_reason, reasons FROM ratings"
    ).fetchall()
    assert sorted(rows) == [
        (1, 1, 3, 1, "tap", 0, "replaced", "LATE,WAIT"),
        (5, 4, None, 0, None, 1, None, ""),
    ]


def stored(event: dict[str, Any]) -> Stored:
    return Stored(event, fact_of(event, "")[0], reading(event))


def test_a_rating_is_nothing_before_it_is_here() -> None:
    """What points to a rating that is still missing makes no row, and unknown later events change nothing in it."""
    events = [stored(event) for event in chain(LIFE)]
    assert standing([], 0) is None and standing(events[1:3], 0) is None
    unknown = stored({**events[1].event, "type": "vn.motcua.rating.blessed.v1"})
    row = standing([events[0]], 0)
    assert row and standing([events[0], unknown], 0) == {**row, "last_sequence": 2}


def test_kiosks_come_and_go(store: Store) -> None:
    """The last word about a box, and the time of its last event."""
    store.present(SOURCE, Presence(True, "2026-11-23T07:30:00+07:00", {"health": {}}), "")
    take(store, ratings(2))
    store.present(SOURCE, Presence(False, "2026-11-23T08:00:00+07:00", {}), "")
    row = store.sql("SELECT online, since, last_event FROM kiosks").fetchone()
    assert row[:2] == (0, "2026-11-23T08:00:00+07:00") and row[2].startswith("2026-11-18")


def test_a_transaction_is_whole_or_nothing(store: Store) -> None:
    """An error in the middle of a batch leaves nothing behind."""
    with pytest.raises(KeyError), store.transaction():
        store.keep([*ratings(2), {"broken": True}])
    assert store.sql("SELECT count(*) FROM events").fetchone()[0] == 0 and store.head(CHAIN).hash == GENESIS


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:///", "sqlite:////dev/null/city.db"])
def test_a_database_that_cannot_be_opened_is_named(url: str) -> None:
    """One line with the option and the address."""
    with pytest.raises(StoreError, match="--db"):
        Store.open(url)


def test_paths_of_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three slashes are relative to where one stands, four absolute."""
    monkeypatch.chdir(tmp_path)
    Store.open("sqlite:///here.db").close()
    Store.open(f"sqlite:///{tmp_path}/there.db").close()
    assert {p.name for p in tmp_path.glob("*.db")} == {"here.db", "there.db"}


def test_missing_ranges() -> None:
    """Between what is complete and each number that is here."""
    assert missing(2, [3, 4, 7, 9]) == [(5, 6), (8, 8)] and missing(0, []) == []


def changed(device: str, state: str) -> e.DeviceChanged:
    return e.DeviceChanged(device, state)


def dated(events: list[dict[str, Any]], days: list[int]) -> list[dict[str, Any]]:
    """The same chain, each event on its day of November."""
    found: list[dict[str, Any]] = []
    for event, day in zip(events, days, strict=True):
        told = {**event, "time": f"2026-11-{day:02}T08:00:00.000+07:00", "prevhash": GENESIS}
        told["prevhash"] = found[-1]["hash"] if found else GENESIS
        found.append({**told, "hash": hash_of(told)})
    return found


FAULTS = [
    ("printer", "paper_low", 2, 0),  # still prints
    ("printer", "paper_out", 3, 1),
    ("city", "ahead", 4, 2),  # no part of the box; the printer's fault goes on
    ("scanner", "missing", 5, 3),
    ("printer", "ok", 5, 3),
    ("scanner", "missing", 9, 7),
    ("scanner", "ok", 10, 8),
    ("touch", "ok", 20, 8),
    ("printer", "unknown", 22, 8),  # it never answers, and prints
]


def test_days_out_of_order_are_those_with_a_part_that_does_not_work(store: Store) -> None:
    """Overlapping faults count a day once; one that goes on counts to the last sign of life."""
    events = dated(chain([changed(device, state) for device, state, _, _ in FAULTS]), [day for *_, day, _ in FAULTS])
    for n, (*_, days) in enumerate(FAULTS):
        take(store, [events[n]])
        assert store.sql("SELECT days_out_of_order FROM kiosks").fetchone()[0] == days
    store.sql("DELETE FROM kiosks")
    take(store, list(reversed(events)))
    assert store.head((SOURCE, JOURNAL, "device")).stored == len(FAULTS)


def test_a_box_whose_unit_was_corrected_goes_on_with_its_chain(store: Store) -> None:
    """The same journal under a new source: its head goes on behind the old one, whichever comes first."""
    events, new = ratings(5), "/H55/92/09/000/k1"
    for n in (3, 4):
        moved = {**events[n], "source": new, "prevhash": events[n - 1]["hash"]}
        events[n] = {**moved, "hash": hash_of(moved)}
    take(store, [events[4]])
    take(store, [events[3]])
    assert store.gaps((new, JOURNAL, "rating")) == [(1, 3)]
    assert take(store, events[:3]) == 3
    with store.transaction():
        assert store.advance((new, JOURNAL, "rating")).stored == 5
    assert store.gaps((new, JOURNAL, "rating")) == [] and store.broken() == []


def test_a_last_will_is_dated_by_when_it_was_heard(store: Store) -> None:
    """It repeats the since of its connection; a goodbye brings its own."""
    began, heard, left = (f"2026-11-23T{hour:02}:00:00+07:00" for hour in (7, 9, 10))
    for online, since, expected in (
        (True, began, began),
        (False, began, heard),
        (True, began, began),
        (False, left, left),
    ):
        store.present(SOURCE, Presence(online, since, {}), heard)
        assert store.sql("SELECT since FROM kiosks").fetchone()[0] == expected


def test_the_same_dead_letter_is_kept_once_and_its_reason_is_printable(store: Store) -> None:
    """A redelivery adds nothing; what PostgreSQL cannot hold in a text does not stop the city."""
    for _ in range(2):
        store.bury("t", "a\x00b", b"\x00\xff")
    assert letters(store) == ["a·b"]


def test_a_database_error_is_ours(store: Store) -> None:
    """One word for both engines, and the transaction is gone."""
    with pytest.raises(StoreError, match="city database"), store.transaction():
        store.bury("t", "first", b"")
        store.sql("SELECT nonsense FROM nowhere")
    assert letters(store) == []
