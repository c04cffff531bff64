"""What an officer did by mistake is taken back, and who was absent comes back: nobody is lost by a misclick."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.core.decisions import counters, queue, ratings
from kiosk.core.decisions.amends import returning
from kiosk.core.decisions.amends.undo import undo
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.giving.roll import Torn, roll
from kiosk.core.decisions.wishes import answering, waiting
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.state.values import State
from tests.core.office import RULES, Room, called, in_hand, press, sign_in, take, token_of

Step = Callable[[Room], object]

WISHES: dict[str, Step] = {
    "next": lambda r: r.do(queue.call_next, RULES, 1),
    "start": lambda r: r.do(queue.start, 1),
    "finish": lambda r: r.do(queue.finish, 1),
    "no-show": lambda r: r.write(queue.no_show(r.state, 1)),
    "hold": lambda r: r.do(queue.hold, 1),
    "transfer": lambda r: r.do(transfer, RULES, 1, Where("B")),
    "call": lambda r: r.do(queue.call_ticket, RULES, 1, "B001"),
    "walk-in": lambda r: r.do(queue.walk_in, RULES, 1, "B", "w"),
    "roll": lambda r: r.do(roll, RULES, 1, Torn(queue.NewTicket("w", "B"), 17)),
    "a missing paper": lambda r: r.do(queue.finish, 1, "papers-missing"),
    "continue": lambda r: r.do(queue.go_on, RULES, 1, "B"),
    "unanswered": lambda r: r.write(answering.unanswered(r.state, RULES, 1)),
    "the last time unanswered": lambda r: r.write(answering.unanswered(r.state, replace(RULES, tries=1), 1)),
    "priority": lambda r: r.write(waiting.set_priority(r.state, 1, "A002", True)),
    "priority of whom it has": lambda r: r.write(waiting.set_priority(r.state, 1, "A001", True)),
    "change": lambda r: r.write(waiting.change_service(r.state, RULES, 1, "A002", "B")),
    "withdraw": lambda r: r.write(waiting.withdraw(r.state, 1, "A002")),
}
BACK: dict[str, Step] = {
    "return": lambda r: r.do(returning.come_back, RULES, 2, "A001"),
    "call": lambda r: r.do(queue.call_ticket, RULES, 2, "A001"),
}


def people(state: State) -> dict[str, object]:
    """Who waits where at which place, who is in hand since when; and the calls that the board shows."""
    seen = {v.ticket: replace(v, act=None) for v in state.visits.values()}
    hands = tuple((desk.counter, desk.visit) for desk in state.counters.values())
    return {**seen, "desks": hands, "calls": state.calls, "runs": tuple(state.ordinary_runs.items())}


@pytest.mark.parametrize("seconds", [0, 10])
@pytest.mark.parametrize("after", [5, 60], ids=["at once", "a minute after the call"])
@pytest.mark.parametrize("wish", WISHES)
def test_the_last_wish_is_taken_back_whole(wish: str, after: int, seconds: int) -> None:
    """Everybody stands where they stood: of `next` both the call and the end of the one before."""
    room = in_hand(Room()).later(after)
    before = people(room.state)
    WISHES[wish](room)
    assert people(room.state) != before
    room.later(seconds).do(undo, 1)
    assert people(room.state) == before


@pytest.mark.parametrize("wish", WISHES)
def test_after_ten_seconds_it_stands(wish: str) -> None:
    room = in_hand(Room()).later(60)
    WISHES[wish](room)
    with pytest.raises(Refused, match="too-late"):
        room.later(10.001).do(undo, 1)


def test_it_is_taken_back_once_and_by_its_own_officer_alone() -> None:
    """Not the wish before it; not at another counter; not by who sits there next; not by nobody."""
    room = in_hand(Room()).later(60)
    WISHES["next"](room)
    for counter, refusal in ((2, "too-late"), (3, "not-logged-in")):
        with pytest.raises(Refused, match=refusal):
            room.do(undo, counter)
    room.do(undo, 1)
    with pytest.raises(Refused, match="too-late"):
        room.do(undo, 1)
    room.do(queue.finish, 1), room.do(counters.sign_out, 1)
    room.do(counters.sign_in, RULES, 1, "another", "s2")
    with pytest.raises(Refused, match="too-late"):
        room.do(undo, 1)


def at_counter_3(room: Room) -> None:
    sign_in(room, 3)
    called(room, 3)


ELSEWHERE: dict[str, tuple[str, Step]] = {
    "a held number that another counter went on with": ("hold", lambda r: r.do(queue.resume, 2, "A001")),
    "a number that another counter called": ("transfer", at_counter_3),
    "a number that did not answer there and was called elsewhere": (
        "unanswered",
        lambda r: r.do(queue.call_ticket, RULES, 2, "A001"),
    ),
    "the flag of a number that another counter called": ("priority", lambda r: called(r, 2)),
    "the line of a number that another counter called": ("change", at_counter_3),
    "the leaving of one of which another counter took the flag before": (
        "priority",
        lambda r: r.write(waiting.withdraw(r.state, 2, "A002")),
    ),
    "an absent one who came back": ("no-show", lambda r: r.do(returning.come_back, RULES, 2, "A001")),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_others_went_on_with_is_not_taken_from_them(case: str) -> None:
    wish, goes_on = ELSEWHERE[case]
    room = in_hand(Room()).later(60)
    WISHES[wish](room), goes_on(room)
    before = people(room.state)
    with pytest.raises(Refused, match="too-late"):
        room.do(undo, 1)
    assert people(room.state) == before


ANSWERED: dict[str, Step] = {
    "nothing": lambda r: None,
    "a rating": lambda r: press(r, 1),
    "no wish to rate": lambda r: r.write(ratings.decline(r.state, next(iter(r.state.visits)))),
}


@pytest.mark.parametrize("answer", ANSWERED)
def test_a_visit_comes_back_whatever_its_citizen_answered_meanwhile(answer: str) -> None:
    """In hand as before; a rating stays, and once it is finished again it ends as what was answered."""
    room = in_hand(Room()).later(60)
    WISHES["finish"](room)
    ANSWERED[answer](room.later(2))
    written = room.later(5).do(undo, 1)
    assert {type(r.event) for r in written} == {e.VisitUndone}
    visit = room.state.visits[room.state.counters[1].visit]
    assert (visit.ticket, visit.status, bool(visit.rating)) == ("A001", "called", answer == "a rating")
    room.later(300).do(queue.finish, 1)
    due = ratings.with_sweep(room.state, room.later(601).now(), RULES, ())
    assert [fact.event.outcome for fact in due if isinstance(fact.event, e.VisitEnded)] == [
        "rated" if answer == "a rating" else "timed-out"
    ]


def test_a_rating_of_long_ago_does_not_end_what_is_just_taken_back() -> None:
    """A visit that was rated, taken back and finished again is due to end at once: not in the same breath as undo."""
    room = in_hand(Room()).later(60)
    WISHES["finish"](room), press(room.later(2), 1), room.later(5).do(undo, 1)
    WISHES["finish"](room.later(300))
    room.write(ratings.with_sweep(room.state, room.now(), RULES, undo(room.state, room.later(5).now(), 1)))
    assert room.state.visits[room.state.counters[1].visit].ticket == "A001" and not room.state.done


def test_a_walk_in_that_was_none_is_cancelled() -> None:
    """Its number is not given again, and the visit that it ended is in hand again."""
    room = in_hand(Room()).later(60)
    WISHES["walk-in"](room)
    room.do(undo, 1)
    assert room.events[-2].event == e.VisitEnded("B002", "cancelled", 1, why="undone")
    assert take(room, "B") == "B003"
    with pytest.raises(Refused, match="too-late"):
        room.do(undo, 1)


def test_a_number_without_a_slip_that_waits_is_no_new_walk_in() -> None:
    """Whatever an officer took back of it: it waits on as before."""
    room = Room()
    room.do(queue.issue, RULES, queue.NewTicket("t", "A", slip="none"))
    sign_in(room, 1)
    before = people(room.state)
    for wish in (lambda: called(room, 1), lambda: room.write(waiting.set_priority(room.state, 1, "A001", True))):
        wish()
        room.later(5).do(undo, 1)
        assert people(room.state) == before
    assert not any(isinstance(r.event, e.VisitEnded) for r in room.events)


# --- back from a no-show ---


@pytest.mark.parametrize(("minutes", "comes"), [(0, True), (30, True), (30.1, False)])
def test_who_was_absent_comes_back_to_the_old_place_for_a_while(minutes: float, comes: bool) -> None:
    """Said at any counter; before those who came later."""
    room = in_hand(Room())
    room.write(queue.no_show(room.state, 1))
    room.later(minutes * 60)
    if not comes:
        with pytest.raises(Refused, match="too-late"):
            room.do(returning.come_back, RULES, 2, "A001")
        return
    (back,) = room.do(returning.come_back, RULES, 2, "A001")
    assert back.event == e.VisitReturned("A001", 1, 2, "officer2") and called(room, 2) == "A001"


@pytest.mark.parametrize("wish", BACK)
def test_the_return_of_one_who_was_absent_is_taken_back_whole(wish: str) -> None:
    """Called at once or not: it is absent as before, and whoever comes after all may return again for a while."""
    room = in_hand(Room())
    room.write(queue.no_show(room.state, 1))
    before, gone = people(room.state), room.state.gone
    BACK[wish](room.later(60))
    room.later(10).do(undo, 2)
    assert people(room.state) == before
    assert {token: replace(v, act=None) for token, v in room.state.gone.items()} == {
        token: replace(v, act=None) for token, v in gone.items()
    }
    BACK[wish](room.later(60))
    with pytest.raises(Refused, match="too-late"):
        room.later(10.001).do(undo, 2)


def test_a_return_is_taken_back_by_its_own_officer_alone_and_not_from_who_called_since() -> None:
    room = in_hand(Room())
    room.write(queue.no_show(room.state, 1))
    BACK["return"](room)
    with pytest.raises(Refused, match="too-late"):
        room.do(undo, 1)
    assert called(room, 1) == "A001"
    with pytest.raises(Refused, match="too-late"):
        room.do(undo, 2)


def test_an_absent_number_is_called_by_its_name() -> None:
    """In one step, as long as it may come back; the end of a visit that was served is no absence."""
    room = in_hand(Room())
    room.write(queue.no_show(room.state, 1))
    written = room.later(60).do(queue.call_ticket, RULES, 2, "A001")
    assert [type(r.event) for r in written] == [e.VisitReturned, e.TicketCalled]
    assert room.state.counters[2].visit == token_of(room, "A001")
    with pytest.raises(Refused, match="ticket-elsewhere"):
        room.do(queue.call_ticket, RULES, 1, "A001")
    room.later(60).do(queue.finish, 2)
    for no_more in ("call", "return"):
        with pytest.raises(Refused):
            room.do(queue.call_ticket if no_more == "call" else returning.come_back, RULES, 1, "A001")


@pytest.mark.parametrize("minutes", [5, 0])
def test_the_office_says_how_long(minutes: int) -> None:
    """`queue.return_minutes`; 0 is never, but for the same moment."""
    room, rules = in_hand(Room()), replace(RULES, back=minutes * 60_000)
    room.write(queue.no_show(room.state, 1))
    room.later(minutes * 60 + 1)
    assert returning.absent_lately(room.state, room.now(), rules) == []
