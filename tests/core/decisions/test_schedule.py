"""The day: which one it is by a clock that may not be known, how it ends, when it opens and closes by itself."""

from dataclasses import replace

import pytest

from kiosk.core.calendar.hours import Hours
from kiosk.core.calendar.moment import from_iso
from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.schedule import day_due
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State
from tests.core.office import RULES, Room, called, in_hand, sign_in, take

HOURS = Hours(frozenset(range(5)), ((450, 690), (780, 990)), early=15)
FRIDAY, SUNDAY, MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-{day}" for day in (20, 22, 23, 24, 25))

# --- the day in hand ---

DAYS = [
    # the day of the journal, how it stands; is Monday's clock known; what must be written
    ("", "closed", True, [e.DayOpened(MONDAY)]),
    ("", "closed", False, [e.DayOpened(MONDAY, provisional=True)]),
    (SUNDAY, "open", True, [e.DayClosed(SUNDAY), e.DayOpened(MONDAY)]),
    (SUNDAY, "open", False, []),
    (FRIDAY, "closed", False, [e.DayOpened(MONDAY, provisional=True)]),
    (SUNDAY, "closed", True, [e.DayOpened(MONDAY)]),
    (SUNDAY, "closed", False, [e.DayOpened(MONDAY, provisional=True)]),
    (MONDAY, "open", True, []),
    (MONDAY, "open", False, []),
    (MONDAY, "closed", True, [e.DayOpened(MONDAY, again=True)]),
    (MONDAY, "closed", False, [e.DayOpened(TUESDAY, provisional=True)]),
    (TUESDAY, "open", True, [e.DayDated(MONDAY, TUESDAY, 0, "synchronised")]),
    (TUESDAY, "closed", True, [e.DayOpened(MONDAY, again=True)]),
    (TUESDAY, "closed", False, [e.DayOpened(WEDNESDAY, provisional=True)]),
    (SUNDAY, "provisional", True, [e.DayDated(MONDAY, SUNDAY, 0, "synchronised")]),
    (TUESDAY, "provisional", True, [e.DayDated(MONDAY, TUESDAY, 0, "synchronised")]),
    (TUESDAY, "provisional", False, []),
    (SUNDAY, "provisional, closed", True, [e.DayOpened(MONDAY)]),
    (TUESDAY, "provisional, closed", True, [e.DayOpened(MONDAY, again=True)]),
]


@pytest.mark.parametrize(("day", "stands", "known", "written"), DAYS)
def test_the_day_in_hand_follows_the_clock_as_far_as_it_is_known(
    day: str, stands: str, known: bool, written: list[e.Event]
) -> None:
    """An unknown clock never ends a day and never repeats one; one that went back begins no numbers anew."""
    room = Room(state=State(day=day, closed="closed" in stands, provisional="provisional" in stands))
    room.clock = "synchronised" if known else "estimated"
    assert [fact.event for fact in days.day_in_hand(room.state, room.now())] == written


def test_numbers_go_on_through_whatever_is_no_new_day() -> None:
    """Closed by mistake, a reboot without a clock, the clock back again, a clock set to last week."""
    room = Room()
    assert [take(room), take(room)] == ["A001", "A002"]
    room.do(days.close_day)
    assert take(room) == "A003"
    room.do(days.close_day)
    room.boot, room.clock = "boot2", "estimated"
    assert take(room) == "A004"
    room.clock = "synchronised"
    assert take(room.later(60)) == "A005" and room.state.day == MONDAY
    assert take(room.later(-7 * 86_400)) == "A006"


def test_a_day_is_opened_and_closed_by_hand_once() -> None:
    room = Room()
    with pytest.raises(Refused, match="closed"):
        room.do(days.close_day)
    assert [r.event for r in room.do(days.open_day)] == [e.DayOpened(MONDAY)]
    with pytest.raises(Refused, match="already-open"):
        room.do(days.open_day)
    assert [r.event for r in room.do(days.close_day)] == [e.DayClosed(MONDAY)]
    with pytest.raises(Refused, match="closed"):
        room.do(days.close_day)


def test_every_visit_ends_with_the_day() -> None:
    """At a counter: served, and finished first, also where nobody said that it began; put aside, or still waiting:
    unserved."""
    room = in_hand(Room())
    take(room), take(room)
    room.write(queue.start(room.state, room.now(), 1))
    called(room, 2)
    room.later(60).do(queue.call_ticket, RULES, 2, "A003")
    sign_in(room, 3)
    called(room, 3)
    room.write(queue.hold(room.state, room.now(), 3))
    written = room.later(86_400).do(queue.issue, RULES, NewTicket("x", "A"))
    assert [r.event for r in written[:-1]] == [
        e.VisitFinished("A001", 1, "officer1", 1, "A", 0, 86_460, "done", 1),
        e.VisitEnded("A001", "served", 1, "not-asked", 1),
        e.VisitEnded("A002", "unserved", 1, None, 2),
        e.VisitEnded("B001", "unserved", 1, None, 3),
        e.VisitFinished("A003", 2, "officer2", 1, "A", 0, 86_400, "done", 1),
        e.VisitEnded("A003", "served", 1, "not-asked", 2),
        e.VisitEnded("A004", "unserved", 1),
        e.DayClosed(MONDAY),
        e.DayOpened(TUESDAY),
    ]


# What the officer at counter 1 did that day before the last number, seconds from its call to the close, how it ends.
LAST = {
    "one key for all": ((), 21, "served"),
    "one key, and called just now": ((), 20, "unconfirmed"),
    "says each start": ((queue.start,), 21, "no-show"),
}


@pytest.mark.parametrize("habit", LAST)
def test_the_last_one_in_hand_was_served_where_one_key_does_for_all(habit: str) -> None:
    """Nobody presses it for the last one. Who says each start has not said this one."""
    before, seconds, how = LAST[habit]
    room = in_hand(Room())
    for step in before:
        room.do(step, 1)
    room.later(60), called(room, 1)
    room.later(seconds).do(days.close_day)
    ends = {r.event.ticket: r.event.how for r in room.events if isinstance(r.event, e.VisitEnded)}
    assert ends == {"A001": "served", "A002": how, "B001": "unserved"}


def test_a_visit_that_was_rated_ends_with_the_day_as_rated() -> None:
    room = in_hand(Room()).later(60)
    room.do(queue.finish, 1)
    (token,) = (v.token for v in room.state.visits.values() if v.status == "finished")
    room.write([Fact(e.RatingGiven(4, "vn4", True, True, "button", False, "synchronised", False), token)])
    assert room.do(days.close_day)[0].event == e.VisitEnded("A001", "served", 1, "rated", 1)


# --- the day by itself ---


def due(room: Room, hours: Hours = HOURS) -> list[type[e.Event]]:
    """What the schedule would write now."""
    return [type(fact.event) for fact in day_due(room.state, room.now(), hours)]


def at(room: Room, clock: str, day: str = MONDAY) -> Room:
    room.wall = from_iso(f"{day}T{clock}+07:00")
    return room


def opened(*tokens: str) -> Room:
    """Monday, opened at half past seven, with these numbers given."""
    room = Room()
    room.do(days.day_in_hand)
    for token in tokens:
        room.do(queue.issue, RULES, NewTicket(token, "A"))
    return room


def test_the_day_opens_with_the_first_minute_of_the_hours_and_once() -> None:
    """Fifteen minutes early, as the office has it; then nothing is due."""
    room = at(Room(), "07:14:59.999")
    assert due(room) == []
    assert due(at(room, "07:15:00")) == [e.DayOpened]
    room.do(day_due, HOURS)
    assert room.state.day == MONDAY and due(room.later(60)) == []


@pytest.mark.parametrize(
    ("clock", "ends"), [("11:30:00", False), ("16:29:59.999", False), ("16:30:00", True), ("23:00:00", True)]
)
def test_an_empty_room_closes_when_the_hours_are_over(clock: str, ends: bool) -> None:
    """Not at lunch, although no numbers are given then."""
    assert due(at(opened(), clock)) == ([e.DayClosed] if ends else [])


@pytest.mark.parametrize(("clock", "ends"), [("16:30:00", False), ("18:29:59.999", False), ("18:30:00", True)])
def test_who_is_left_in_the_room_keeps_the_day_open_for_two_hours(clock: str, ends: bool) -> None:
    """One who waits; after that he ends as unserved."""
    assert due(at(opened("t"), clock)) == ([e.VisitEnded, e.DayClosed] if ends else [])


def test_who_is_only_asked_for_a_rating_has_left() -> None:
    """A finished visit does not keep the day open, one at the counter does."""
    room = opened("t")
    room.do(counters.sign_in, RULES, 1, "officer1", "s1")
    room.do(queue.call_next, RULES, 1)
    assert due(at(room, "16:30:00")) == []
    room.do(queue.finish, 1)
    assert due(room) == [e.VisitEnded, e.DayClosed]


def test_a_day_that_was_forgotten_is_closed_in_the_night_after_it() -> None:
    """Whoever still waits in it, and also on a day off; the first minute of the next day is enough."""
    for day in ("2026-11-24", "2026-11-28"):
        assert due(at(opened("t"), "00:00:00", day)) == [e.VisitEnded, e.DayClosed]
    room = opened()
    room.do(days.close_day)
    assert due(at(room, "00:00:00", "2026-11-24")) == []


def test_a_day_opened_by_hand_on_a_day_off_is_left_alone() -> None:
    """It has no hours that could be over."""
    room = at(Room(), "09:00:00", "2026-11-28")
    room.do(days.open_day)
    assert due(at(room, "23:59:59", "2026-11-28")) == []


def test_a_closed_day_is_not_closed_again() -> None:
    room = opened()
    room.do(days.close_day)
    assert due(at(room, "17:00:00")) == []


@pytest.mark.parametrize("clock", ["09:00:00", "23:00:00"])
def test_neither_an_unknown_clock_nor_hours_that_are_not_enforced_open_or_close(clock: str) -> None:
    """Where the known clock and enforced hours would."""
    for room in (Room(), opened()):
        at(room, clock)
        assert due(room, replace(HOURS, enforce=False)) == []
        room.clock = "estimated"
        assert due(room) == []
