"""Two real PostgreSQL clusters, one pair a test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.city.replicated.pair import Pair
from tests.sync.conftest import program


@pytest.fixture
def pair() -> Iterator[Pair]:
    program("initdb")
    with tempfile.TemporaryDirectory(prefix="pair", dir="/tmp") as folder:
        made = Pair(Path(folder))
        try:
            yield made
        finally:
            made.close()
