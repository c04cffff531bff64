"""No word of an officer that nobody came makes the word of who did count for nothing."""

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.wishes.answering import unanswered
from kiosk.core.decisions.wishes.waiting import withdraw
from tests.core.office import RULES, Room, in_hand, press, token_of

LATE_S = 120  # as of a number that is called absent


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("pad", [0, 1])
def test_who_was_called_long_before_it_was_said_not_to_answer_may_have_been_there(pad: int, left: bool) -> None:
    """Its press counts for the office, at a pad for the counter where that stands, once; also of one that was then said
    to have left."""
    room = in_hand(Room())
    room.later(LATE_S).write(unanswered(room.state, RULES, 1))
    if left:
        room.later(10).write(withdraw(room.state, 1, "A001"))
    first, second = press(room.later(10), 1, pad=pad), press(room.later(60), 1, pad=pad)
    assert (first.counted, first.bound, first.counter) == (True, False, pad or None)
    assert (second.counted, second.uncounted_reason) == (False, "nothing-served")


@pytest.mark.parametrize(("seconds", "pad"), [(LATE_S - 1, 0), (LATE_S, 2)])
def test_who_truly_did_not_come_has_nothing_to_rate(seconds: int, pad: int) -> None:
    """Within two minutes of the call; nor is it about another counter's pad."""
    room = in_hand(Room())
    room.later(seconds).write(unanswered(room.state, RULES, 1))
    assert not press(room.later(10), 1, pad=pad).counted


@pytest.mark.parametrize("left", [False, True])
def test_its_slip_speaks_for_it(left: bool) -> None:
    """Who was called has been spoken to, for all that anybody knows."""
    room = in_hand(Room())
    token = token_of(room, "A001")
    room.later(30).write(unanswered(room.state, RULES, 1))
    if left:
        room.later(10).write(withdraw(room.state, 1, "A001"))
    assert press(room.later(10), 1, scanned=token).counted


def test_once_it_was_served_it_is_rated_as_any_other() -> None:
    room = in_hand(Room())
    room.later(LATE_S).write(unanswered(room.state, RULES, 1))
    room.later(60).do(queue.call_ticket, RULES, 1, "A001"), room.later(60).do(queue.finish, 1)
    given = press(room.later(10), 1)
    assert (given.counted, given.bound, given.counter) == (True, True, 1)
