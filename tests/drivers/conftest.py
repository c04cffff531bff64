"""Lines of a played chip, and the factory that gpiozero asks for them."""

from collections.abc import Iterator

import pytest

from drivers.gpio.lines import LineFactory
from tests.drivers.simulated_lines import SimulatedLines


@pytest.fixture
def far() -> SimulatedLines:
    return SimulatedLines()


@pytest.fixture
def factory(far: SimulatedLines) -> Iterator[LineFactory]:
    made = LineFactory(far.ask)
    yield made
    made.close()
