"""The state of the day: what each event changes in it, and what it leaves as it was."""

from dataclasses import replace

import pytest

from kiosk.core.calendar.moment import day_of
from kiosk.core.office.rules import Stamp
from kiosk.core.record import codec
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state import losses
from kiosk.core.state.fold import fold
from kiosk.core.state.values import Desk, State
from tests.core.facts import AT, EVER_WRITTEN, WORKING, after, ended, finished, given, issued, opened, type_of
from tests.core.office import MORNING, Room

# --- every event ---


def test_an_empty_journal_is_a_closed_day_with_nothing_in_it() -> None:
    state = State()
    assert (state.day, state.closed, state.provisional, state.running, state.started) == ("", True, False, False, None)
    assert (state.offline, state.roll, state.slips_on_roll, state.seq, state.last) == (False, "", 0, 0, None)
    assert not (state.visits or state.done or state.numbers or state.counters or state.calls or state.ratings)


def test_each_event_is_the_newest_of_its_stream() -> None:
    """Row, moment, and the head of its stream; also of events that change nothing else."""
    room = Room()
    before = after(given(), issued(1), room=room)
    state = after(e.ClockCorrected("b1", 0, 7, "synchronised"), given(), room=room.later(5))
    assert (state.seq, state.heads) == (4, {"rating": 2, "visit": 1, "device": 1})
    assert state.last == Stamp(MORNING + 5_000, 5_000, "boot1")
    assert replace(state, seq=0, heads={}, last=None, ratings=(), runs={}) == replace(
        before, seq=0, heads={}, last=None, ratings=(), runs={}
    )


@pytest.mark.parametrize("name", EVER_WRITTEN)
def test_whatever_was_ever_written_can_be_folded(name: str) -> None:
    """Onto nothing, and with its visit unknown: a state comes out of it, and no visit, desk or number is invented."""
    event = codec.from_data(type_of(name), EVER_WRITTEN[name][1])
    for fact in (Fact(event), Fact(event, "unknown")):
        state = after(fact)
        assert state.seq == 1
        assert bool(state.visits) == (name == "ticket.issued.v1") and not state.done
        assert bool(state.counters) == (name.startswith("counter.opened"))


# --- the day ---


def test_a_new_day_begins_with_nothing_of_the_old_one() -> None:
    """Numbers, calls, service times, ended visits; the first priority ticket need not wait for ordinary ones."""
    old = after(*WORKING, finished(1), ended(1, "served", "rated", 1), e.DayClosed("d1"))
    assert old.numbers and old.calls and old.served and old.done and old.ordinary_runs
    new = fold(replace(old, provisional=True), Room().write([Fact(e.DayOpened("d2"))])[0])
    assert (new.day, new.closed, new.provisional, new.ordinary_runs) == ("d2", False, False, {})
    assert not (new.numbers or new.calls or new.served or new.done)


@pytest.mark.parametrize("opening", [{"again": True}, {"provisional": True}])
def test_a_day_that_goes_on_keeps_its_numbers(opening: dict[str, bool]) -> None:
    """Opened again, or provisional because the clock is not known: no number may come twice."""
    old = after(*WORKING, e.DayClosed("d1"))
    new = fold(old, Room().write([Fact(e.DayOpened("d2", **opening))])[0])
    assert (new.day, new.closed, new.provisional) == ("d2", False, "provisional" in opening)
    assert (new.numbers, new.calls, new.ordinary_runs) == (old.numbers, old.calls, old.ordinary_runs)


def test_a_provisional_day_gets_its_date_and_goes_on() -> None:
    state = after(e.DayOpened("d2", provisional=True), issued(1), e.DayDated("d5", "d2", 1, "synchronised"))
    assert (state.day, state.provisional, state.closed, state.numbers) == ("d5", False, False, {"A": 1})


def test_a_closed_day_has_nobody_at_the_counters() -> None:
    state = after(e.DayOpened("d1"), *WORKING, e.DayClosed("d1"))
    assert state.closed and not state.counters


def test_an_officer_who_leaves_leaves_one_counter() -> None:
    state = after(opened(1), opened(2), e.CounterClosed(1, "o1"))
    assert state.counters == {2: Desk(2, "o2", "", "s")}


# --- the box ---


def test_a_device_is_as_it_was_last_heard_of() -> None:
    state = after(*(e.DeviceChanged("scanner", word) for word in ("missing", "ok")), e.DeviceChanged("paper", "blank"))
    assert state.devices == {"scanner": "ok", "paper": "blank"}


ROLLS = [
    # roll before, the printer now, roll after, is it a new roll
    ("", "ok", "", False),
    ("", "paper_low", "low", False),
    ("", "cover_open", "", False),
    ("", "error", "", False),
    ("", "paper_out", "open", False),
    ("low", "ok", "low", False),
    ("low", "paper_low", "low", False),
    ("low", "error", "low", False),
    ("low", "cover_open", "open", False),
    ("low", "paper_out", "open", False),
    ("open", "ok", "", True),
    ("open", "paper_low", "low", True),
    ("open", "cover_open", "open", False),
    ("open", "paper_out", "open", False),
    ("open", "offline", "open", False),
]


@pytest.mark.parametrize(("before", "now", "then", "new"), ROLLS)
def test_a_roll_is_new_when_the_printer_prints_again_after_it_was_open(
    before: str, now: str, then: str, new: bool
) -> None:
    """Out of paper, or low and the cover opened; what wavers at the end of a roll is no new one."""
    room = Room(state=State(roll=before, slips_on_roll=7))
    state = after(e.DeviceChanged("printer", now), room=room)
    assert (state.roll, state.slips_on_roll, state.devices) == (then, 0 if new else 7, {"printer": now})
    other = after(e.DeviceChanged("scanner", now), room=Room(state=State(roll=before, slips_on_roll=7)))
    assert (other.roll, other.slips_on_roll) == (before, 7)


def test_the_way_to_the_city_is_there_or_not() -> None:
    assert [after(*events).offline for events in ([], [e.LinkLost("x")], [e.LinkLost("x"), e.LinkRestored(9)])] == [
        False,
        True,
        False,
    ]


def test_a_run_lasts_from_its_start_to_its_goodbye() -> None:
    """When it began is known afterwards too."""
    started, stopped = after(e.KioskStarted("1", "first")), after(e.KioskStarted("1", "first"), e.KioskStopped("told"))
    assert (started.running, started.started) == (True, AT) and (stopped.running, stopped.started) == (False, AT)


# --- lost rows ---


def lost_then(state: State, *facts: e.Event) -> State:
    """The state after them, written behind a state with lost rows."""
    room = Room()
    for n, event in enumerate(facts, 1):
        state = fold(state, replace(room.write([Fact(event, "t")])[0], seq=state.seq + n))
    return state


def test_numbers_go_on_above_lost_rows() -> None:
    """Each may have given one, of any service; what is read behind them is right again for its own service."""
    before = after(e.DayOpened("2026-11-23"), issued(1), issued(2))
    state = losses.lost(before, 3)
    assert [state.last_number(service) for service in "AB"] == [5, 3]
    state = lost_then(state, issued(4).event)
    assert [state.last_number(service) for service in "AB"] == [4, 3]


def test_a_day_whose_start_was_lost_begins_above_them() -> None:
    """Nobody knows whether one of them opened it: if none did, its numbers begin a little higher, and only its."""
    state = lost_then(losses.lost(after(e.DayClosed("d1")), 2), e.DayOpened("d2"))
    assert (state.last_number("A"), state.unseen) == (2, 0)
    state = lost_then(state, e.DayClosed("d2"), e.DayOpened("d3"))
    assert state.numbers == {}


def test_a_number_behind_lost_rows_shows_its_day() -> None:
    """The row that opened it is gone: the day is that of the number, and open."""
    yesterday = after(e.DayOpened("2026-11-22"), issued(1), e.DayClosed("2026-11-22"))
    day = day_of(MORNING)
    state = lost_then(losses.lost(yesterday, 1), issued(1).event)
    assert (state.day, state.closed, state.last_number("A")) == (day, False, 1)


@pytest.mark.parametrize(
    ("opening", "first"),
    [
        (e.DayOpened("2026-11-23", again=True), 66),
        (e.DayOpened("2026-11-23", provisional=True), 66),
        (e.DayOpened("2026-11-24"), 51),
    ],
)
def test_a_new_journal_goes_on_above_the_one_that_is_gone(opening: e.DayOpened, first: int) -> None:
    """Its day is the day that is known, closed; opened again, or guessed, it goes on; a new one begins above too."""
    state = after(e.NumbersRaised("2026-11-23", {"A": 65, "": 50}, 50, "gone"))
    assert (state.day, state.closed) == ("2026-11-23", True)
    state = lost_then(state, opening)
    assert (1 + state.last_number("A"), 1 + state.last_number("B")) == (first, 51)


def test_numbers_are_never_raised_downwards() -> None:
    """Nor for another day than the one in hand."""
    before = after(e.DayOpened("2026-11-23"), issued(7), e.NumbersRaised("2026-11-23", {"A": 5, "B": 2}, 1, "torn"))
    assert (before.last_number("A"), before.last_number("B"), before.last_number("C")) == (7, 2, 0)
    before = lost_then(before, e.NumbersRaised("2026-11-22", {"A": 50}, 0, "torn"))
    assert before.last_number("A") == 7
