"""Who did not hear the call and shows the slip to the kiosk is told where to go; who waits, how long it will be."""

import pytest

from display.drawing.theme import Theme
from display.touchscreen.layout import layout
from kiosk.app.inputs import code_input
from kiosk.app.presenter import view_of
from kiosk.core.decisions import queue
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.wishes.answering import unanswered
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.view import View
from kiosk.core.words import waiting
from scripts.small_office import small
from tests.core.office import RULES, Room, in_hand, token_of


def missed(times: int = 1) -> Room:
    """A001 was called to counter 1 in vain, so often."""
    room = in_hand(Room())
    for n in range(times):
        if n:
            room.later(600).do(queue.call_ticket, RULES, 1, "A001")
        room.later(30).write(unanswered(room.state, RULES, 1))
    return room


def shown(room: Room) -> View:
    return view_of(room.state, Dialog("ticket", ticket=token_of(room, "A001")), room.now(), small())


@pytest.mark.parametrize("times", [1, 2])
def test_whoever_comes_late_is_told_which_counter_called(times: int) -> None:
    """The ticket once more, not the question for a rating: nobody was served."""
    room = missed(times)
    token = token_of(room, "A001")
    assert code_input(token, room.state) == i.ScanWaiting(token)
    assert shown(room).missed_at == 1
    said = {element.name for element in layout(shown(room), Theme.of(1280, 800, 217))}
    assert said & set(waiting.missed(1)) and said & set(waiting.kept(1)) and not said & set(waiting.ahead(0))


def test_called_again_it_is_sent_to_the_counter_that_calls() -> None:
    """By whichever counter; once it came nothing of it is said any more."""
    room = missed()
    room.later(30).do(queue.call_ticket, RULES, 2, "A001")
    assert (shown(room).missed_at, shown(room).called_to) == (0, 2)
    room.do(queue.start, 2), room.later(60).do(transfer, RULES, 2, Where("B"))
    assert shown(room).missed_at == 0
