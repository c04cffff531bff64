"""The way of somebody who does not want to sit, at the screen and on paper."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.ports import SlipEnded, Touched
from kiosk.app.presenter import view_of
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.inputs import TapLater
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.office.rules import Stamp
from kiosk.core.state.values import Promise
from kiosk.core.words.slip import Text
from kiosk.devices.screen import READ_MS
from kiosk.paper.ticket import Ticket, ticket_slip
from scripts.small_office import small
from tests.app.test_app import Room, _opened
from tests.app.test_presenter import NOW, state_of, visit


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from _opened(tmp_path, small())


def touched(room: Room, id_: str) -> None:
    room.pass_ms(READ_MS)
    (rect,) = (t["rect"] for t in room.app.screen.data()["things"] if t["id"] == id_)
    place = (rect[0] + rect[2] // 2, rect[1] + rect[3] // 2)
    room.hear(Touched("down", *place), Touched("up", *place))


def test_the_time_that_was_offered_is_written_and_comes_on_a_further_slip(room: Room) -> None:
    touched(room, "service-A")
    room.hear(SlipEnded(room.printer.jobs[-1], "printed", "gs-h"))
    room.app._tell(TapLater(1800))
    room.app.settle()
    assert room.rows("visit.promised") == [{"ticket": "A001", "after": 1800}]
    assert len(room.printer.jobs) == 2 and room.rows("slip.moved")[-1]["copy"] == 1
    said = {t["id"]: t["name"] for t in room.app.screen.data()["things"]}
    assert "quay lại lúc" in said["ahead"] and not any(id_.startswith("later") for id_ in said)
    room.app._tell(TapLater(1800))  # a finger that was not sure
    assert len(room.rows("visit.promised")) == 1


TOLD = Outlook(11, True, (30, 45))


@pytest.mark.parametrize(
    ("away_min", "later", "shown"),
    [(None, None, ("", 0, False)), (None, 3000, ("9 giờ 05", 3000, False)), (20, None, ("8 giờ 25", 0, True)),
     (10, None, ("", 0, False))],
)  # fmt: skip
def test_the_screen_offers_a_time_tells_it_and_is_as_before_once_it_has_come(
    away_min: int | None, later: int | None, shown: tuple[str, int, bool]
) -> None:
    """It was taken at five past eight; now it is a quarter past."""
    went = Stamp(NOW.wall - 600_000, NOW.mono - 600_000, NOW.boot)
    waits = replace(visit("t1", 1), counter=0, promise=Promise(went, away_min * 60_000) if away_min else None)
    seen = view_of(state_of(waits), Dialog("ticket", ticket="t1"), NOW, small(), told=TOLD, later=later)
    assert (seen.later_at, seen.later, seen.goes) == shown


def test_the_slip_says_when_in_place_of_the_wait() -> None:
    ticket = Ticket("A015", "Hộ tịch", TOLD, NOW.wall, "0123456789ab", back_at=NOW.wall + 3_000_000)
    said = [block.words for block in ticket_slip(small().config.office, ticket) if isinstance(block, Text)]
    assert "Mời ông/bà quay lại lúc 9 giờ 05. Số vẫn giữ chỗ." in said and not any("Trước" in line for line in said)
