"""What is taken back, or taken up again, in the state of the day; and the other facts that officers add to a visit."""

from dataclasses import replace

import pytest

from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State
from tests.core.facts import (
    WORKING,
    after,
    called,
    ended,
    finished,
    given,
    held,
    issued,
    opened,
    resumed,
    started,
    transferred,
)
from tests.core.office import Room

UNDO = {
    "call": ((), called(1)),
    "start": ((called(1),), started(1)),
    "hold": ((called(1), started(1)), held(1)),
    "resume": ((called(1), held(1)), resumed(1)),
    "transfer": ((called(1), started(1)), transferred(1)),
    "further service": (
        (called(1), started(1)),
        Fact(e.VisitContinued("A001", 1, "o1", 1, 0, "B", "A"), "t1"),
    ),
    "finish": ((called(1), started(1)), finished(1)),
    "no-show": ((called(1),), ended(1, "no-show")),
    "end": ((called(1), finished(1)), ended(1, "served", "declined", 1)),
    "priority": ((), Fact(e.PrioritySet("A001", True, 1, "o1"), "t1")),
}


def bare(state: State) -> State:
    """What people see of it: without the count of events and what could be taken back."""
    visits = {token: replace(visit, act=None) for token, visit in state.visits.items()}
    return replace(state, visits=visits, heads={}, seq=0, wishes={}, starters=frozenset())


def undone(room: Room, token: str = "t1") -> Fact:
    """Of the last event on the visit stream."""
    return Fact(e.VisitUndone("A001", 1, "o1", room.state.heads["visit"]), token)


@pytest.mark.parametrize("step", UNDO)
def test_what_is_taken_back_has_not_been(step: str) -> None:
    """The visit, the desk, the calls on the board, the priority's turn and the service times are as before."""
    before, act = UNDO[step]
    room = Room()
    start = (e.DayOpened("d1"), opened(1), opened(2), issued(1), issued(2))
    expected = after(*start, *before, room=room)
    after(act, room=room)
    assert bare(room.state) != bare(expected)
    assert bare(after(undone(room), room=room)) == bare(expected)


def test_a_rating_and_a_slip_that_came_meanwhile_stay() -> None:
    """The citizen's own acts are not the officer's to take back."""
    room = Room()
    after(*WORKING, finished(1), room=room)
    undo = undone(room)
    state = after(given(4, "t1"), Fact(e.SlipMoved("A001", "printed"), "t1"), undo, room=room)
    visit = state.visits["t1"]
    assert (visit.status, visit.rating, visit.slip) == ("called", 1, "printed")
    assert state.counters[1].visit == "t1"


def test_a_visit_that_was_rated_and_has_ended_comes_back_into_the_hand() -> None:
    """First its end, which no officer made, then the finish."""
    room = Room()
    after(*WORKING, room=room)
    after(finished(1), room=room)
    finish = room.state.heads["visit"]
    after(given(4, "t1"), ended(1, "served", "rated", 1), room=room)
    after(undone(room), room=room)
    assert "t1" in room.state.visits and not room.state.done
    state = after(Fact(e.VisitUndone("A001", 1, "o1", finish), "t1"), room=room)
    assert (state.visits["t1"].status, state.visits["t1"].rating, state.counters[1].visit) == ("called", 1, "t1")


def test_only_the_last_act_can_be_taken_back_and_only_once() -> None:
    """Another event's number, another visit's, the same twice: nothing changes."""
    room = Room()
    after(*WORKING, started(1), room=room)
    last = room.state.heads["visit"]
    for wrong in (last - 1, last + 1, 0):
        assert (
            bare(after(Fact(e.VisitUndone("A001", 1, "o1", wrong), "t1"), room=room)).visits["t1"].status == "serving"
        )
    after(Fact(e.VisitUndone("A002", 1, "o1", last), "t2"), room=room)
    undo = Fact(e.VisitUndone("A001", 1, "o1", last), "t1")
    once = bare(after(undo, room=room))
    assert once.visits["t1"].status == "called" and bare(after(undo, room=room)) == once


def test_a_desk_that_has_somebody_else_by_now_keeps_them() -> None:
    room = Room()
    after(*WORKING, finished(1), room=room)
    undo = undone(room)
    state = after(called(2), undo, room=room)
    assert state.counters[1].visit == "t2" and state.visits["t1"].status == "called"


def test_who_comes_back_from_a_no_show_waits_at_the_old_place() -> None:
    """Before those who came later; the next day nobody comes back."""
    back = Fact(e.VisitReturned("A001", 1), "t1")
    state = after(*WORKING, ended(1, "no-show"), back)
    visit = state.visits["t1"]
    assert (visit.status, visit.counter, visit.called, visit.place) == ("waiting", 0, None, (3, 0)) and not state.gone
    assert visit.place < state.visits["t2"].place
    assert "t1" not in after(*WORKING, ended(1, "no-show"), e.DayOpened("d2"), back).visits


def test_priority_is_set_and_cleared_without_another_place() -> None:
    for flag in (True, False):
        state = after(issued(1, priority=not flag), Fact(e.PrioritySet("A001", flag, 1, "o1"), "t1"))
        assert (state.visits["t1"].priority, state.visits["t1"].place) == (flag, (1, 0))


def test_a_further_service_is_a_leg_in_service_at_once() -> None:
    state = after(*WORKING, started(1), Fact(e.VisitContinued("A001", 1, "o1", 1, 60, "B", "A"), "t1"))
    visit = state.visits["t1"]
    assert (visit.status, visit.service, visit.leg, visit.counter, visit.since) == ("serving", "B", 2, 1, state.last)
    assert state.counters[1].visit == "t1"


def test_help_is_asked_answered_and_over() -> None:
    """Each counter for itself; a closed day needs none."""
    asked = e.HelpMoved(1, "o1", "called")
    assert after(asked, e.HelpMoved(2, "o2", "called")).help == {1: 0, 2: 0}
    assert after(asked, e.HelpMoved(1, "o1", "answered", 2)).help == {1: 2}
    assert after(asked, e.HelpMoved(1, "o1", "ended")).help == {} == after(asked, e.DayClosed("d1")).help


def test_only_the_day_that_is_named_gets_another_date() -> None:
    """A day of the past keeps today's state as it is; what an earlier version wrote is of the open day."""
    days = (e.DayOpened("d1"), e.DayClosed("d1"), e.DayOpened("d3"))
    assert after(*days, e.DayDated("d2", "d3", 3, "set")).day == "d2"
    assert after(*days, e.DayDated("d0", "d1", 1, "set")).day == "d3"
    assert after(*days, e.DayDated("d2", "d3", 0, "synchronised")).day == "d2"


def test_a_start_after_a_hold_goes_on_as_an_earlier_version_wrote_it() -> None:
    """In the same leg at its own counter, in the next one at another; the hold is no work."""
    room = Room()
    after(*WORKING, started(1), room=room)
    after(held(1), room=room.later(60))
    state = after(started(1), room=room.later(600))
    assert (state.visits["t1"].leg, state.visits["t1"].worked_ms) == (1, 60_000)
    other = after(*WORKING, started(1), held(1), started(1, 2))
    assert (other.visits["t1"].leg, other.visits["t1"].worked_ms, other.counters[2].visit) == (2, 0, "t1")
