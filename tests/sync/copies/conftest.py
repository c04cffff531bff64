"""A city for every test here, whose kiosks speak often."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import beat, outbox
from sync.city import clerk, subscriber
from tests.sync.copies.cards import City


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    monkeypatch.setattr(beat, "BEAT_S", 0.5)
    monkeypatch.setattr(clerk, "LOOK_S", 0.5)
    monkeypatch.setattr(subscriber, "ASK_AGAIN_S", 0.3)
    monkeypatch.setattr(outbox, "NUDGE_S", 0.3)
    made = City(tmp_path)
    yield made
    made.close()
