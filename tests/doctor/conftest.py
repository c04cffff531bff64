"""A sample kiosk.toml of its own for each test, with its data folder beside it."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from drivers.printer import pace
from tests.doctor.box import Box
from tests.doctor.people import SAMPLE


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Pages go out without waiting for paper that does not move. By a patch of its own: the test's `monkeypatch` would
    be older than the fixtures that patch, and be undone behind them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace, "time", SimpleNamespace(sleep=lambda seconds: None))
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    copy = tmp_path / "kiosk.toml"
    text = SAMPLE.read_text(encoding="utf-8").replace('# data = "/var/lib/kiosk"', f'data = "{tmp_path}"')
    copy.write_text(text, encoding="utf-8")
    return copy


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    box.printer.unplug()
