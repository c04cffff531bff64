"""The whole of it for a few seconds: a stranger with a broker's rights beside real programs."""

import argparse
import os

import pytest

from kiosk.simulation.broker import mosquitto
from scripts.attacks import broker
from scripts.attacks.strangers import ATTACKS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
    ),
]


@pytest.mark.parametrize("enrolled", [False, True], ids=["before enrolment", "enrolled"])
def test_a_stranger_at_the_broker_reaches_nothing(enrolled: bool) -> None:
    """All attacks in turn, for seconds: `./scripts/attack broker` does it for ten minutes."""
    found = broker.run(argparse.Namespace(minutes=0, seed=1, enrolled=enrolled))
    assert found["good"] and all(found["said"][name] for name in ATTACKS), found
    assert found["growth_bytes"] < 10_000 and found["chains"] and found["memory_mb"]["courier"] < 100
