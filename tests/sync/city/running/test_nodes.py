"""A broker of several addresses: kiosk-city goes to another one where one is dead, at the start and later."""

from pathlib import Path

import pytest

from kiosk.simulation.folder import choose_port
from scripts.soak.link import until
from sync.packing import pack
from tests.sync.chains import ratings
from tests.sync.city.running.parts import PATIENCE, Broker, City, Ear, needs_broker
from tests.sync.city.running.test_workers import TOPIC, stored

pytestmark = [pytest.mark.slow, needs_broker]


def test_a_dead_node_is_passed_by_and_one_that_dies_is_left(tmp_path: Path) -> None:
    """Nothing listens at the first address; the second dies under it; at the third everything is stored."""
    nodes, db = [Broker(tmp_path), Broker(tmp_path)], f"sqlite:///{tmp_path}/city.db"
    urls = [f"mqtt://127.0.0.1:{choose_port()}", *(node.url for node in nodes)]
    city = City(tmp_path, urls[0], db, "--broker", urls[1], "--broker", urls[2])
    for node in nodes:
        city.says("listening")
        ear = Ear(node.port)
        ear.says(TOPIC, pack(ratings(3)))
        until(lambda: stored(db) == 3, "the events", PATIENCE)
        ear.close()
        node.close()
        until(lambda node=node: node is nodes[1] or city.said().count("listening") == 2, "another node", PATIENCE)  # type: ignore[misc]
    city.stop()
