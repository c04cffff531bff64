"""A kiosk whose office gives no more numbers than can still be served."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from display.drawing.theme import Theme
from display.touchscreen.layout import layout
from kiosk.app.presenter import Outlooks, view_of
from kiosk.config.options import Counter, Hours, Queue
from kiosk.core.calendar.moment import from_iso
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.dialog import answers as a
from kiosk.core.dialog import commands as c
from kiosk.core.dialog.dialog import Dialog
from tests.app.test_commands import Room

MORNING = from_iso("2026-11-24T09:00:00+07:00")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(
        tmp_path, Hours(), MORNING, counters=[Counter(1, ["A"]), Counter(2, ["B"])], queue=Queue(capacity="refuse")
    )
    yield opened
    opened.journal.close()


def ten_minutes_each(room: Room, people: int) -> None:
    """So many are called at counter 1, each after ten minutes of work."""
    for wanted in (NewTicket(f"e{n}", "A") for n in range(people)):
        room.journal.transact(partial(queue.issue, rules=room.rules, wanted=wanted))
    room.journal.transact(lambda s, now: counters.sign_in(s, now, room.rules, 1, "o1", "s"))
    for _ in range(people):
        room.journal.transact(lambda s, now: queue.call_next(s, now, room.rules, 1))
        room.ms += 600_000
    room.journal.transact(lambda s, now: queue.finish(s, now, 1))


def test_of_two_presses_for_the_last_turn_one_is_given_a_number_by_touch_as_by_button(room: Room) -> None:
    """Ten minutes a turn; at a quarter past eleven one more can be served before lunch."""
    ten_minutes_each(room, 13)
    room.ms = from_iso("2026-11-24T11:14:00+07:00") - MORNING
    assert room.do(c.Issue("A", False, "button")) == a.Issued("t1")
    assert room.do(c.Issue("A", False, "touch")) == a.Refused(closed=False, full=True)
    assert room.do(c.Issue("A", False, "button")) == a.Refused(closed=False, full=True)
    assert room.journal.state.last_number("A") == 14
    assert room.do(c.Issue("B", False, "touch")) == a.Issued(
        "t4"
    )  # of which nobody is at a counter yet: the plan counts


def test_who_was_refused_reads_when_numbers_are_given_again(room: Room) -> None:
    """And the card says it before the press; the place of no card changes."""
    ten_minutes_each(room, 13)
    room.ms = from_iso("2026-11-24T11:26:00+07:00") - MORNING
    settings, now, dialog = room.handlers.settings, room.journal.now(), Dialog(notice="refused-full")
    ahead = Outlooks(settings).before(room.journal.state, now, dialog)
    elements = layout(view_of(room.journal.state, dialog, now, settings, ahead=ahead), Theme.of(1280, 800, 217))
    names = {element.id: element.name for element in elements}
    assert names["notice"] == "Buổi này đã đủ lượt. Lấy số lại từ 12:45"
    assert names["service-A"].endswith("Đã đủ lượt sáng nay")
    plain = layout(view_of(room.journal.state, dialog, now, settings), Theme.of(1280, 800, 217))
    assert [(e.id, e.rect) for e in plain if e.touch] == [(e.id, e.rect) for e in elements if e.touch]
