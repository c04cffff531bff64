"""Another officer goes on at a counter: the visit stays in hand, and each has what was theirs."""

import pytest

from kiosk.core.decisions import days, queue
from kiosk.core.decisions.amends import undo
from kiosk.core.decisions.colleagues import helping, pauses
from kiosk.core.decisions.colleagues.handing_over import hand_over
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import Room, called, in_hand, press, sign_in, take


def handed(room: Room, officer: str = "officer9") -> list[e.Event]:
    return [r.event for r in room.do(hand_over, 1, officer, "s9")]


def test_each_officer_has_what_was_theirs() -> None:
    """Four minutes of the first, two of the second, in a leg each; the rating is of who finished it."""
    room = in_hand(Room()).later(20)
    room.do(queue.start, 1)
    written = handed(room.later(240))
    assert written == [
        e.CounterClosed(1, "officer1"), e.CounterOpened(1, "officer9", "s9"),
        e.VisitHanded("A001", 1, "officer9", "officer1", leg=2, worked=240),
    ]  # fmt: skip
    desk, visit = room.state.counters[1], room.state.ticket("A001")
    assert visit and (desk.officer, desk.sign_in, desk.visit) == ("officer9", "s9", visit.token)
    done = room.later(120).do(queue.finish, 1)[-1].event
    assert done == e.VisitFinished("A001", 1, "officer9", 2, "A", way=0, worked=120, result="done", dossiers=1)
    assert press(room).officer == "officer9"


BEGUN = {
    "one key for all, long after the call": (60, False, (2, 60), "serving"),
    "one key for all, right after the call": (10, False, (1, 0), "called"),
    "of an officer who says each start": (60, True, (1, 0), "called"),
}


@pytest.mark.parametrize("case", BEGUN)
def test_who_has_not_come_yet_is_still_called(case: str) -> None:
    """By the new officer, who can call again, start or mark absent; who has come is in service."""
    seconds, says_start, leg, status = BEGUN[case]
    room = Room()
    take(room), take(room)
    sign_in(room, 1)
    called(room, 1)
    if says_start:
        room.later(5).do(queue.start, 1), room.later(30).do(queue.finish, 1)
        called(room, 1)
    last = handed(room.later(seconds))[-1]
    assert isinstance(last, e.VisitHanded) and (last.leg, last.worked) == leg
    visit = room.state.ticket(last.ticket)
    assert visit and (visit.status, visit.officer) == (status, "officer9")
    if status == "called":
        assert room.write(queue.no_show(room.state, 1))


def test_nothing_in_hand_and_the_counter_goes_over() -> None:
    """With the rest and the call for help of who leaves over; in their stead the other one's old counter closes."""
    room = in_hand(Room()).later(60)
    room.do(queue.finish, 1)
    room.write(pauses.pause(room.state, 1)), room.write(helping.ask(room.state, 1))
    assert handed(room, "officer2") == [
        e.CounterClosed(2, "officer2"), e.CounterClosed(1, "officer1"), e.CounterOpened(1, "officer2", "s9"),
    ]  # fmt: skip
    assert not room.state.counters[1].rests and room.state.help == {} and 2 not in room.state.counters


def test_the_same_officer_only_signs_in_anew() -> None:
    room = in_hand(Room())
    assert handed(room, "officer1") == [e.CounterOpened(1, "officer1", "s9")] and room.state.counters[1].visit


def test_who_has_somebody_elsewhere_cannot_take_over() -> None:
    room = in_hand(Room())
    called(room, 2)
    with pytest.raises(Refused, match=r"^officer-elsewhere$"):
        handed(room, "officer2")


def test_what_the_one_before_did_is_not_the_next_one_s_to_take_back() -> None:
    room = in_hand(Room()).later(3)
    handed(room)
    with pytest.raises(Refused, match=r"^too-late$"):
        room.do(undo.undo, 1)


def test_what_the_next_one_does_is() -> None:
    """Back to how it was handed over."""
    room = in_hand(Room()).later(60)
    handed(room)
    room.later(30).do(queue.finish, 1)
    room.later(5).do(undo.undo, 1)
    visit = room.state.ticket("A001")
    assert visit and (visit.status, visit.leg, visit.officer) == ("serving", 2, "officer9")
    assert room.state.counters[1].visit == visit.token


def test_when_the_day_closes_it_was_served_by_the_last_one() -> None:
    room = in_hand(Room()).later(60)
    handed(room)
    room.later(60)
    done = [r.event for r in room.do(days.close_day) if isinstance(r.event, e.VisitFinished)]
    assert [(event.officer, event.leg, event.worked) for event in done] == [("officer9", 2, 60)]
