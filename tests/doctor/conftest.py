"""A sample kiosk.toml of its own for each test, with its data folder beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doctor.box import Box
from tests.doctor.people import SAMPLE


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
