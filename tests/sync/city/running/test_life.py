"""kiosk-city tells systemd that it lives, however long its database takes; one that stands still would keep its place
at a PostgreSQL, and nobody else could serve its part.

The real program under a socket like systemd's; a database that does not answer, in process.
"""

import os
import socket
from pathlib import Path
from threading import Event

import pytest

from sync.city.engine import Away
from sync.city.store import Store
from sync.city.subscriber import Subscriber
from sync.connection import LOOK_S
from tests.setup.users.test_city_unit import value
from tests.sync.city.running.parts import PATIENCE, Broker, City, needs_broker

WAKINGS = 20


def test_its_unit_has_patience_with_each_of_its_sleeps() -> None:
    """A sign comes at each waking; three fit into what systemd waits."""
    assert int(value("WatchdogSec")) >= 3 * LOOK_S


def test_it_lives_on_while_the_database_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign at each waking of the line, although the other thread waits for what never comes."""
    monkeypatch.setattr("sync.city.subscriber.LOOK_S", 0.01)
    answers, signs = Event(), list[int]()

    def opened() -> Store:
        answers.wait(PATIENCE)
        raise Away("played")

    city = Subscriber([], opened, [], "city", live=lambda: signs.append(1))
    stop, ended = os.pipe()
    for _ in range(WAKINGS):
        assert not city.turn(stop)
    assert len(signs) == WAKINGS and not answers.is_set()
    answers.set()
    os.write(ended, b".")
    city.run(stop)
    for end in (stop, ended):
        os.close(end)


@needs_broker
def test_the_program_gives_signs_where_systemd_asks_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its start, at a file too."""
    broker, name = Broker(tmp_path), str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(name)
        systemd.settimeout(PATIENCE)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        monkeypatch.setenv("WATCHDOG_USEC", "3000000")
        city = City(tmp_path, broker.url, f"sqlite:///{tmp_path / 'city.db'}")
        assert [systemd.recv(100) for _ in range(2)] == [b"WATCHDOG=1"] * 2
        city.stop()
    broker.close()
