"""The day of an office, made once for a module of tests."""

from pathlib import Path

import pytest

from tests.journal.loss.office import Day, make


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return make(tmp_path_factory.mktemp("office"))


@pytest.fixture
def day(office: Day, tmp_path: Path) -> Day:
    return office.copied(tmp_path / "data")
