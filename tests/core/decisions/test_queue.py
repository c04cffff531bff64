"""The queue's rules: numbers, who is called next, what becomes of a visit, what people are told."""

from dataclasses import replace

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, called, in_hand, sign_in, take, token_of

# --- numbers ---


def test_numbers_begin_at_one_each_day_for_each_service() -> None:
    """Each service counts from 001, and again on the next day; a thousandth is not shortened."""
    room = Room()
    assert [take(room), take(room), take(room, "B")] == ["A001", "A002", "B001"]
    assert take(room.later(86_400)) == "A001"
    room.state = replace(room.state, numbers={"A": 999})
    assert take(room) == "A1000"


def test_a_number_is_taken_at_the_screen_and_on_paper_unless_it_says_otherwise() -> None:
    taken = Room().do(queue.issue, RULES, NewTicket("t", "A"))[-1]
    assert taken.event == e.TicketIssued("A001", "A", 1, False, "touch", "asked")


@pytest.mark.parametrize("training", [True, False])
def test_a_number_says_how_it_was_taken(training: bool) -> None:
    """By whom, for what, on paper or not; a number for practice is marked as one."""
    room, rules = Room(), replace(RULES, training=training)
    taken = room.do(queue.issue, rules, NewTicket("t", "B", True, channel="button", slip="shown"))[-1]
    assert taken.event == e.TicketIssued("B001", "B", 1, True, "button", "shown", training) and taken.visit == "t"


# --- who is called next ---


def test_priority_is_called_first_and_then_once_per_two_ordinary_ones() -> None:
    """One priority ticket per N ordinary ones, the first at once."""
    room = Room()
    for priority in (False, False, False, False, True, True):
        take(room.later(1), priority=priority)
    sign_in(room, 1)
    assert [called(room, 1) for _ in range(6)] == ["A005", "A001", "A002", "A006", "A003", "A004"]


@pytest.mark.parametrize(
    ("ms", "first"),
    [(60_000, "A002"), (899_999, "A002"), (900_000, "A001"), (2_699_999, "A001"), (2_700_000, "A002")],
    ids=["interleave", "below both caps", "priority cap", "below the ordinary cap", "ordinary cap"],
)
def test_nobody_waits_beyond_the_caps(ms: int, first: str) -> None:
    """Right after a priority call an ordinary one is due, unless priority waited past its cap; ordinary's cap wins."""
    room = Room()
    take(room, priority=True)
    take(room)
    room.state = replace(room.state, ordinary_runs={(1, "A"): 0})
    room.later(ms / 1000)
    found = next_for(room.state, room.now(), RULES, 1)
    assert found is not None and found[0].ticket == first


@pytest.mark.parametrize(("run", "first"), [(0, "A002"), (2, "A002"), (3, "A001")])
def test_a_priority_ticket_is_due_after_as_many_ordinary_ones_as_the_office_says(run: int, first: str) -> None:
    room = Room()
    take(room, priority=True)
    take(room)
    room.state = replace(room.state, ordinary_runs={(1, "A"): run})
    found = next_for(room.state, room.now(), replace(RULES, priority_every=3), 1)
    assert found is not None and found[0].ticket == first


def test_a_counter_is_given_only_who_waits_for_its_services() -> None:
    """Counter 3 serves B, a counter that the office does not have nobody; who was called is not called again."""
    room = Room()
    take(room), take(room, "B", priority=True)
    assert [next_for(room.state, room.now(), RULES, counter) for counter in (2, 3, 9)] == [
        (room.state.ticket("A001"), "turn"),
        (room.state.ticket("B001"), "turn"),
        None,
    ]
    sign_in(room, 1)
    assert [called(room, 1), called(room, 1)] == ["B001", "A001"]
    assert next_for(room.state, room.now(), RULES, 1) is None


def test_next_ends_the_visit_in_hand_in_the_same_breath() -> None:
    """An officer can work with one key: next finishes and calls; with nobody waiting it only finishes."""
    room = in_hand(Room()).later(59.999)
    token = token_of(room, "A002")
    written = [(r.event, r.visit) for r in room.do(queue.call_next, RULES, 1)]
    assert written[0][0] == e.VisitFinished("A001", 1, "officer1", 1, "A", 0, 59, "done", 1)
    assert written[1:] == [(e.TicketCalled("A002", 1, "officer1", 1, 59, "turn"), token)]
    assert called(room.later(60), 1) == "B001"
    assert [type(r.event) for r in room.later(60).do(queue.call_next, RULES, 1)] == [e.VisitFinished]
    with pytest.raises(Refused, match="nobody-waiting"):
        room.do(queue.call_next, RULES, 1)


def test_a_number_can_be_called_out_of_turn() -> None:
    """One that waits or is held; the visit in hand is put aside, as nobody said that it is done; how long it waited is
    told in whole seconds."""
    room = in_hand(Room())
    written = [r.event for r in room.later(120).do(queue.call_ticket, RULES, 1, "B001")]
    assert written == [
        e.VisitHeld("A001", 1, "officer1", leg=1, worked=120, reason=""),
        e.TicketCalled("B001", 1, "officer1", 1, 120, "named", reason=""),
    ]
    room.write(queue.hold(room.state, room.now(), 1))
    (held,) = room.do(queue.call_ticket, RULES, 2, "B001")
    assert held.event == e.TicketCalled("B001", 2, "officer2", leg=2, waited=0, rule="named")


# --- the visit in hand ---


def test_a_visit_is_called_again_started_and_finished_by_its_counter() -> None:
    """The way from the call and the work from the start are counted apart, in whole seconds."""
    room = Room()
    take(room)
    sign_in(room, 1)
    called(room.later(600), 1)
    again = room.write(queue.recall(room.state, 1))
    begun = room.later(30).write(queue.start(room.state, room.now(), 1))
    done = room.later(60.5).do(queue.finish, 1)
    assert [r.event for r in (*again, *begun, *done)] == [
        e.TicketRecalled("A001", 1),
        e.VisitStarted("A001", 1, "officer1", leg=1, way=30),
        e.VisitFinished("A001", 1, "officer1", 1, "A", way=30, worked=60, result="done", dossiers=1),
    ]
    assert {r.visit for r in (*again, *begun, *done)} == {token_of(room, "A001")}


def test_who_does_not_come_ends_as_a_no_show() -> None:
    room = in_hand(Room())
    (missed,) = room.write(queue.no_show(room.state, 1))
    assert missed.event == e.VisitEnded("A001", "no-show", 1, None, 1) and missed.visit not in room.state.visits


def test_a_held_visit_keeps_its_number_and_comes_back() -> None:
    """Back from the photocopier: the same number, served at once at the counter that resumes it."""
    room = in_hand(Room())
    (held,) = room.write(queue.hold(room.state, room.now(), 1))
    assert held.event == e.VisitHeld("A001", 1, "officer1", 1, 0, "") and called(room, 1) == "A002"
    room.do(queue.finish, 1)
    (back,) = room.write(queue.resume(room.state, room.now(), 1, "A001"))
    assert back.event == e.VisitResumed("A001", 1, "officer1", 1, 0) and back.visit == held.visit


def test_a_transferred_visit_waits_in_the_other_line_by_when_it_came() -> None:
    """The same number goes to another service and stands before those who came later."""
    room = Room()
    take(room), take(room.later(1), "B")
    sign_in(room, 1)
    sign_in(room, 3)
    called(room, 1)
    (moved,) = room.write(transfer(room.state, room.now(), RULES, 1, Where("B")))
    assert moved.event == e.VisitTransferred("A001", 1, "officer1", 1, 0, "B", "A")
    assert called(room, 3) == "A001"


def test_a_walk_in_is_in_service_at_once() -> None:
    """A visit without a slip gets a number and is served at the counter that entered it, after the one in hand."""
    room = Room()
    sign_in(room, 1)
    for number, ended in ((1, []), (2, [e.VisitFinished("A001", 1, "officer1", 1, "A", 0, 0, "done", 1)])):
        ticket, token = f"A{number:03d}", f"w{number}"
        written = room.do(queue.walk_in, RULES, 1, "A", token)
        issued = e.TicketIssued(ticket, "A", number, False, "walk-in", "none")
        assert [r.event for r in written] == [*ended, issued, e.VisitStarted(ticket, 1, "officer1", 1, 0)]
        assert room.state.counters[1].visit == token == written[-1].visit


# --- what people are told ---


def test_only_who_waits_is_counted_as_waiting() -> None:
    """Called and finished visits are not in the line."""
    room = in_hand(Room())
    assert [queue.waiting(room.state, service) for service in ("A", "B", "Z")] == [1, 1, 0]
