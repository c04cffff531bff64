"""Before the turn: a right, with a reason, and counted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.amends.undo import undo
from kiosk.core.figures.out_of_turn import out_of_turn
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, in_hand, take

BOUND = replace(RULES, in_turn_only=frozenset({"officer2"}))


def held(room: Room) -> None:
    room.later(60).do(queue.hold, 1)


def absent(room: Room) -> None:
    room.write(queue.no_show(room.state, 1))


NAMED: dict[str, tuple[Callable[[Room], object], str, bool]] = {  # what came before, the number, before its turn
    "the one whose turn it is": (lambda r: None, "A002", False),
    "one behind another": (lambda r: take(r), "A003", True),
    "one of a line that is not this counter's": (lambda r: None, "B001", True),
    "a held one": (held, "A001", False),
    "one that was absent and comes back": (absent, "A001", False),
}


@pytest.mark.parametrize("case", NAMED)
def test_before_its_turn_a_number_is_called_by_who_may(case: str) -> None:
    """Then the reason is written; of a call in turn none is, and everybody may."""
    before, ticket, early = NAMED[case]
    room = in_hand(Room())
    before(room)
    if early:
        with pytest.raises(Refused, match="out-of-turn"):
            queue.call_ticket(room.state, room.now(), BOUND, 2, ticket, "frail")
    else:
        assert queue.call_ticket(room.state, room.now(), BOUND, 2, ticket, "frail")
    call = room.do(queue.call_ticket, RULES, 2, ticket, "frail")[-1].event
    assert isinstance(call, e.TicketCalled)
    assert (call.rule, call.reason) == ("named", "frail" if early else None)


def test_calls_before_the_turn_are_counted_by_officer_and_reason() -> None:
    """Without those that were taken back."""
    room = in_hand(Room())
    for _ in range(4):
        take(room)
    for ticket, reason in (("A003", "frail"), ("A004", ""), ("A005", "frail")):
        room.later(60).do(queue.call_ticket, RULES, 2, ticket, reason)
    room.later(60).do(queue.call_ticket, RULES, 2, "A006", "other"), room.later(5).do(undo, 2)
    told = [(r.sequence, r.event) for r in room.events if r.stream == "visit"]
    assert out_of_turn(told) == {"officer2": {"frail": 2, "": 1}}
