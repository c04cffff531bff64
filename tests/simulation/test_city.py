"""From a pin to the city's database: every program real, the network cut, the programs killed."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

from kiosk.core.record.event import name_of
from kiosk.simulation.broker import mosquitto
from kiosk.simulation.dev_stack import EMBEDDED, DevStack
from sync.envelope import check
from tests.simulation.hand import Hand, until

pytestmark = pytest.mark.slow

LEVELS = ("very-satisfied", "satisfied", "neutral", "dissatisfied")


@pytest.fixture(params=["mosquitto", "wheel"])
def hand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hand]:
    """With Debian's broker, and with the one from a wheel that forgets everything."""
    embedded = request.param == "wheel"
    if not embedded and mosquitto() is None:
        pytest.fail("mosquitto is not installed: ./scripts/test installs it where it may")
    with DevStack(tmp_path, broker=EMBEDDED if embedded else "", options={"printer.baud": 921600}) as stack:
        yield Hand(stack)


def city(hand: Hand, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{hand.stack.data}/city.db?mode=ro", uri=True, timeout=30)) as db:
        return db.execute(sql).fetchall()


def test_a_press_reaches_the_city_and_an_outage_with_kills_loses_none(hand: Hand) -> None:
    """One press arrives; then sixty without a network, app, courier and city killed with -9 in the middle and
    at the end: exactly all, in order, no gap."""
    hand.take("A")
    hand.sign_in(1)
    hand.serve()
    hand.press("very-satisfied")
    until(lambda: city(hand, "SELECT 1 FROM ratings"), "the first rating in the city")
    assert city(hand, "SELECT level, counter, bind, offline FROM ratings") == [(4, 1, "one", 0)]
    hand.post("/cabinet/network", {"up": False})
    until(lambda: "link.lost" in _kinds(hand), "the outage in the journal")
    for half in range(2):
        for n in range(30):
            _rate(hand, LEVELS[n % 4], 2 + 30 * half + n)
        hand.stack.kill("app", "sync", "city")
        until(lambda: _shows(hand), "the app again", 120)
    hand.post("/cabinet/network", {"up": True})
    until(lambda: len(city(hand, "SELECT 1 FROM ratings")) >= 61, "all ratings in the city", 120)
    rows = city(hand, "SELECT offline, level FROM ratings ORDER BY sequence")
    assert [offline for offline, _ in rows] == [0] + [1] * 60
    assert [level for _, level in rows[1:]] == [4 - n % 30 % 4 for n in range(60)]
    assert city(hand, "SELECT * FROM gaps") == [] and city(hand, "SELECT * FROM dead_letters") == []


def test_a_live_rating_can_be_read_with_mosquitto_sub(hand: Hand) -> None:
    """One subscription for the whole city prints plain CloudEvents 1.0 that hold what the contract says."""
    broker = urlsplit(hand.stack.addresses["broker"])
    where = ["-h", str(broker.hostname), "-p", str(broker.port), "-t", "motcua/v1/H55/92/+/+/+/rating"]
    line = ["mosquitto_sub", *where, "-C", "1", "-W", "120", "-F", "%t %p", "-V", "5"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as sub:
        while sub.poll() is None:  # it does not say when it has subscribed
            hand.press("satisfied")
        topic, _, payload = str(sub.stdout and sub.stdout.read()).partition(" ")
    (event,) = json.loads(payload)
    assert topic == "motcua/v1/H55/92/08/000/k1/rating"
    assert check(event, "/H55/92/08/000/k1", "rating") is event and event["datacontenttype"] == "application/json"
    assert name_of(event["type"]) == "rating.given" and event["data"]["level"] == 3


def _shows(hand: Hand) -> bool:
    try:
        return bool(hand.screen()["things"])
    except HTTPError:
        return False


def _rate(hand: Hand, button: str, expected: int) -> None:
    """A citizen who looks whether the machine took it: on a loaded machine two quick presses may bounce as one."""
    hand.press(button)
    until(lambda: _pressed(hand) == expected, f"rating {expected} in the journal")


def _pressed(hand: Hand) -> int:
    with closing(sqlite3.connect(f"file:{hand.stack.data}/journal.db?mode=ro", uri=True, timeout=30)) as db:
        found: int = db.execute("SELECT count(*) FROM events WHERE type LIKE '%rating.given%'").fetchone()[0]
        return found


def _kinds(hand: Hand) -> str:
    with closing(sqlite3.connect(f"file:{hand.stack.data}/journal.db?mode=ro", uri=True, timeout=30)) as db:
        return " ".join(row[0] for row in db.execute("SELECT type FROM events WHERE stream = 'device'"))
