"""An idle counter is given the next number by itself: whom `next` would call, and only where nobody is disturbed."""

from collections.abc import Callable

import pytest

from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.amends import undo
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.decisions.colleagues import pauses
from kiosk.core.decisions.colleagues.feeding import feed
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, in_hand, sign_in, take

AFTER = 20_000  # ms


def fed(room: Room, counter: int = 2, sign_in: str = "s1") -> list[e.Event]:
    return [fact.event for fact in feed(room.state, room.now(), RULES, counter, sign_in, AFTER)]


def idle(seconds: float = 20) -> Room:
    """A002 and B001 wait, counter 2 is free, each for so long."""
    return in_hand(Room()).later(seconds)


def test_it_is_whom_next_would_call_by_the_same_rule() -> None:
    room = idle()
    found = next_for(room.state, room.now(), RULES, 2)
    assert found and fed(room) == [e.TicketCalled("A002", 2, "officer2", 1, 20, found[1])]
    room.do(feed, RULES, 2, "s1", AFTER)
    assert room.state.counters[2].visit == found[0].token and fed(room) == []


def fresh(room: Room) -> None:
    """Everybody is called; somebody comes just now."""
    room.do(queue.call_next, RULES, 2), room.later(60).do(queue.finish, 2)
    take(room.later(30))


LEFT_ALONE: dict[str, tuple[Room, Callable[[Room], object], int]] = {
    "not yet": (idle(19), lambda r: None, 2),
    "somebody in hand": (idle(), lambda r: None, 1),
    "its officer rests": (idle(), lambda r: r.write(pauses.pause(r.state, 2)), 2),
    "nobody sits there": (idle(), lambda r: r.do(counters.sign_out, 2), 2),
    "another sign-in": (idle(), lambda r: r.do(counters.sign_in, RULES, 2, "officer2", "s2"), 2),
    "the day is closed": (idle(), lambda r: r.do(days.close_day), 2),
    "who waits has just come": (idle(), fresh, 2),
    "it has just become free": (idle(), lambda r: (r.do(queue.call_next, RULES, 2), r.later(30).do(queue.hold, 2)), 2),
    "back from a rest just now": (
        idle(), lambda r: (r.write(pauses.pause(r.state, 2)), r.later(60).write(pauses.back(r.state, 2))), 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_who_is_not_idle_so_long_is_left_alone(case: str) -> None:
    room, then, counter = LEFT_ALONE[case]
    then(room)
    assert fed(room, counter) == []


def test_nobody_waits_and_nobody_is_called() -> None:
    room = Room()
    take(room)
    sign_in(room, 3)
    assert fed(room.later(3600), 3) == []


def test_undo_takes_it_back_and_the_time_begins_anew() -> None:
    room = idle()
    room.do(feed, RULES, 2, "s1", AFTER)
    room.later(5).do(undo.undo, 2)
    visit = room.state.ticket("A002")
    assert visit and visit.status == "waiting" and fed(room.later(19)) == [] and fed(room.later(1))
