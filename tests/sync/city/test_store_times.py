"""Every recorded time has beside it how it was known, and when it truly was."""

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from kiosk.core.calendar.moment import iso
from kiosk.core.record import events as e
from kiosk.core.record.former_events import ClockCorrectedV1
from sync.city.clocks import Reading, reading
from sync.city.store import Store
from tests.core.office import MORNING
from tests.sync.chains import rating
from tests.sync.city.days import Kiosk
from tests.sync.city.test_store_order import in_memory, take

TICKET = e.TicketIssued("A001", "A", 1, False, "touch", "asked")
BEGAN = MORNING + 86_400_000  # it was a day later than the kiosk thought


@pytest.fixture
def night() -> Kiosk:
    """Half a minute after a start that does not know the time: a number, a rating; then the time is known."""
    kiosk = Kiosk(clock="estimated")
    kiosk.later(30)
    kiosk.say(TICKET, "v1")
    kiosk.say(rating(clock="estimated"))
    return kiosk


def correct(kiosk: Kiosk, began_ms: int = BEGAN, boot: str = "boot1") -> dict[str, Any]:
    kiosk.clock = "synchronised"
    return kiosk.say(e.ClockCorrected(boot, began_ms, BEGAN - MORNING, "synchronised"))


def times(store: Store) -> set[tuple[Any, ...]]:
    """(clock, true time) of number and rating, in `events` and in the rows that follow from it."""
    kinds = (e.TicketIssued.TYPE, e.RatingGiven.TYPE)
    found = store.sql("SELECT clock, time_true FROM events WHERE type IN (?, ?)", *kinds).fetchall()
    for table in ("visits", "ratings"):
        found += store.sql(f"SELECT clock, time_true FROM {table}").fetchall()
    assert len(found) == 4
    return set(map(tuple, found))


def test_a_known_clock_tells_the_true_time() -> None:
    """By a time server, a battery or a technician's hand: the time itself."""
    for clock in ("synchronised", "rtc", "set", "corrected"):
        event = {"clock": clock, "time": iso(MORNING), "bootid": "b", "monotonic": 5}
        assert reading(event) == Reading(clock, iso(MORNING), "b", 5)


FOREIGN = [{}, {"clock": 7}, {"clock": ""}, {"clock": "a\x00b"}, {"clock": "x" * 65}]


@pytest.mark.parametrize("event", FOREIGN, ids=repr)
def test_what_is_no_clock_knows_no_time(event: dict[str, Any]) -> None:
    """Nor does one that cannot say since when it runs."""
    assert reading({**event, "time": iso(MORNING)}) == Reading("unknown")
    for wrong in ({"bootid": 1, "monotonic": 5}, {"bootid": "b", "monotonic": -1}, {"bootid": "b", "monotonic": 2**53}):
        assert reading({"clock": "estimated", "time": iso(MORNING), **wrong}) == Reading("estimated")


def test_nobody_knows_the_time_until_it_is_corrected(store: Store, night: Kiosk) -> None:
    """Then it is the start's beginning and how long it had run, for what was stored before as well."""
    take(store, night.sent)
    assert times(store) == {("estimated", None)}
    take(store, [correct(night)])
    assert times(store) == {("corrected", iso(BEGAN + 30_000))}
    boots = store.sql("SELECT boot, began_ms FROM boots").fetchall()
    assert [tuple(row) for row in boots] == [("boot1", BEGAN)]


@pytest.fixture
def orders(night: Kiosk) -> Iterator[list[dict[str, Any]]]:
    correct(night)
    return (list(order) for order in permutations(night.sent))


def test_the_correction_counts_whenever_it_comes(orders: Iterator[list[dict[str, Any]]]) -> None:
    """Before what it corrects, between, or behind, one by one."""
    for order in orders:
        store = in_memory()
        for event in order:
            take(store, [event])
        assert times(store) == {("corrected", iso(BEGAN + 30_000))}


def test_the_last_correction_of_a_start_counts(store: Store, night: Kiosk) -> None:
    """A technician set the clock, then a time server knew better, whichever word comes first."""
    wrong, right = correct(night, BEGAN - 5_000), correct(night)
    take(store, [*night.sent[:2], right])
    take(store, [wrong])
    assert times(store) == {("corrected", iso(BEGAN + 30_000))}


@pytest.mark.parametrize("boot", ["another", ""])
def test_another_starts_correction_changes_nothing(store: Store, night: Kiosk, boot: str) -> None:
    """Nor one of no start."""
    correct(night, boot=boot)
    take(store, night.sent)
    assert times(store) == {("estimated", None)}


@pytest.mark.parametrize("said", [ClockCorrectedV1(86_400_000), e.ClockCorrected("boot1", 2**53, 0, "set")])
def test_a_correction_that_cannot_say_when_it_began_corrects_nothing(store: Store, night: Kiosk, said: e.Event) -> None:
    """Those of the version before, and nonsense: kept, and nothing more."""
    night.say(said)
    take(store, night.sent)
    assert times(store) == {("estimated", None)} and store.sql("SELECT * FROM boots").fetchall() == []


def test_a_correction_that_is_no_part_of_the_chain_is_taken_back(store: Store, night: Kiosk) -> None:
    """Its event is cast out, and with it what it said."""
    false, true = Kiosk(), Kiosk()
    for kiosk in (false, true):
        kiosk.say(e.KioskStarted("1.0" if kiosk is true else "6.6", "cut"))
        kiosk.say(e.ClockCorrected("boot1", BEGAN, 0, "set"))
    take(store, [*night.sent, false.sent[1]])
    assert times(store) == {("corrected", iso(BEGAN + 30_000))}
    take(store, [true.sent[0]])
    assert times(store) == {("estimated", None)} and store.sql("SELECT * FROM boots").fetchall() == []
    take(store, [true.sent[1]])
    assert times(store) == {("corrected", iso(BEGAN + 30_000))}
