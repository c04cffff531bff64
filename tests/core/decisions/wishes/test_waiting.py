"""What is seen to for somebody who waits: the flag, the right line, the way out; no place moves."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.wishes.waiting import change_service, set_priority, withdraw
from kiosk.core.forecast.outlook import outlook
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State
from tests.core.office import RULES, Room, called, in_hand, sign_in, take, token_of

Wish = Callable[[State], Sequence[Fact]]


def test_a_flag_that_is_given_and_taken_leaves_every_place_as_it_was() -> None:
    """Meanwhile the number is called as one with priority, behind those with priority who came before."""
    room = Room()
    for n in range(4):
        take(room, priority=n == 3)
    sign_in(room, 1)
    before = {v.ticket: v.place for v in room.state.visits.values()}
    room.write(set_priority(room.state, 1, "A002", True))
    assert {v.ticket: v.place for v in room.state.visits.values()} == before
    room.write(set_priority(room.state, 1, "A002", False))
    assert [called(room.later(60), 1) for _ in before] == ["A004", "A001", "A002", "A003"]


def test_with_the_flag_it_is_called_at_its_own_place_among_those_with_priority() -> None:
    room = Room()
    for n in range(4):
        take(room, priority=n == 3)
    sign_in(room, 1)
    room.write(set_priority(room.state, 1, "A002", True))
    assert [called(room.later(60), 1) for _ in range(4)] == ["A002", "A001", "A003", "A004"]


def test_a_number_of_a_wrong_letter_goes_on_in_the_right_line_as_if_it_had_always_been_there() -> None:
    """Its number, place, leg and time of coming stay; no number is given, and who came later in that line is later."""
    room = Room()
    take(room, "A"), take(room.later(60), "B"), take(room.later(60), "A")
    sign_in(room, 3)
    visit = room.state.visits[token_of(room, "A001")]
    room.later(60).write(change_service(room.state, RULES, 3, "A001", "B"))
    moved = room.state.visits[visit.token]
    assert replace(moved, service="A", act=None) == visit and moved.service == "B"
    assert room.state.last_number("B") == 1 and take(room, "B") == "B002"
    told = outlook(room.state, room.now(), RULES, visit.token, lambda at: at)
    assert told and told.people == 0
    assert [called(room.later(60), 3) for _ in range(3)] == ["A001", "B001", "B002"]
    call = next(r.event for r in room.events if isinstance(r.event, e.TicketCalled))
    assert (call.leg, call.waited) == (1, 240)


@pytest.mark.parametrize("held", [False, True])
def test_who_leaves_is_called_by_nobody(held: bool) -> None:
    """It ends `left`, and the place of the others is what it was without them."""
    room = in_hand(Room())
    ticket = "A001" if held else "A002"
    if held:
        room.later(60).do(queue.hold, 1)
    (end,) = room.later(60).write(withdraw(room.state, 2, ticket))
    assert end.event == e.VisitEnded(ticket, "left", 1, counter=2)
    assert room.state.ticket(ticket) is None
    with pytest.raises(Refused, match="unknown-ticket"):
        room.do(queue.call_ticket, RULES, 2, ticket)


REFUSED: dict[str, tuple[Wish, str]] = {
    "the flag that it has": (lambda s: set_priority(s, 2, "A002", False), "no-change"),
    "the flag of nobody": (lambda s: set_priority(s, 2, "A009", True), "unknown-ticket"),
    "the flag of one that is done": (lambda s: set_priority(s, 2, "B001", True), "not-waiting"),
    "by nobody": (lambda s: set_priority(s, 9, "A002", True), "not-logged-in"),
    "the line that it is in": (lambda s: change_service(s, RULES, 2, "A002", "A"), "same-service"),
    "a line that there is not": (lambda s: change_service(s, RULES, 2, "A002", "Z"), "unknown-service"),
    "the line of one at a counter": (lambda s: change_service(s, RULES, 2, "A001", "B"), "ticket-elsewhere"),
    "the line of one that is done": (lambda s: change_service(s, RULES, 2, "B001", "A"), "not-waiting"),
    "the leaving of one at a counter": (lambda s: withdraw(s, 2, "A001"), "ticket-elsewhere"),
    "the leaving of one that is done": (lambda s: withdraw(s, 2, "B001"), "not-waiting"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_sense_is_refused(case: str) -> None:
    """A001 is at counter 1, A002 waits, B001 was served at counter 3."""
    wish, code = REFUSED[case]
    room = in_hand(Room())
    sign_in(room, 3)
    called(room, 3)
    room.later(60).do(queue.finish, 3)
    with pytest.raises(Refused, match=code):
        wish(room.state)


def test_none_of_it_is_a_number_that_the_kiosk_gave() -> None:
    """Neither are a transfer, a return from a hold, a further service; a walk-in says what it is."""
    room = in_hand(Room()).later(60)
    rows = len(room.events)
    room.write(set_priority(room.state, 1, "A002", True)), room.write(change_service(room.state, RULES, 1, "A002", "B"))
    room.write(withdraw(room.state, 1, "A002")), room.do(queue.hold, 1), room.later(60).do(queue.resume, 1, "A001")
    room.do(queue.go_on, RULES, 1, "B"), room.do(transfer, RULES, 1, Where("A"))
    room.do(
        queue.walk_in,
        RULES,
        1,
        "B",
        "w",
    )
    given = [r.event for r in room.events[rows:] if isinstance(r.event, e.TicketIssued)]
    assert [event.channel for event in given] == ["walk-in"]
