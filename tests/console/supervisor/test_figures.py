"""The supervisor's table: what a day adds up to, by service, hour, leg and counter; nothing of ratings in it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk.console.commands import perform
from kiosk.console.request_body import BadRequest
from kiosk.console.supervisor.figures import figures_of, names_of
from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.journal.opening import migrate
from kiosk.office import Office, Seat
from tests.console.conftest import NAMES, SALT, Clock, config_of
from tests.journal.clocks import opened

DAY = "2026-11-23"


class House:
    """An office of nine counters, without its pages."""

    def __init__(self, folder: Path) -> None:
        self.config, self.clock = config_of(folder), Clock()
        migrate(folder / "journal.db")
        self.journal = opened(folder / "journal.db", self.clock)
        self.office = Office.of(self.config, self.journal, SALT, lambda: None)

    def takes(self, token: str, service: str = "A") -> str:
        wanted = NewTicket(token, service)
        written = self.journal.transact(lambda s, now: queue.issue(s, now, self.office.rules, wanted))
        return str(getattr(written[-1].event, "ticket", ""))

    def wish(self, seat: Seat, verb: str, after: int = 0, **body: Any) -> None:
        self.clock.pass_seconds(after)
        perform(self.office, verb, seat, body, "")

    def press(self) -> None:
        self.journal.transact(lambda s, now: ratings.press(s, now, self.office.rules, Press(1, "button")))

    def figures(self, day: str = "") -> dict[str, Any]:
        return figures_of(self.office, self.config, day, self.clock.now)


@contextmanager
def house_at(folder: Path) -> Iterator[House]:
    folder.mkdir(exist_ok=True)
    house = House(folder)
    yield house
    house.journal.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_at(tmp_path) as house:
        yield house


def lives(house: House, rated: bool = False) -> None:
    """A001 is served at counter 1 and sent on to B, called by its number; A002 never comes; A003 waits."""
    for n in range(3):
        house.takes(f"v{n}")
    first, second = house.office.login(1, "cb01", "s1"), house.office.login(2, "cb02", "s2")
    house.wish(first, "next", after=600)
    house.wish(first, "start", after=30)
    house.wish(first, "transfer", after=300, service="B")
    house.wish(second, "call", after=120, ticket="A001")
    house.wish(first, "next")
    house.wish(first, "no-show", after=60)
    house.wish(second, "finish", after=60)
    if rated:
        house.press()
    house.clock.pass_seconds(30)


def test_the_table_tells_the_day(house: House) -> None:
    """Waits, way and work in seconds, with their sums and means; who is idle; who called out of turn."""
    lives(house)
    told = house.figures()
    assert (told["date"], told["known"], told["issued"], told["sources"]) == (DAY, True, 3, {"touch": 3})
    assert told["ends"] == {
        "served": 1, "no-show": 1, "unconfirmed": 0, "left": 0, "cancelled": 0, "unserved": 0, "open": 1
    }  # fmt: skip
    assert told["waits"] == {"count": 3, "sum": 1770, "mean": 590.0, "median": 600, "p90": 1050}
    assert told["ways"]["sum"] == 30 and told["works"]["sum"] == 420
    assert [(row["service"], row["name"], row["issued"], row["served"]) for row in told["services"]] == [
        ("A", NAMES["A"], 3, 0),
        ("B", NAMES["B"], 0, 1),
    ]
    assert [(row["leg"], row["waits"]["count"]) for row in told["legs"]] == [(1, 2), (2, 1)]
    assert [(row["hour"], row["issued"], row["counters"]) for row in told["hours"]] == [(7, 3, 0.7)]
    assert [(row["counter"], row["open_s"], row["idle_s"]) for row in told["counters"]] == [
        (1, 1200, 810),
        (2, 1200, 1080),
    ]
    assert told["out_of_turn"] == [], "the first in line was called by its number"


def test_a_call_before_the_turn_is_counted_by_officer_and_reason(house: House) -> None:
    for n in range(3):
        house.takes(f"v{n}")
    seat = house.office.login(2, "cb02", "s2")
    house.wish(seat, "call", ticket="A003", reason="frail")
    assert house.figures()["out_of_turn"] == [{"officer": "cb02", "calls": 1, "reasons": {"frail": 1}}]


def test_the_table_is_the_same_whether_the_citizen_has_rated_or_not(tmp_path: Path) -> None:
    """Byte by byte, while the kiosk still asks, once it does not, and when the day has closed."""
    said = []
    for name, rated in (("one", True), ("none", False)):
        with house_at(tmp_path / name) as house:
            lives(house, rated)
            asking = house.figures()
            house.clock.pass_seconds(600)
            house.takes("late")
            later = house.figures()
            house.office.close_day()
            said.append([json.dumps(told) for told in (asking, later, house.figures())])
    assert said[0] == said[1]


def test_no_word_of_the_table_is_about_a_rating(house: House) -> None:
    lives(house, rated=True)
    told = json.dumps(house.figures())
    assert not [word for word in ("rat", "level", "declined", "timed-out", "share", "outcome") if f'"{word}' in told]


def test_a_day_that_never_was_is_told_as_unknown_and_a_wrong_date_is_refused(house: House) -> None:
    lives(house)
    assert house.figures("2026-11-20")["known"] is False and house.figures("2026-11-20")["waits"] is None
    assert house.figures(DAY) == house.figures()
    with pytest.raises(BadRequest):
        house.figures("yesterday")


def test_who_called_is_named_by_every_reference_that_the_officer_had(house: House) -> None:
    """Also before the kiosk had a salt of its own."""
    names = names_of(house.config, house.office.officers)
    now, before = house.office.officers["cb01"]
    assert names[now] == names[before] == "Nguyễn Thị Hường" and names[house.office.officers["cb02"][0]] == "cb02"
