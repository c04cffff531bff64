"""`./scripts/chaos` in its short form: real programs die on one machine; a planted lie is found by the same judge."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.simulation.broker import mosquitto
from scripts.failures.storm import Storm
from scripts.failures.worlds.one_machine import forgetful, one
from scripts.failures.worlds.world import World
from scripts.soak.link import until
from sync.envelope import Ack, place
from tests.sync.city.running.parts import PATIENCE, Ear
from tests.sync.conftest import program

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed"),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Through which PostgreSQL's own user may go."""
    program("initdb")
    made = Path(tempfile.mkdtemp(prefix="chaos", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.mark.parametrize("make", [one, forgetful])
def test_whatever_dies_on_one_machine_nothing_is_lost_doubled_or_acknowledged_too_early(
    folder: Path, make: Callable[[Path], World]
) -> None:
    """Broker, database, city and a courier, each at least once, while two kiosks are pressed."""
    world = make(folder)
    storm = Storm(folder, world, 2, seed=1)
    try:
        storm.begin()
        storm.rage(0)
        storm.settle()
        found = storm.figures()
        assert found["wrong"] == [] and set(found["blows"]) == {"broker", "database", "city", "courier"}
        assert found["events"] == found["acknowledged"] > 20 and found["looks"] > 4
    finally:
        storm.close()
        world.close()


def test_a_lie_that_is_planted_on_the_wire_is_found(folder: Path) -> None:
    """Somebody acknowledges, in the city's name, one rating more than there is."""
    world = one(folder)
    storm = Storm(folder, world, 1, seed=1)
    try:
        (kiosk,) = storm.kiosks
        storm.begin()
        storm.look()
        assert storm.wrong == []
        ear = Ear(int(world.city[1].rpartition(":")[2]))
        ((source, journal, stream),) = (chain for chain in kiosk.written() if chain[2] == "rating")
        lie = (source, journal, stream), kiosk.written()[source, journal, stream] + 1
        ear.says(place(f"motcua/v1{source}/ack/{stream}").topic, Ack(journal, lie[1]).payload())
        ear.close()
        until(lambda: lie in storm.told.most().items(), "the lie", PATIENCE)
        storm.look()
        assert storm.wrong == [f"{source} {journal} rating: acknowledged up to {lie[1]}, {lie[1] - 1} stored"]
    finally:
        storm.close()
        world.close()
