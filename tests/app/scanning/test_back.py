"""The slip of a number that was put aside, under the scanner: its officer is told, the citizen where to go.

The real app, screen and journal.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from display.drawing.theme import Theme
from display.touchscreen.layout import layout
from drivers.ports import ButtonPressed, CodeScanned
from kiosk.app.presenter import view_of
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.dialog.lying import AWAY_MS
from kiosk.core.words import waiting
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room, _opened


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A001 was put aside at counter 1 half an hour ago."""
    for opened in _opened(tmp_path, small(buttons=BUTTONS)):
        put_aside(opened)
        opened.pass_ms(1_800_000)
        yield opened


def put_aside(room: Room) -> None:
    rules, do = room.settings.rules, room.journal.transact
    do(lambda s, now: counters.sign_in(s, now, rules, 1, "o1", "s1"))
    do(lambda s, now: queue.issue(s, now, rules, NewTicket("visit1", "A")))
    do(lambda s, now: queue.call_next(s, now, rules, 1))
    do(lambda s, now: queue.hold(s, now, 1, "copy"))


def names(room: Room) -> set[str]:
    """What stands on the screen."""
    view = view_of(room.journal.state, room.app.dialog, room.journal.now(), room.settings)
    return {element.name for element in layout(view, Theme.of(1280, 800, 217))}


def test_the_slip_says_where_to_go_and_its_counter_hears_of_it(room: Room) -> None:
    """Nothing is asked, nobody is called, and shown again within a minute it is not told twice."""
    for _ in range(2):
        room.hear(CodeScanned("visit1"))
        assert room.on() == "ticket"
        assert names(room) & set(waiting.missed(1)) and names(room) & set(waiting.ASIDE)
        room.pass_ms(AWAY_MS)
    assert room.rows("slip.shown") == [{"ticket": "A001", "counter": 1, "leg": 1}]
    assert room.journal.state.visits["visit1"].status == "held" and not len(room.rows("ticket.called")) > 1


def test_who_rates_now_rates_with_that_slip(room: Room) -> None:
    """Of a visit that goes on still, it is a word about it."""
    room.hear(CodeScanned("visit1"))
    room.hear(ButtonPressed("satisfied", room.mono))
    assert [(rating.level, rating.about) for rating in room.journal.state.ratings] == [(3, "visit1")]
