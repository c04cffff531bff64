"""A visit's legs: what each step of an officer writes of the leg it is in, and how long each part of it took."""

from collections.abc import Sequence

import pytest

from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record import events as e
from kiosk.core.record.events import Recorded
from tests.core.office import RULES, Room, called, sign_in, take


def office(*at: int) -> Room:
    """A001 has just come; these counters are open."""
    room = Room()
    take(room)
    for counter in at:
        sign_in(room, counter)
    return room


def do(room: Room, verb: str, counter: int, about: str = "") -> e.Event:
    """The last fact of an officer's step."""
    steps = {
        "start": lambda s, now: queue.start(s, now, counter),
        "hold": lambda s, now: queue.hold(s, now, counter),
        "resume": lambda s, now: queue.resume(s, now, counter, about),
        "transfer": lambda s, now: transfer(s, now, RULES, counter, Where(about)),
        "finish": lambda s, now: queue.finish(s, now, counter),
        "next": lambda s, now: queue.call_next(s, now, RULES, counter),
        "call": lambda s, now: queue.call_ticket(s, now, RULES, counter, about),
    }
    return room.do(steps[verb])[-1].event


def test_a_transfers_second_wait_begins_with_the_transfer() -> None:
    """Not with the number: ten minutes in the first line, five at the first counter, two in the second line."""
    room = office(1, 3)
    first = do(room.later(600), "next", 1)
    do(room.later(20), "start", 1)
    moved = do(room.later(280), "transfer", 1, "B")
    second = do(room.later(120), "next", 3)
    done = do(room.later(60), "finish", 3)
    assert first == e.TicketCalled("A001", 1, "officer1", leg=1, waited=600, rule="turn")
    assert moved == e.VisitTransferred("A001", 1, "officer1", leg=1, worked=280, service="B", was="A")
    assert second == e.TicketCalled("A001", 3, "officer3", leg=2, waited=120, rule="turn")
    assert done == e.VisitFinished("A001", 3, "officer3", 2, "B", way=0, worked=60, result="done", dossiers=1)


def test_a_hold_is_neither_wait_nor_work() -> None:
    """Two hours at the photocopier: four minutes of work before and after it."""
    room = office(1)
    do(room.later(60), "next", 1)
    do(room.later(10), "start", 1)
    held = do(room.later(180), "hold", 1)
    back = do(room.later(7200), "resume", 1, "A001")
    done = do(room.later(60), "finish", 1)
    assert held == e.VisitHeld("A001", 1, "officer1", leg=1, worked=180, reason="")
    assert back == e.VisitResumed("A001", 1, "officer1", leg=1, held=7200)
    assert done == e.VisitFinished("A001", 1, "officer1", 1, "A", way=10, worked=240, result="done", dossiers=1)
    assert room.state.served == {"A": (250,)}


def test_a_hold_before_the_start_puts_the_time_since_the_call_to_the_work() -> None:
    room = office(1)
    do(room, "next", 1)
    assert do(room.later(30), "hold", 1) == e.VisitHeld("A001", 1, "officer1", 1, worked=30, reason="")
    do(room.later(500), "resume", 1, "A001")
    done = do(room.later(12), "finish", 1)
    assert isinstance(done, e.VisitFinished) and (done.way, done.worked) == (0, 42)


def test_who_goes_on_at_another_counter_is_in_another_leg() -> None:
    """Which has its own work and no wait; each leg stands with the counter where it was."""
    room = office(1, 2)
    do(room.later(60), "next", 1)
    do(room.later(100), "hold", 1)
    back = do(room.later(1000), "resume", 2, "A001")
    done = do(room.later(50), "finish", 2)
    assert back == e.VisitResumed("A001", 2, "officer2", leg=2, held=1000)
    assert done == e.VisitFinished("A001", 2, "officer2", 2, "A", way=0, worked=50, result="done", dossiers=1)


def test_a_held_number_that_is_called_again_has_not_waited_again() -> None:
    """At its own counter it is still in its leg."""
    room = office(1)
    do(room.later(60), "next", 1)
    do(room.later(100), "hold", 1)
    again = do(room.later(900), "call", 1, "A001")
    assert again == e.TicketCalled("A001", 1, "officer1", leg=1, waited=0, rule="named")
    done = do(room.later(5), "finish", 1)
    assert isinstance(done, e.VisitFinished) and done.worked == 105


RULE = {
    "turn": ((True,), (False, True), 0),
    "priority": ((False,), (True,), 0),
    "priority-cap": ((True,), (False, True), RULES.priority_cap),
    "ordinary-cap": ((True,), (False, True), RULES.ordinary_cap),
}  # who was called before, who came then (a priority number or not), how many ms ago


@pytest.mark.parametrize("rule", RULE)
def test_a_call_says_by_which_rule_it_was_its_turn(rule: str) -> None:
    before, came, ago = RULE[rule]
    room = Room()
    sign_in(room, 1)
    for priority in before:
        take(room, priority=priority)
        called(room, 1)
    for priority in (*came, False):
        take(room, priority=priority)
    found = do(room.later(ago / 1000), "next", 1)
    assert isinstance(found, e.TicketCalled) and found.rule == rule


def test_a_visit_ends_with_the_number_of_its_legs() -> None:
    """At close: served with two, called just now with one, unserved with none behind it but the line."""
    room = office(1, 3)
    do(room, "next", 1)
    do(room, "transfer", 1, "B")
    do(room, "next", 3)
    do(room, "start", 3)
    take(room), called(room, 1), take(room)
    ends = [r.event for r in room.do(days.close_day) if isinstance(r.event, e.VisitEnded)]
    assert [(end.ticket, end.how, end.legs) for end in ends] == [
        ("A001", "served", 2),
        ("A002", "unconfirmed", 1),
        ("A003", "unserved", 1),
    ]


def signed_in(room: Room, sign_in_id: str) -> Sequence[Recorded]:
    return room.do(counters.sign_in, RULES, 1, "officer1", sign_in_id)


def test_a_later_sign_in_of_the_same_officer_takes_the_counter_over() -> None:
    """With the visit in hand; the same sign-in again writes nothing, and the earlier one is no longer the counter's."""
    room = office(1)
    do(room, "next", 1)
    hand = room.state.counters[1].visit
    assert signed_in(room, "s1") == []
    assert [r.event for r in signed_in(room, "s2")] == [e.CounterOpened(1, "officer1", "s2")]
    desk = room.state.counters[1]
    assert (desk.sign_in, desk.visit) == ("s2", hand) and hand


def test_a_walk_in_begins_in_its_first_leg() -> None:
    room = office(1)
    written = room.do(queue.walk_in, RULES, 1, "A", "w1")
    assert written[-1].event == e.VisitStarted("A002", 1, "officer1", leg=1, way=0)
    done = do(room.later(33), "finish", 1)
    assert isinstance(done, e.VisitFinished) and (done.leg, done.way, done.worked) == (1, 0, 33)


def test_a_new_ticket_waits_in_its_first_leg() -> None:
    room = Room()
    room.do(queue.issue, RULES, NewTicket("t", "A"))
    visit = room.state.visits["t"]
    assert (visit.leg, visit.arrived, visit.worked_ms) == (1, visit.issued, 0)
