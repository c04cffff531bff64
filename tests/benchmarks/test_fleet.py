"""A fleet that comes back, in small: real connections to a real mosquitto, a real city behind it."""

import os
import random
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kiosk.simulation.broker import mosquitto
from scripts.benchmarks import fleet
from scripts.benchmarks.fleet.books import judged
from scripts.benchmarks.fleet.crowd import Crowd
from scripts.benchmarks.fleet.day import Day, lived, told
from scripts.benchmarks.fleet.kiosk import Kiosk
from scripts.soak.link import Mosquitto, until
from scripts.soak.programs import Program
from sync.city.store import Store
from sync.connection import broker_at

pytestmark = pytest.mark.skipif(
    mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
)
EVENTS = 40


@pytest.fixture(scope="module")
def days() -> list[Day]:
    """Of eight kiosks."""
    return [told(lived(EVENTS - 1), number) for number in range(8)]


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """One that came back."""
    return fleet.measure(quick=True)


@pytest.mark.slow
def test_every_event_of_a_fleet_that_comes_back_is_in_the_city_once(found: dict[str, Any]) -> None:
    city, told_events = found["city"], fleet.QUICK_KIOSKS * fleet.QUICK_EVENTS
    assert found["all_stored"] is not None
    assert (city["lost"], city["doubled"], city["rows"]["events"]) == (0, 0, told_events)
    assert city["heads_true"] == city["chains"] == 3 * fleet.QUICK_KIOSKS


@pytest.mark.slow
def test_all_of_a_fleet_is_signed_and_nothing_of_it_is_refused(found: dict[str, Any]) -> None:
    rows = found["city"]["rows"]
    assert rows["ratings"] and rows["visits"]
    assert found["city"]["uncovered"] == rows["dead_letters"] == rows["gaps"] == rows["branches"] == 0
    assert found["letters"] == found["said"]["refused by the broker"] == found["said"].get("false acknowledgements", 0)


def test_a_day_of_another_kiosk_shares_no_hash_with_it(days: list[Day]) -> None:
    heads = [load.hash for day in days for load in day.loads.values()]
    assert len(heads) == len(set(heads)) == 3 * len(days)
    assert all(sum(load.last for load in day.loads.values()) == EVENTS for day in days)


def test_what_no_kiosk_told_counts_as_lost(tmp_path: Path, days: list[Day]) -> None:
    Store.open(f"sqlite:///{tmp_path}/city.db").close()
    found = judged(f"sqlite:///{tmp_path}/city.db", days)
    assert (found["lost"], found["heads_true"]) == (EVENTS * len(days), 0)


def test_a_fleet_that_finds_no_broker_calls_until_there_is_one_and_loses_nothing(
    tmp_path: Path, days: list[Day]
) -> None:
    broker, counts = Mosquitto(tmp_path / "broker"), Counter[str]()
    at, db = f"mqtt://127.0.0.1:{broker.port}", f"sqlite:///{tmp_path}/city.db"
    broker.kill()
    crowd = Crowd([Kiosk(day, broker_at(at), random.Random(day.journal), counts) for day in days])
    fleet_ = threading.Thread(target=crowd.drained, args=(120.0,))
    fleet_.start()
    until(lambda: any("refused" in word for word in counts), "a call in vain")
    broker.start()
    city = Program(tmp_path / "city.log", "sync.city", "--broker", at, "--db", db, "--trust-first")
    fleet_.join()
    crowd.close()
    city.stop()
    broker.kill()
    assert judged(db, days)["lost"] == 0
