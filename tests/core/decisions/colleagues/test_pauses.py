"""A counter that rests is given nobody: not by its turn, not in the forecast; and goes on as it is pressed."""

from collections.abc import Callable, Sequence

import pytest

from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.amends import undo
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.decisions.colleagues import pauses
from kiosk.core.decisions.legs import Facts
from kiosk.core.forecast.outlook import outlook
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from tests.core.office import RULES, Room, called, in_hand, sign_in, take, token_of


def resting(reason: str = "lunch") -> Room:
    """Counter 1 rests; A002 and B001 wait, counter 2 is free and rests too."""
    room = in_hand(Room()).later(60)
    room.do(queue.finish, 1)
    for counter in (1, 2):
        room.later(60).write(pauses.pause(room.state, counter, reason))
    return room


def wished(room: Room, facts: Sequence[Fact], counter: int = 1) -> list[str]:
    """The names of what an officer's wish leads to."""
    return [type(r.event).__name__ for r in room.write(pauses.ended_by(room.state, counter, tuple(facts)))]


def test_who_rests_is_given_nobody() -> None:
    room = resting()
    assert room.state.counters[1].rests and room.state.counters[1].reason == "lunch"
    assert next_for(room.state, room.now(), RULES, 1) is None
    room.write(pauses.back(room.state, 1))
    found = next_for(room.state, room.now(), RULES, 1)
    assert found and found[0].ticket == "A002" and not room.state.counters[1].rests


def test_next_is_back_and_next() -> None:
    """One key, two facts; with nobody waiting it is refused, and the counter rests on."""
    room = resting()
    assert wished(room, queue.call_next(room.state, room.now(), RULES, 1)) == ["CounterResumed", "TicketCalled"]
    assert not room.state.counters[1].rests and room.state.counters[1].visit == token_of(room, "A002")
    room = resting()
    room.write(pauses.back(room.state, 2))
    sign_in(room, 3)
    assert (called(room, 2), called(room, 3)) == ("A002", "B001")
    with pytest.raises(Refused, match=r"^nobody-waiting$"):
        room.do(queue.call_next, RULES, 1)
    assert room.state.counters[1].rests


TAKING: dict[str, Callable[[Room], Facts]] = {
    "call": lambda r: queue.call_ticket(r.state, r.now(), RULES, 1, "B001"),
    "walk-in": lambda r: queue.walk_in(r.state, r.now(), RULES, 1, "A", "w"),
}


@pytest.mark.parametrize("wish", TAKING)
def test_whoever_takes_somebody_in_hand_is_back(wish: str) -> None:
    room = resting()
    assert wished(room, TAKING[wish](room))[0] == "CounterResumed" and not room.state.counters[1].rests


REFUSED: dict[str, tuple[Callable[[], Room], Callable[[Room], Facts], str]] = {
    "with a visit in hand": (lambda: in_hand(Room()), lambda r: pauses.pause(r.state, 1), "visit-in-hand"),
    "twice": (resting, lambda r: pauses.pause(r.state, 1), "already-paused"),
    "back from nothing": (lambda: in_hand(Room()), lambda r: pauses.back(r.state, 2), "not-paused"),
    "by nobody": (lambda: in_hand(Room()), lambda r: pauses.pause(r.state, 3), "not-logged-in"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_rest_that_cannot_be_is_refused(case: str) -> None:
    room, wish, code = REFUSED[case]
    with pytest.raises(Refused, match=f"^{code}$"):
        wish(room())


ENDS: dict[str, Callable[[Room], object]] = {
    "signing out": lambda r: r.do(counters.sign_out, 1),
    "the day's end": lambda r: r.do(days.close_day),
    "another officer": lambda r: r.do(counters.sign_in, RULES, 1, "officer9", "s9"),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_rest_ends_with_whoever_rests(end: str) -> None:
    room = resting()
    ENDS[end](room)
    if 1 not in room.state.counters:
        sign_in(room, 1)
    assert room.state.counters[1].paused is None


def test_the_same_officer_in_another_browser_rests_on() -> None:
    room = resting()
    room.do(counters.sign_in, RULES, 1, "officer1", "s2")
    assert room.state.counters[1].rests and room.state.counters[1].sign_in == "s2"


def test_a_rest_is_taken_back_and_nothing_before_it() -> None:
    """Within ten seconds, once; what was done before the rest stays."""
    room = resting()
    room.later(-55)  # the other one began to rest a minute later
    facts = room.do(undo.undo, 1)
    assert [r.event for r in facts] == [e.CounterResumed(1, "officer1")] and not room.state.counters[1].rests
    with pytest.raises(Refused, match=r"^too-late$"):
        room.do(undo.undo, 1)


def test_a_call_that_ended_a_rest_is_taken_back_alone() -> None:
    """The officer is there: the number waits again and the counter does not rest."""
    room = resting()
    wished(room, queue.call_next(room.state, room.now(), RULES, 1))
    room.later(3).do(undo.undo, 1)
    visit = room.state.ticket("A002")
    assert visit and visit.status == "waiting" and not room.state.counters[1].rests


def test_a_rest_is_no_part_of_a_turn() -> None:
    """What those who wait are told of a counter's pace knows nothing of its lunch."""
    room = Room()
    for _ in range(4):
        take(room)
    sign_in(room, 1)
    called(room.later(60), 1)
    called(room.later(300), 1)
    room.later(240).do(queue.finish, 1)
    room.write(pauses.pause(room.state, 1, "lunch"))
    wished(room.later(3000), queue.call_next(room.state, room.now(), RULES, 1))
    called(room.later(280), 1)
    assert room.state.turns == {"A": (300, 280)}


def test_who_waits_for_a_line_at_rest_is_told_so() -> None:
    """No minutes, at least so many before; as soon as one is back, as ever."""
    room = resting()
    take(room)
    token = token_of(room, "A003")
    told = outlook(room.state, room.now(), RULES, token, int)
    assert told and (told.open, told.resting, told.minutes, told.people) == (False, True, None, 1)
    room.write(pauses.back(room.state, 2))
    told = outlook(room.state, room.now(), RULES, token, int)
    assert told and (told.open, told.resting) == (True, False)
