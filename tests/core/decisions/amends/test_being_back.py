"""Whoever was sent for something is back and shows the slip: the counter is told, and nothing else moves."""

import pytest

from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.amends import undo
from kiosk.core.decisions.amends.being_back import asks_at, is_back
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, in_hand, sign_in, token_of


def held() -> tuple[Room, str]:
    """A001 was put aside at counter 1, and its officer has nobody in hand."""
    room = in_hand(Room()).later(60)
    token = token_of(room, "A001")
    room.do(queue.hold, 1, "copy")
    return room, token


def told(room: Room) -> list[int]:
    """To which counters somebody was sent."""
    return [r.event.counter for r in room.events if isinstance(r.event, e.SlipShown)]


def test_it_is_told_once_a_minute_and_moves_nobody() -> None:
    """A slip that lies there is no flood; the number stays where it was put, with its place and its reason."""
    room, token = held()
    before = room.state.visits[token]
    for seconds in (0, 1, 58, 1):
        room.later(seconds).do(is_back, RULES, token)
    assert told(room) == [1, 1]
    visit = room.state.visits[token]
    assert visit.shown is not None and (visit.status, visit.place, visit.reason) == ("held", before.place, "copy")
    assert visit.held == before.held and room.state.counters[1].visit == ""


@pytest.mark.parametrize(
    ("there", "sent_to"),
    [((1, 2), 1), ((2,), 2), ((2, 3), 2), ((3,), 1), ((), 1)],
    ids=["it is open", "another one of its line", "the first of those", "none of its line", "nobody"],
)
def test_the_citizen_is_sent_to_a_counter_with_somebody_of_its_line(there: tuple[int, ...], sent_to: int) -> None:
    room, token = held()
    for number in (1, 2):
        room.do(counters.sign_out, number)
    for number in there:
        sign_in(room, number)
    assert asks_at(room.state, RULES, room.state.visits[token]) == sent_to
    assert [r.event for r in room.do(is_back, RULES, token)] == [e.SlipShown("A001", sent_to, 1)]


def test_whom_somebody_went_on_with_is_not_told_of() -> None:
    """Nor one that waits, one of another day, one that ended."""
    room, token = held()
    waits = token_of(room, "A002")
    assert not room.do(is_back, RULES, waits) and not room.do(is_back, RULES, "nobody")
    room.do(queue.resume, 2, "A001")
    assert not room.do(is_back, RULES, token)
    room.do(queue.finish, 2)
    assert not room.do(is_back, RULES, token) and told(room) == []


def test_put_aside_again_nobody_has_come_back_yet() -> None:
    """And once that is taken back, it is as it was."""
    room, token = held()
    room.do(is_back, RULES, token)
    shown = room.state.visits[token].shown
    room.later(5).do(queue.resume, 1, "A001")
    room.later(5).do(undo.undo, 1)
    assert room.state.visits[token].shown == shown
    room.later(60).do(queue.resume, 1, "A001")
    room.later(60).do(queue.hold, 1, "fee")
    assert room.state.visits[token].shown is None
    room.do(is_back, RULES, token)
    assert told(room) == [1, 1]


def test_it_takes_nothing_from_what_an_officer_can_take_back() -> None:
    """The slip is the citizen's doing: the hold before it is undone all the same."""
    room, token = held()
    room.later(3).do(is_back, RULES, token)
    room.later(3).do(undo.undo, 1)
    assert room.state.visits[token].status == "called" and room.state.counters[1].visit == token
