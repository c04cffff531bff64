"""The city's line to the broker, over a real mosquitto: served while the clerk writes, and bounded in what it holds."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import MQTTMessage

from kiosk.simulation.broker import mosquitto
from sync import connection
from sync.city import subscriber
from sync.city.store import Store
from sync.city.subscriber import Subscriber
from sync.connection import News, Wire, broker_at
from tests.sync.test_way import Way

needs_broker = pytest.mark.skipif(
    mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
)


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    made = Way(tmp_path)
    yield made
    made.close()


@pytest.mark.slow
@needs_broker
def test_the_line_is_served_while_a_write_takes_long(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that stands still for nearly four times the keepalive costs no connection: the broker looks every five
    seconds, and would have cut a line that is silent for half as long again as the keepalive."""
    way.city.stop()
    monkeypatch.setattr(connection, "KEEPALIVE_S", 3)
    monkeypatch.setattr(subscriber, "LOOK_S", 0.1)
    way.city = way.receive()
    held, keep = threading.Event(), Store.keep

    def slowly(self: Store, *events: Any) -> Any:
        held.wait(11.0)
        held.set()
        return keep(self, *events)

    monkeypatch.setattr(Store, "keep", slowly)
    way.rate(3)
    way.arrives(3)
    assert held.is_set() and not any(line.startswith("broker") for line in way.said)


def message(size: int) -> MQTTMessage:
    made = MQTTMessage(topic=b"motcua/v1/H55/92/k1/rating")
    made.payload = b" " * size
    return made


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Subscriber]:
    """One that never dialled."""
    url = f"sqlite:///{tmp_path}/city.db"
    made = Subscriber([broker_at("mqtt://127.0.0.1:9")], lambda: Store.open(url), [], "city", say=lambda line: None)
    yield made
    made._desk.shutdown()
    made._clerk.close()


def test_what_is_written_at_once_and_held_is_bounded(city: Subscriber) -> None:
    """By count and by bytes; one message is always taken, and behind what is held the line is not read."""
    megabyte = 1 << 20
    for sizes, at_once in (([10] * 999, 400), ([3 * megabyte] * 9, 1), ([megabyte] * 9, 4), ([9 * megabyte], 1)):
        city._taken = [message(size) for size in sizes]
        assert [len(part) for part in city._batch()] == [at_once, len(sizes) - at_once]
    city._taken, city._writing = [message(16 * megabyte)], [message(15 * megabyte)]
    assert city._has_room()
    city._taken += [message(2 * megabyte)]
    assert not city._has_room()
    city._taken = [message(10)] * 5_000  # each weighs more than its payload
    assert not city._has_room()
    city._taken, city._writing = [], []


def test_a_part_that_the_broker_does_not_let_us_read_is_told(tmp_path: Path) -> None:
    """The rest is listened to; whoever gives rights is named the topic."""
    url, said = f"sqlite:///{tmp_path}/city.db", list[str]()
    units, names = ["H55/92", "H55/93"], ["motcua/v1/H55/92/#", "motcua/v1/H55/93/#"]
    made = Subscriber([broker_at("mqtt://127.0.0.1:9")], lambda: Store.open(url), units, "city", say=said.append)
    wire = Wire(broker_at("mqtt://127.0.0.1:9"), "city")
    made._heed(wire, News("ready", "not authorized", refused=(names[1],)))
    made._doubts.tell(float("inf"))
    assert said[0] == f"listening: {names[0]}"
    assert any("give this user the right to read" in line and names[1] in line for line in said[1:])
    wire.close()
    made._desk.shutdown()
    made._clerk.close()
