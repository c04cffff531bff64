"""A number that was called and ended at once is not served; whether anybody came is asked, and the answer counts."""

from collections.abc import Callable

import pytest

from kiosk.core.decisions import counters, queue, ratings
from kiosk.core.decisions.amends import coming
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, in_hand, press

ENDS: dict[str, Callable[[Room], object]] = {
    "next": lambda r: r.do(queue.call_next, RULES, 1),
    "finish": lambda r: r.do(queue.finish, 1),
    "a walk-in": lambda r: r.do(queue.walk_in, RULES, 1, "A", "w"),
}


def ended(room: Room) -> list[str]:
    return [r.event.how for r in room.events if isinstance(r.event, e.VisitEnded)]


@pytest.mark.parametrize("way", ENDS)
def test_what_never_began_and_ends_within_20_seconds_of_its_call_is_unconfirmed(way: str) -> None:
    """However it is ended, to the millisecond; it is gone, and nobody is asked to rate it."""
    for seconds, how in ((0, ["unconfirmed"]), (3, ["unconfirmed"]), (20, ["unconfirmed"]), (20.001, [])):
        room = in_hand(Room()).later(seconds)
        ENDS[way](room)
        assert ended(room) == how
        assert ratings.asking(room.state, room.now(), RULES) == (() if how else (1,))


def test_what_began_or_was_put_aside_before_was_somebody() -> None:
    """Started; or held after some work, and called again by its number."""
    begun = in_hand(Room())
    begun.do(queue.start, 1), begun.later(3).do(queue.finish, 1)
    again = in_hand(Room()).later(120)
    again.do(queue.hold, 1), again.do(queue.call_ticket, RULES, 1, "A001"), again.later(3).do(queue.finish, 1)
    assert ended(begun) == ended(again) == []


def unconfirmed() -> Room:
    """A001 ended after 3 seconds at counter 1, where A002 is called now."""
    room = in_hand(Room()).later(3)
    room.do(queue.call_next, RULES, 1)
    return room.later(60)


def test_who_was_there_is_finished_as_of_then_and_asked_to_rate() -> None:
    """The end is taken back and counts as not having been; the visit in hand stays in hand."""
    room = unconfirmed()
    visit = coming.asked(room.state, room.state.counters[1])
    assert visit is not None and visit.ticket == "A001"
    undone, finished = room.write(coming.came(room.state, 1, "A001"))
    assert isinstance(undone.event, e.VisitUndone) and isinstance(
        room.events[undone.event.undone - 1].event, e.VisitEnded
    )
    assert finished.event == e.VisitFinished("A001", 1, "officer1", 1, "A", 0, 3, "done", 1)
    assert room.state.visits[room.state.counters[1].visit].ticket == "A002"
    assert press(room).bind == "one" and coming.asked(room.state, room.state.counters[1]) is None
    room.later(60).write(ratings.with_sweep(room.state, room.now(), RULES, ()))
    assert ended(room) == ["unconfirmed", "served"]


def test_who_was_not_there_is_a_no_show() -> None:
    """The last word counts; it is not asked again."""
    room = unconfirmed()
    room.write(coming.absent(room.state, 1, "A001"))
    assert ended(room) == ["unconfirmed", "no-show"]
    assert coming.asked(room.state, room.state.counters[1]) is None
    for answer in (coming.came, coming.absent):
        with pytest.raises(Refused, match="too-late"):
            answer(room.state, 1, "A001")


def test_only_whoever_called_it_is_asked() -> None:
    """Not another counter, nor whoever sits there next; the newest first."""
    room = unconfirmed()
    assert coming.asked(room.state, room.state.counters[2]) is None
    with pytest.raises(Refused, match="too-late"):
        coming.came(room.state, 2, "A001")
    with pytest.raises(Refused, match="not-logged-in"):
        coming.absent(room.state, 3, "A001")
    room.write(queue.no_show(room.state, 1))
    room.do(queue.call_next, RULES, 1), room.do(queue.finish, 1)
    newest = coming.asked(room.state, room.state.counters[1])
    assert newest is not None and newest.ticket == "B001"
    room.do(counters.sign_out, 1), room.do(counters.sign_in, RULES, 1, "another", "s2")
    assert coming.asked(room.state, room.state.counters[1]) is None
