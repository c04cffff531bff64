"""A number that did not answer keeps its place, is not called for a while, and after a few times is absent."""

from dataclasses import replace

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.amends import returning
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.decisions.wishes.answering import unanswered
from kiosk.core.forecast.outlook import outlook
from kiosk.core.forecast.play import Play, played
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, called, in_hand, sign_in, take, token_of

REST_S = RULES.rest // 1000


def missed(room: Room, counter: int = 1) -> None:
    room.later(30).write(unanswered(room.state, RULES, counter))


def test_it_is_called_by_nobody_for_a_while_and_then_at_its_old_place() -> None:
    """Five minutes, at whatever counter; the board forgets the call."""
    room = in_hand(Room())
    missed(room)
    assert not room.state.counters[1].visit and not room.state.calls
    assert called(room, 2) == "A002" and called(room, 1) == "B001"
    for ticket in ("A003", "A004", "A005"):
        assert take(room) == ticket
    room.later(REST_S - 1)
    assert called(room, 2) == "A003"
    room.later(1)
    assert called(room, 2) == "A001"


def test_who_comes_late_is_called_by_the_number_at_once() -> None:
    """Also by an officer who may not call before the turn: it had its turn."""
    room = in_hand(Room())
    missed(room)
    bound = replace(RULES, in_turn_only=frozenset({"officer2"}))
    (call,) = room.later(10).do(queue.call_ticket, bound, 2, "A001")
    assert isinstance(call.event, e.TicketCalled) and call.event.reason is None


@pytest.mark.parametrize("tries", [1, 2, 3])
def test_after_so_many_times_it_is_absent(tries: int) -> None:
    """`queue.unanswered_times`; it can come back as any that was absent, and then has all its tries again."""
    room, rules = in_hand(Room()), replace(RULES, tries=tries)
    for n in range(1, tries):
        (one,) = room.write(unanswered(room.state, rules, 1))
        assert one.event == e.TicketUnanswered("A001", 1, "officer1", 1, n, aside=False)
        room.later(REST_S).do(queue.call_ticket, RULES, 1, "A001")
    (end,) = room.write(unanswered(room.state, rules, 1))
    assert isinstance(end.event, e.VisitEnded) and end.event.how == "no-show"
    room.do(returning.come_back, RULES, 2, "A001")
    visit = room.state.ticket("A001")
    assert visit and visit.missed is None and called(room, 2) == "A001"


def test_who_came_once_begins_anew() -> None:
    """What was missed before the start is no try of a later call."""
    room = in_hand(Room())
    missed(room)
    room.do(queue.call_ticket, RULES, 1, "A001"), room.do(queue.start, 1)
    assert room.state.visits[token_of(room, "A001")].missed is None
    with pytest.raises(Refused, match="already-started"):
        unanswered(room.state, RULES, 1)


def test_a_held_number_that_does_not_answer_is_held_again() -> None:
    """For any counter, with the work that was done; it never waits in the line as if it were new."""
    room = in_hand(Room()).later(60)
    room.do(queue.start, 1), room.later(120).do(queue.hold, 1, "copy")
    room.later(60).do(queue.call_ticket, RULES, 1, "A001")
    missed(room)
    visit = room.state.visits[token_of(room, "A001")]
    assert (visit.status, visit.counter, visit.worked_ms, visit.reason) == ("held", 1, 120_000, "copy")
    (on,) = room.later(90).do(queue.resume, 1, "A001")
    assert on.event == e.VisitResumed("A001", 1, "officer1", leg=1, held=90)
    (done,) = room.later(60).do(queue.finish, 1)
    assert isinstance(done.event, e.VisitFinished) and done.event.worked == 180


def test_a_forecast_waits_for_it_too() -> None:
    """Alone in its line it will be called once its rest is over, and is told so."""
    room = Room()
    take(room)
    sign_in(room, 2)
    called(room, 2)
    missed(room, 2)
    play = Play(room.now(), RULES, {}, lambda at: at)
    (call,) = played(play, room.state, 0)
    assert (call.visit.ticket, call.at) == ("A001", RULES.rest)
    at_ten = play.now.wall + 600_000
    (call,) = played(replace(play, working=lambda at: max(at, at_ten)), room.state, 0)
    assert call.at == 600_000
    assert next_for(room.state, room.now(), RULES, 2) is None
    take(room)
    mine = outlook(room.state, room.now(), RULES, token_of(room, "A001"), lambda at: at)
    other = outlook(room.state, room.now(), RULES, token_of(room, "A002"), lambda at: at)
    assert mine and other and other.people == 0 and mine.open


def test_the_office_says_how_long() -> None:
    """`queue.unanswered_minutes`; 0 is at once."""
    room = in_hand(Room())
    missed(room)
    room.later(60)
    for minutes, ticket in ((0, "A001"), (1, "A001"), (2, "A002")):
        found = next_for(room.state, room.now(), replace(RULES, rest=minutes * 60_000), 2)
        assert found and found[0].ticket == ticket


def test_it_outlives_the_machine() -> None:
    """After a restart the rest goes on by the wall."""
    room = in_hand(Room())
    missed(room)
    room.boot = "boot2"
    found = next_for(room.state, room.later(60).now(), RULES, 2)
    assert found and found[0].ticket == "A002"
    found = next_for(room.state, room.later(REST_S).now(), RULES, 2)
    assert found and found[0].ticket == "A001"
