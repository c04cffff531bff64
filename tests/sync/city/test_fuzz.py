"""A short run of `./scripts/attack fuzz-city`: anything at all to the city as the program that it is."""

import argparse
import os

import pytest

from kiosk.simulation.broker import mosquitto
from scripts.attacks import fuzz_city

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
    ),
]


def test_no_message_stops_the_city(monkeypatch: pytest.MonkeyPatch) -> None:
    """Depth, count, size, noise, forged events: it runs, has all that is true, and counts nothing else."""
    monkeypatch.setattr(fuzz_city, "MB", 100_000)
    monkeypatch.setattr(fuzz_city, "EVERY", 20)
    found = fuzz_city.run(argparse.Namespace(inputs=120, seed=3))
    assert found["up"] and found["true_events"] == 6 and found["lacking"] == found["counted"] == 0, found
    assert 0 < found["letters"] <= 120 + fuzz_city.GIANTS
