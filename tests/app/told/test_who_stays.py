"""The whole app under whoever stands before it: what the house does meanwhile takes nobody from a screen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from drivers import ports
from kiosk.config.options import Hours
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.days import close_day, open_day
from kiosk.core.dialog import inputs as i
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room

HOUR = 3_600_000


@dataclass
class Corrected(Room):
    """Whose clock may be set."""

    wrong: int = 0

    def now(self) -> Moment:
        now = super().now()
        return replace(now, wall=now.wall + self.wrong)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Corrected]:
    room = Corrected(tmp_path, small(buttons=BUTTONS))
    yield room
    room.bell.close()
    room.journal.close()


def read(room: Room) -> dict[str, str]:
    return {thing["id"]: thing["name"] for thing in room.app.screen.data()["things"]}


def called_and_served(room: Corrected) -> None:
    rules = room.settings.rules
    room.journal.transact(lambda s, now: counters.sign_in(s, now, rules, 1, "o1", "s1"))
    room.journal.transact(lambda s, now: queue.call_next(s, now, rules, 1))
    room.journal.transact(lambda s, now: queue.finish(s, now, 1))


def another_day(room: Corrected) -> None:
    """The clock is put right by a day, and numbers of that day are given."""
    room.wrong = 24 * HOUR
    room.app.settle()
    room.journal.transact(close_day)
    room.journal.transact(open_day)


def other_hours(room: Corrected, hours: Hours | None = None) -> None:
    settings = small(buttons=BUTTONS, hours=hours or Hours(morning="", afternoon="23:58-23:59"))
    room.app.writer._handlers.settings = settings
    room.app.settle()


HOUSE: dict[str, Callable[[Corrected], None]] = {
    "the visit is over": called_and_served,
    "another day": another_day,
    "other settings": other_hours,
}


@pytest.mark.parametrize("what", HOUSE)
def test_a_number_stays_on_the_screen_as_long_as_somebody_may_read_it(room: Corrected, what: str) -> None:
    """With its digits; where its visit is over nobody is told that he is the next one."""
    room.hear(ports.ButtonPressed("service-a", room.mono))
    before = read(room)
    HOUSE[what](room)
    room.pass_ms(1_000)
    assert room.on() == "ticket" and read(room)["ticket"] == before["ticket"] == "A001"
    assert what != "the visit is over" or "ahead" not in read(room)
    room.pass_ms(HOUR)
    assert room.on() in ("home", "closed")


def test_who_chose_large_letters_is_not_sent_away_by_closing_time(room: Corrected) -> None:
    """A tap is refused in words; a minute later the screen is closed, and opens by itself untouched."""
    room.app._tell(i.TapLarge())
    other_hours(room)
    assert (room.on(), room.app.dialog.base) == ("home", "closed")
    room.pass_ms(60_000)
    assert room.on() == "closed"
    other_hours(room, room.settings.config.hours)
    assert room.on() == "home" and "service-A" in read(room)
