"""A guarded broker for each test."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.sync.city.broker.guarded import Guarded


@pytest.fixture
def guarded() -> Iterator[Guarded]:
    """In a folder of a short name: bells are sockets, and those have at most 108 letters (unix(7))."""
    with TemporaryDirectory(prefix="mq", ignore_cleanup_errors=True) as folder:
        made = Guarded(Path(folder))
        yield made
        made.close()
