"""A sample kiosk.toml of its own for each test, with its data folder beside it."""

from pathlib import Path

import pytest

from tests.doctor.people import SAMPLE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    copy = tmp_path / "kiosk.toml"
    text = SAMPLE.read_text(encoding="utf-8").replace('# data = "/var/lib/kiosk"', f'data = "{tmp_path}"')
    copy.write_text(text, encoding="utf-8")
    return copy
