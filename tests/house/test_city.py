"""From a pin to the city's database: every program real, the network cut, the programs killed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scripts.house import House
from sync.broker import mosquitto
from tests.house.hand import Hand, until

LEVELS = ("very-satisfied", "satisfied", "neutral", "dissatisfied")


@pytest.fixture(params=["mosquitto", "wheel"])
def hand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hand]:
    """With Debian's broker, and with the one from a wheel that forgets everything."""
    embedded = request.param == "wheel"
    if not embedded and mosquitto() is None:
        pytest.fail("mosquitto is not installed: ./scripts/test installs it where it may")
    with House(tmp_path, embedded=embedded, options={"printer.baud": 921600}) as house:
        yield Hand(house)


def city(hand: Hand, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{hand.house.data}/city.db?mode=ro", uri=True, timeout=5)) as db:
        return db.execute(sql).fetchall()


def test_a_press_reaches_the_city_and_an_outage_with_kills_loses_none(hand: Hand) -> None:
    """One press arrives; then forty without a network, app, courier and city killed with -9: exactly all, in order."""
    hand.take("A")
    hand.sign_in(1)
    hand.serve()
    hand.press("very-satisfied")
    until(lambda: city(hand, "SELECT 1 FROM ratings"), "the first rating in the city")
    assert city(hand, "SELECT level, counter, bind, offline FROM ratings") == [(4, 1, "one", 0)]
    hand.post("/cabinet/network", {"up": False})
    until(lambda: "link.lost" in _kinds(hand), "the outage in the journal")
    for n in range(40):
        hand.press(LEVELS[n % 4])
    hand.house.kill("app", "sync", "city")
    hand.post("/cabinet/network", {"up": True})
    until(lambda: len(city(hand, "SELECT 1 FROM ratings")) >= 41, "all ratings in the city", 40)
    rows = city(hand, "SELECT offline, level FROM ratings ORDER BY sequence")
    assert [offline for offline, _ in rows] == [0] + [1] * 40
    assert [level for _, level in rows[1:]] == [4 - n % 4 for n in range(40)]
    assert city(hand, "SELECT * FROM gaps") == [] and city(hand, "SELECT * FROM dead_letters") == []


def _kinds(hand: Hand) -> str:
    with closing(sqlite3.connect(f"file:{hand.house.data}/journal.db?mode=ro", uri=True, timeout=5)) as db:
        return " ".join(row[0] for row in db.execute("SELECT type FROM events WHERE stream = 'device'"))
