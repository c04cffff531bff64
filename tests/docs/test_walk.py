"""Papers that walk through the code or explain the city's tables name things that are there."""

import importlib
import re

import pytest

from kiosk.core.record.codec import KINDS
from kiosk.core.record.event import STREAMS, name_of
from tests.docs.papers import spans, text_of

DOTTED = re.compile(r"(?:kiosk|drivers|sync|display)\.[\w.]+")


@pytest.mark.parametrize("name", sorted({span for span in spans(text_of("docs/walk.md")) if DOTTED.fullmatch(span)}))
def test_every_function_of_the_walk_exists(name: str) -> None:
    """docs/walk.md names functions by module; each can be found."""
    parts = name.split(".")
    for size in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for part in parts[size:]:
            found = getattr(found, part)
        return
    pytest.fail(f"no module in {name}")


def test_streams_and_types_of_the_city_page_exist() -> None:
    """docs/city.md names the streams and event types that the code has."""
    said = text_of("docs/city.md")
    assert all(f"`{stream}`" in said for stream in STREAMS)
    told = [name for name in spans(said) if re.fullmatch(r"(?:rating|visit|ticket|slip)\.\w+", name)]
    assert told and [name for name in told if name not in set(map(name_of, KINDS))] == []
