"""Help: asked for, answered and over, each once, whoever leaves meanwhile."""

from collections.abc import Callable

import pytest

from kiosk.core.decisions import counters
from kiosk.core.decisions.amends import undo
from kiosk.core.decisions.colleagues import helping
from kiosk.core.decisions.legs import Facts
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import Room, in_hand, sign_in


def office(*steps: Callable[[Room], Facts]) -> Room:
    """Counters 1 to 3 are open; behind these steps, each a minute after the one before."""
    room = in_hand(Room())
    sign_in(room, 3)
    for step in steps:
        room.write(step(room.later(60)))
    return room


def ask(room: Room) -> Facts:
    return helping.ask(room.state, 1)


def comes(room: Room) -> Facts:
    return helping.answer(room.state, 2, 1)


def test_help_is_asked_for_answered_and_over() -> None:
    room = office(ask, comes, lambda r: helping.end(r.state, 1))
    moved = [r.event for r in room.events if isinstance(r.event, e.HelpMoved)]
    assert moved == [
        e.HelpMoved(1, "officer1", "called"), e.HelpMoved(1, "officer1", "answered", 2),
        e.HelpMoved(1, "officer1", "ended"),
    ]  # fmt: skip
    assert room.state.help == {} == room.state.help_since


def test_since_when_help_is_asked_for_an_answer_does_not_change() -> None:
    since = office(ask).state.help_since
    assert office(ask, comes).state.help_since == since and [*since] == [1]


REFUSED: dict[str, tuple[tuple[Callable[[Room], Facts], ...], Callable[[Room], Facts], str]] = {
    "asked twice": ((ask,), ask, "help-asked"),
    "asked again behind an answer": ((ask, comes), ask, "help-asked"),
    "answered by two": ((ask, comes), lambda r: helping.answer(r.state, 3, 1), "help-answered"),
    "answered by oneself": ((ask,), lambda r: helping.answer(r.state, 1, 1), "no-help"),
    "answered unasked": ((), comes, "no-help"),
    "over before it began": ((), lambda r: helping.end(r.state, 1), "no-help"),
    "ended by one who has nothing to do with it": ((ask, comes), lambda r: helping.end(r.state, 3), "no-help"),
    "asked by nobody": ((), lambda r: helping.ask(r.state, 4), "not-logged-in"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_is_said_once(case: str) -> None:
    steps, wish, code = REFUSED[case]
    room = office(*steps)
    with pytest.raises(Refused, match=f"^{code}$"):
        wish(room)


def test_whoever_came_may_end_it() -> None:
    room = office(ask, comes)
    assert [r.event for r in room.write(helping.end(room.state, 2))] == [e.HelpMoved(1, "officer1", "ended")]


def test_it_ends_with_the_sign_out_of_who_asked() -> None:
    room = office(ask, comes)
    room.do(counters.sign_out, 1)
    assert room.state.help == {} == room.state.help_since


def test_whom_somebody_who_left_was_to_help_asks_anew() -> None:
    room = office(ask, comes)
    room.do(counters.sign_out, 2)
    assert room.state.help == {1: 0}
    assert room.write(helping.answer(room.state, 3, 1))


TAKEN_BACK: dict[str, tuple[tuple[Callable[[Room], Facts], ...], int, dict[int, int]]] = {
    "the asking": ((ask,), 1, {}),
    "the answer": ((ask, comes), 2, {1: 0}),
}


@pytest.mark.parametrize("case", TAKEN_BACK)
def test_a_word_about_help_is_taken_back_once(case: str) -> None:
    """By whoever said it; a visit that was dealt with before is left alone."""
    steps, counter, after = TAKEN_BACK[case]
    room = office(*steps).later(5)
    assert [type(r.event) for r in room.do(undo.undo, counter)] == [e.HelpMoved]
    assert room.state.help == after
    with pytest.raises(Refused, match=r"^too-late$"):
        room.do(undo.undo, counter)
