"""Rows of visits and legs, who was idle, which day it was: from events whose clock may be wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.figures.corrections import Correction
from kiosk.core.figures.days import dates_in, days_in
from kiosk.core.figures.desks import desks_of
from kiosk.core.figures.moments import Happened, corrections_in, truly
from kiosk.core.figures.tally import added, spread, tally
from kiosk.core.figures.visits import VisitRow, visits_of
from kiosk.core.record import events as e
from tests.core.office import MORNING

TICKET = e.TicketIssued("A001", "A", 1, False, "touch", "asked")
CALL = e.TicketCalled("A001", 1, "o1", 1, 600, "turn")
START = e.VisitStarted("A001", 1, "o1", 1, 30)
DONE = e.VisitFinished("A001", 1, "o1", 1, "A", 30, 300, "papers-missing", 2)
HOLD = e.VisitHeld("A001", 1, "o1", 1, 60, "copy")
SERVED = e.VisitEnded("A001", "served", 1, "rated", 1)
OPEN, CLOSE = e.CounterOpened(1, "o1", "s"), e.CounterClosed(1, "o1")

Step = tuple[int, e.Event] | tuple[int, e.Event, str, str]  # seconds after the one before; boot and clock


def day(*steps: Step, visit: str = "v1") -> list[e.Recorded]:
    """Of one visit and its counter; the ticks begin anew with each boot."""
    found, wall, began, boot, clock, heads = (
        list[e.Recorded](),
        MORNING,
        MORNING,
        "b1",
        "synchronised",
        dict[str, int](),
    )
    for seconds, event, *start in steps:
        wall += seconds * 1000
        if start:
            boot, clock, began = start[0], start[1], wall if start[0] != boot else began
        heads[event.STREAM] = heads.get(event.STREAM, 0) + 1
        about = visit if hasattr(event, "ticket") else None
        at = (wall, wall - began, boot, clock)
        found.append(e.Recorded(len(found) + 1, "", event.STREAM, heads[event.STREAM], *at, event, about))
    return found


def happened(recorded: list[e.Recorded]) -> list[Happened]:
    known = corrections_in(recorded)
    return [truly(r, known) for r in recorded]


def only(recorded: list[e.Recorded]) -> VisitRow:
    (row,) = visits_of(happened(recorded))
    return row


USUAL: tuple[Step, ...] = ((0, TICKET), (600, CALL), (30, START), (300, DONE), (60, SERVED))


def test_a_visit_is_a_row_with_its_legs() -> None:
    """What was chosen and how, in which hour; wait, way and work; the result."""
    row = only(day(*USUAL))
    assert (row.service, row.source, row.hour, row.how, row.result, row.dossiers) == (
        "A", "touch", 7, "served", "papers-missing", 2,
    )  # fmt: skip
    assert [(leg.leg, leg.hour, leg.waited, leg.way, leg.worked) for leg in row.legs] == [(1, 7, 600, 30, 300)]


def test_whether_the_citizen_has_rated_yet_is_in_no_figure() -> None:
    """Finished is served, before its question was answered as after it."""
    asked, rated = (only(day(*USUAL[:n])) for n in (4, 5))
    assert (asked.how, asked.legs, asked.timed) == (rated.how, rated.legs, rated.timed)


@pytest.mark.parametrize(
    ("steps", "wait", "way"),
    [
        (((0, TICKET), (0, START), (60, DONE)), None, None),  # a walk-in
        (((0, TICKET), (600, CALL), (60, DONE)), 600, None),  # one key
        (((0, TICKET), (600, CALL), (0, e.VisitEnded("A001", "no-show", 1))), 600, None),
        (((0, TICKET), (900, e.VisitEnded("A001", "left", 1))), None, None),
    ],
    ids=["walk-in", "one key", "no-show", "left"],
)
def test_what_was_not_is_absent_and_not_nought(steps: tuple[Step, ...], wait: int | None, way: int | None) -> None:
    (leg,) = only(day(*steps)).legs
    assert (leg.waited, leg.way) == (wait, way)


BOOTED = "b2", "estimated"


@pytest.mark.parametrize(
    ("call", "later", "timed", "hour"),
    [
        ((600, CALL, "b1", "synchronised"), (), True, 7),
        ((600, CALL, "b2", "synchronised"), (), True, 7),
        ((600, CALL, *BOOTED), (), False, 7),
        ((600, CALL, *BOOTED), ((0, e.ClockCorrected("b2", MORNING, 9, "set")),), False, 7),
    ],
    ids=["one start", "another that knew the time", "one that did not", "and learned it later"],
)
def test_seconds_over_a_start_that_did_not_know_the_time_are_no_measure(
    call: Step, later: tuple[Step, ...], timed: bool, hour: int
) -> None:
    """The visit counts, its wait does not: what was told was a guess."""
    row = only(day((0, TICKET), call, (30, START), (300, DONE), *later))
    found = tally([row])
    assert (row.timed, row.hour, found.untimed, found.issued) == (timed, hour, not timed, 1)
    assert found.values("waited") == ([600] if timed else []) and found.values("worked") == ([300] if timed else [])


@pytest.mark.parametrize(
    ("learned", "hour"),
    [
        ((), None),
        ((e.ClockCorrected("b9", MORNING + 5 * 3_600_000, 1, "synchronised"),), 12),
        ((e.ClockBounded("b9", MORNING, MORNING + 3_600_000),), None),
    ],
    ids=["never", "corrected", "bounded"],
)
def test_an_hour_that_nobody_knew_is_that_of_the_correction_or_none(
    learned: tuple[e.Event, ...], hour: int | None
) -> None:
    """Within one start the ticks count, so its seconds are measured all the same."""
    started = day((0, e.DayOpened("2026-11-23", provisional=True), "b9", "unknown"), *USUAL, *((0, x) for x in learned))
    row = only(started)
    assert (row.hour, row.legs[0].hour, row.legs[0].waited) == (hour, hour, 600)
    assert sum(tally([row]).arrived.values()) == 1


CLOCKS = st.tuples(
    st.sampled_from(["b1", "b2", "b3"]), st.sampled_from(["unknown", "estimated", "rtc", "synchronised"])
)
STEPS = st.sampled_from([TICKET, CALL, START, HOLD, DONE, SERVED, OPEN, CLOSE, e.DayClosed("2026-11-23")])


@given(st.lists(st.tuples(st.integers(-9000, 9000), STEPS, CLOCKS), min_size=1))
def test_whatever_the_clocks_do_no_seconds_are_negative(walk: list[Any]) -> None:
    """Nor is a counter busy for longer than it was open, where its own clock ran."""
    events = happened(day(*((seconds, event, *clock) for seconds, event, clock in walk)))
    found, desks = tally(visits_of(events)), desks_of(events)
    assert all(value >= 0 for cells in found.seconds.values() for values in cells.values() for value in values)
    assert all(ms >= 0 for ms in (*desks.open.values(), *desks.busy.values(), *desks.by_hour.values(), desks.idle(1)))


def test_days_added_up_are_the_period() -> None:
    """Every count and every second; the mean is that of all, no mean of means."""
    first, second = tally([only(day(*USUAL))] * 3), tally([only(day((0, TICKET), (60, CALL)))])
    whole = added([first, second])
    assert whole == added([second, first]) and (whole.issued, whole.ends["served"], whole.dossiers) == (4, 3, 6)
    found = spread(whole.values("waited"))
    assert found and (found.count, found.total, found.mean, found.half, found.most) == (4, 2400, 600, 600, 600)
    assert spread([]) is None and whole.by("waited", lambda cell: cell.leg) == {1: [600] * 4}


# --- counters ---


def test_a_counter_is_idle_while_it_has_nobody_in_hand() -> None:
    """Open for 1,500 s, 300 of them with a number called: put aside, it is nobody's."""
    found = desks_of(happened(day((0, TICKET), (0, OPEN), (600, CALL), (300, HOLD), (600, CLOSE))))
    assert (found.open[1], found.busy[1], found.idle(1)) == (1_500_000, 300_000, 1_200_000)
    assert found.by_hour == {7: 1_500_000}


def test_what_is_open_goes_on_until_now() -> None:
    events = happened(day((0, TICKET), (0, OPEN), (600, CALL)))
    later = happened(day((0, TICKET), (0, OPEN), (600, CALL), (1800, CLOSE)))[-1]
    assert desks_of(events, later.at).busy[1] == 1_800_000 and desks_of(events).busy[1] == 0


def test_a_counter_that_rests_is_not_idle() -> None:
    """Lunch is no time in which it could have called somebody."""
    pause, back = e.CounterPaused(1, "o1", "lunch"), e.CounterResumed(1, "o1")
    found = desks_of(happened(day((0, OPEN), (600, pause), (3600, back), (300, CLOSE))))
    assert (found.open[1], found.idle(1)) == (900_000, 900_000)


def test_an_hour_counts_what_was_open_in_it() -> None:
    found = desks_of(happened(day((0, OPEN), (3600, CLOSE))))
    assert found.by_hour == {7: 1_800_000, 8: 1_800_000}


def test_what_is_taken_back_fills_and_frees_the_counter_again() -> None:
    """A call that was a mistake, and a "done" that was one."""
    undone = e.VisitUndone("A001", 1, "o1", 3)
    called = day((0, TICKET), (0, OPEN), (60, CALL), (10, undone), (600, CLOSE))
    assert desks_of(happened(called)).busy[1] == 10_000
    done = day((0, TICKET), (0, OPEN), (60, CALL), (60, DONE), (5, e.VisitUndone("A001", 1, "o1", 4)), (600, CLOSE))
    assert desks_of(happened(done)).busy[1] == 660_000


# --- days ---


def test_a_day_has_the_date_that_was_learned_later() -> None:
    """Opened by guess and dated at noon, opened again after its close, and another one behind it."""
    steps: list[Step] = [
        (0, TICKET),
        (0, e.DayOpened("2026-11-22")),
        (0, e.DayClosed("2026-11-22")),
        (0, e.DayOpened("2026-11-23", provisional=True)),
        (0, TICKET),
        (0, e.DayDated("2026-11-30", "2026-11-23", 4, "synchronised")),
        (0, e.DayClosed("2026-11-30")),
        (0, e.DayOpened("2026-11-30", again=True)),
        (0, e.DayOpened("2026-12-01", provisional=True)),
    ]
    recorded = day(*steps)
    found = list(days_in(recorded, dates_in(recorded)))
    assert [(one.date, one.guessed, len(one.events)) for one in found] == [
        ("2026-11-22", False, 2),
        ("2026-11-30", False, 5),
        ("2026-12-01", True, 1),
    ]


def test_a_correction_covers_what_was_told_before_it() -> None:
    """The last word of the start counts, on the kiosk as in the city."""
    corrected = e.ClockCorrected("b1", MORNING, 9, "synchronised", since=100)
    (r,) = day((0, corrected))
    assert corrections_in([r]) == {"b1": [Correction(1, MORNING, 100, 0)]}
