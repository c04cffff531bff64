"""One person, one number, without asking who it is: a second one so soon costs a touch more, and is counted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drivers.ports import ButtonPressed
from kiosk.config.options import Hours, Queue
from kiosk.core.dialog import answers as a
from kiosk.core.dialog import commands as c
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.table import step
from kiosk.devices.screen import READ_MS
from scripts.small_office import small
from tests.app.test_app import BUTTONS, _opened
from tests.app.test_app import Room as Desk
from tests.app.test_commands import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path, Hours(enforce=False))
    yield opened
    opened.journal.close()


class Citizen:
    """Whoever stands at the screen and the buttons; `at`: seconds."""

    def __init__(self, room: Room) -> None:
        self.room, self.dialog = room, Dialog()

    def says(self, at: float, said: i.Input) -> str:
        """The screen that comes of it."""
        self.room.ms = round(at * 1000)
        self.dialog, command = step(self.dialog, said, self.room.ms, self.room.rules)
        answer = self.room.handlers.handle(command) if command else None
        if answer:
            self.dialog, _ = step(self.dialog, answer, self.room.ms, self.room.rules)
        return self.dialog.screen


def numbers(room: Room) -> int:
    return len(room.journal.state.visits)


def marked(room: Room) -> int:
    return sum("visit.marked" in row["type"] and row["data"]["rule"] == "another" for row in room.journal.rows())


@pytest.mark.parametrize(
    ("then", "screens", "given"),
    [
        ([(5, i.TapDone()), (6, i.TapService("A")), (8, i.TapYes())], ["home", "another", "ticket"], 2),
        ([(5, i.TapDone()), (6, i.TapService("B")), (8, i.TapNo())], ["home", "another", "home"], 1),
        ([(6, i.PressService("B")), (8, i.PressService("B"))], ["another", "ticket"], 2),  # without a touch
        ([(6, i.PressService("A")), (8, i.TapYes())], ["another", "ticket"], 2),
        ([(6, i.PressService("B")), (26, i.Idle())], ["another", "home"], 1),  # whoever was asked has gone
        ([(11, i.TapDone()), (12, i.TapService("A"))], ["home", "ticket"], 2),  # in a rush the next one comes by then
        ([(3, i.PressService("A"))], ["ticket"], 1),  # a finger that was not sure: the same number
    ],
)
def test_a_second_number_so_soon_is_asked_about_and_never_refused(
    room: Room, then: list[tuple[float, i.Input]], screens: list[str], given: int
) -> None:
    """By touch or button; the third press is the answer."""
    citizen = Citizen(room)
    assert citizen.says(1, i.TapService("A")) == "ticket"
    assert [citizen.says(at, said) for at, said in then] == screens
    assert numbers(room) == given


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from _opened(tmp_path, small(buttons=BUTTONS))


@pytest.mark.parametrize("after", [0, 150, 300, 600, READ_MS - 1])
@pytest.mark.parametrize("slow_ms", [0, 1_500])
def test_the_second_press_of_a_finger_takes_no_second_number(desk: Desk, after: int, slow_ms: int) -> None:
    """Impatient beside a slow printer: the question that came in between is answered by who could read it, however long
    a frame took; the next press is a yes."""
    desk.hear(ButtonPressed("service-a", desk.mono))
    desk.pass_ms(5_000)
    press, show = ButtonPressed("service-a", desk.mono), desk.app.screen.panel.show

    def slowly(*drawn: Any) -> None:
        show(*drawn)
        desk.mono += slow_ms

    desk.app.screen.panel.show = slowly  # type: ignore[method-assign, assignment]
    desk.hear(press)
    desk.hear(replace(press, mono=press.mono + slow_ms + after))
    assert desk.on() == "another" and len(desk.rows("ticket.issued")) == 1
    desk.pass_ms(READ_MS)
    desk.hear(ButtonPressed("service-a", desk.mono))
    assert desk.on() == "ticket" and len(desk.rows("ticket.issued")) == 2


def test_a_family_of_four_gets_four_numbers_and_whoever_takes_many_is_counted(room: Room) -> None:
    """A mark on each number that somebody said was for somebody else; none on the first."""
    citizen = Citizen(room)
    citizen.says(1, i.TapService("A"))
    for n in range(3):
        citizen.says(4 + 4 * n, i.TapDone())
        citizen.says(5 + 4 * n, i.TapService("A"))
        assert citizen.says(6 + 4 * n, i.TapYes()) == "ticket"
    assert (numbers(room), marked(room)) == (4, 3)


def test_priority_that_was_chosen_is_kept_over_the_question(room: Room) -> None:
    citizen = Citizen(room)
    citizen.says(1, i.TapService("A"))
    citizen.says(3, i.TapDone())
    citizen.says(4, i.TapPriority())
    citizen.says(5, i.TapService("B"))
    citizen.says(6, i.TapYes())
    assert [(v.service, v.priority) for v in room.journal.state.visits.values()] == [("A", False), ("B", True)]


def test_the_office_may_ask_never(tmp_path: Path) -> None:
    room = Room(tmp_path, Hours(enforce=False), queue=Queue(again_seconds=0))
    for n in range(1, 4):
        assert room.handlers.handle(c.Issue("A", False, "touch")) == a.Issued(f"t{n}")
    room.journal.close()
