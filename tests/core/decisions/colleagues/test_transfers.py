"""Sent on: to a counter, to an officer, with a return; whoever leaves before the call keeps nobody waiting."""

from collections.abc import Callable

import pytest

from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.amends import coming, undo
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.forecast.outlook import outlook
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import Room, called, in_hand, press, rules, take, token_of

OFFICE = rules({"A": "Hộ tịch", "B": "Đất đai"}, {1: "AB", 2: "A", 3: "B", 4: "AB"})


def at_three() -> Room:
    """A001 in hand at counter 1; A002 and B001 wait; counters 2, 3 and 4 are free."""
    room = in_hand(Room())
    for counter in (3, 4):
        room.do(counters.sign_in, OFFICE, counter, f"officer{counter}", "s1")
    return room


def sent(room: Room, where: Where, counter: int = 1) -> e.VisitTransferred:
    event = room.later(30).do(transfer, OFFICE, counter, where)[0].event
    assert isinstance(event, e.VisitTransferred)
    return event


def offered_at(room: Room, ticket: str) -> set[int]:
    """Where it would be called if nobody else waited."""
    only = {token: v for token, v in room.state.visits.items() if v.ticket == ticket}
    state = room.state.__class__(**{**vars(room.state), "visits": only})
    return {n for n in OFFICE.counters if next_for(state, room.now(), OFFICE, n)}


TO = {
    "a service": (Where("B"), "B", {1, 3, 4}),
    "a counter": (Where(counter=4), "A", {4}),
    "a counter that does something else": (Where(counter=3), "B", {3}),
    "a counter, for another service": (Where("B", counter=4), "B", {4}),
    "an officer": (Where(officers=("officer4",)), "A", {4}),
    "an officer who does something else": (Where(officers=("former", "officer3")), "B", {3}),
}


@pytest.mark.parametrize("case", TO)
def test_a_number_waits_for_whom_it_was_sent_to(case: str) -> None:
    """And for nobody else; in the line of a service that is served there."""
    where, service, at = TO[case]
    room = at_three()
    event = sent(room, where)
    assert (event.service, event.was, event.to_counter) == (service, "A", where.counter or None)
    assert event.to_officer == (where.officers[-1] if where.officers else None)
    assert offered_at(room, "A001") == at


def left(counter: int) -> Callable[[Room], object]:
    return lambda room: room.do(counters.sign_out, counter)


def moved(room: Room) -> None:
    """Officer 4 goes to counter 3, which does B alone."""
    room.do(counters.sign_out, 3)
    room.do(counters.sign_in, OFFICE, 3, "officer4", "s2")


GONE: dict[str, tuple[Where, Callable[[Room], object], set[int]]] = {
    "the counter is left": (Where(counter=4), left(4), {1, 2, 4}),
    "the officer leaves": (Where(officers=("officer4",)), left(4), {1, 2, 4}),
    "the officer goes where the line is not served": (Where(officers=("officer4",)), moved, {1, 2, 4}),
    "somebody else sits there": (Where(officers=("officer4",)), lambda r: other(r), {1, 2, 4}),
    "somebody else at the counter that was meant": (Where(counter=4), lambda r: other(r), {4}),
    "the officer at another counter of the line": (Where("B", officers=("officer4",)), moved, {3}),
}


def other(room: Room) -> None:
    room.do(counters.sign_out, 4)
    room.do(counters.sign_in, OFFICE, 4, "officer9", "s9")


@pytest.mark.parametrize("case", GONE)
def test_nobody_is_stuck_with_who_has_left(case: str) -> None:
    """Before the call: every counter of the line may call it."""
    where, leave, at = GONE[case]
    room = at_three()
    sent(room, where)
    leave(room)
    assert offered_at(room, "A001") == at


REFUSED = {
    "no such counter": (Where(counter=8), "unknown-counter"),
    "nobody there": (Where(counter=2), "counter-closed"),
    "one's own counter": (Where(counter=1), "same-counter"),
    "oneself": (Where(officers=("officer1",)), "same-counter"),
    "an officer who is not in": (Where(officers=("officer9",)), "officer-away"),
    "an officer whom nobody knows": (Where(officers=()), "officer-away"),
    "what is not served there": (Where("A", counter=3), "not-served"),
    "no such service there": (Where("Z", counter=3), "unknown-service"),
    "nowhere": (Where(), "bad-request"),
    "to two": (Where(counter=3, officers=("officer4",)), "bad-request"),
    "its own line": (Where("A"), "same-service"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_transfer_that_leads_nowhere_is_refused(case: str) -> None:
    where, code = REFUSED[case]
    room = at_three()
    room.do(counters.sign_out, 2)
    with pytest.raises(Refused, match=f"^{code}$"):
        room.do(transfer, OFFICE, 1, where)


def test_the_forecast_counts_for_whom_it_waits() -> None:
    """Sent to counter 4, which is free: it is next there, whatever the others of the line are at."""
    room = at_three()
    for _ in range(3):
        take(room)
    sent(room, Where(counter=4))
    for counter in (1, 2, 3):
        room.do(queue.call_next, OFFICE, counter)
    token = token_of(room, "A001")
    told = outlook(room.state, room.now(), OFFICE, token, int)
    found = next_for(room.state, room.now(), OFFICE, 4)
    assert told and found and (told.people, found[0].ticket) == (0, "A001")


# --- and back ---


def back_from_three() -> Room:
    """A001 was sent from counter 1 to counter 3 for B and is to come back; counter 3 has it in hand."""
    room = at_three()
    room.do(queue.start, 1)
    sent(room, Where(counter=3, back=True))
    room.later(60).do(queue.call_ticket, OFFICE, 3, "A001")
    return room


def test_it_comes_back_to_the_counter_that_waits_for_it() -> None:
    """With its old place, for that counter alone, in the line that it was in; nobody is asked to rate in between."""
    room = back_from_three()
    room.later(5).do(queue.start, 3)
    (done,) = room.later(300).do(queue.finish, 3)
    assert done.event == e.VisitRejoined("A001", 3, "officer3", 2, 5, 300, "A", "B", 1, "done", 1)
    visit = room.state.ticket("A001")
    assert visit and (visit.leg, visit.status, visit.service, visit.sent_by, visit.back) == (3, "waiting", "A", 3, ())
    assert offered_at(room, "A001") == {1} and not press(room).bound
    assert called(room.later(40), 1) == "A001"
    (last,) = room.later(100).do(queue.finish, 1)
    assert last.event == e.VisitFinished("A001", 1, "officer1", 3, "A", 0, 100, "done", 1)
    given = press(room)
    assert (given.bound, given.counter) == (True, 1)


def test_next_at_the_second_counter_sends_it_back_too() -> None:
    room = back_from_three()
    room.later(60)
    written = [r.event for r in room.do(queue.call_next, OFFICE, 3)]
    assert isinstance(written[0], e.VisitRejoined) and isinstance(written[1], e.TicketCalled)


def test_a_return_that_is_taken_back_is_in_hand_again() -> None:
    """Whole: what was sent on with a return is at its first counter, and nobody waits for it; what was sent back is at
    the second."""
    room = at_three()
    sent(room, Where(counter=3, back=True))
    room.later(5).do(undo.undo, 1)
    visit = room.state.ticket("A001")
    assert visit and (visit.status, visit.counter, visit.back, visit.to_counter) == ("called", 1, (), 0)
    room = back_from_three()
    room.later(60).do(queue.finish, 3)
    room.later(5).do(undo.undo, 3)
    visit = room.state.ticket("A001")
    assert visit and (visit.status, visit.counter, visit.back) == ("called", 3, ((1, "A"),))


def test_once_the_first_counter_is_left_anybody_goes_on() -> None:
    room = back_from_three()
    room.do(counters.sign_out, 1)
    room.later(60).do(queue.finish, 3)
    assert offered_at(room, "A001") == {1, 2, 4}


def test_two_counters_may_wait_one_behind_the_other() -> None:
    """1 sends to 3, 3 to 4, each with a return: 4, then 3, then 1. Sent on without one, the return stays."""
    room = back_from_three()
    sent(room, Where(counter=4, back=True), 3)
    stops = []
    for counter in (4, 3):
        room.later(60).do(queue.call_ticket, OFFICE, counter, "A001")
        event = room.later(60).do(queue.finish, counter)[-1].event
        stops.append((event.to_counter, event.service) if isinstance(event, e.VisitRejoined) else event)
    assert stops == [(3, "B"), (1, "A")]
    room = back_from_three()
    sent(room, Where(counter=4), 3)
    room.later(60).do(queue.call_ticket, OFFICE, 4, "A001")
    assert isinstance(room.later(60).do(queue.finish, 4)[-1].event, e.VisitRejoined)


def test_finished_by_the_counter_that_waits_it_is_finished() -> None:
    """Sent back early, by a transfer: it is not sent to itself."""
    room = back_from_three()
    sent(room, Where(counter=1), 3)
    room.later(60).do(queue.call_ticket, OFFICE, 1, "A001")
    assert isinstance(room.later(60).do(queue.finish, 1)[-1].event, e.VisitFinished)


def test_behind_the_close_nobody_waits_for_it() -> None:
    """Who is at the second counter then was served."""
    room = back_from_three()
    room.later(600)
    ends = [r.event for r in room.do(days.close_day) if isinstance(r.event, e.VisitEnded)]
    assert [end.how for end in ends if end.ticket == "A001"] == ["served"]


def test_who_was_there_after_all_goes_back_as_well() -> None:
    """The second counter ended it at once, and says that somebody came."""
    room = back_from_three()
    room.later(2).do(queue.finish, 3)
    assert isinstance(room.write(coming.came(room.state, 3, "A001"))[-1].event, e.VisitRejoined)
