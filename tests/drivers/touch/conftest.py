"""A panel at the far end, the real driver at this one, and a clock of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers import touch
from drivers.touch import TouchPanel
from tests.drivers.touch.hand import SIZE, Time
from tests.drivers.touch.simulated_panel import Kind, SimulatedPanel, simulated_panel


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(touch, "now_ms", made)
    return made


@pytest.fixture
def far(tmp_path: Path, kind: Kind, time: Time) -> Iterator[SimulatedPanel]:
    with simulated_panel(tmp_path, kind) as made:
        yield made


@pytest.fixture
def near(far: SimulatedPanel) -> Iterator[TouchPanel]:
    opened = TouchPanel(far.path, SIZE)
    yield opened
    opened.close()
