"""One city and one kiosk with its code, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.enrolment.site import City, Kiosk


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path / "ca")
    yield made
    made.close()


@pytest.fixture
def kiosk(tmp_path: Path, city: City) -> Kiosk:
    return Kiosk(tmp_path / "kiosk", city, city.code())
