"""Docs that can lie are held against the code."""

import importlib
import re
from pathlib import Path

import pytest

from kiosk.__main__ import _parser
from kiosk.core.record.codec import KINDS
from kiosk.core.record.events import STREAMS

PAGES = [Path("README.md"), *sorted(Path("docs").glob("*.md"))]
WALK = Path("docs/walk.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:kiosk|drivers|sync|display)\.[\w.]+)`", WALK))))
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


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_and_link_of_the_docs_exists(page: Path) -> None:
    """`kiosk …` commands are known to the parser, scripts and linked files are there."""
    text = page.read_text(encoding="utf-8")
    known = _parser().format_help()
    for command in re.findall(r"^kiosk (\w+)", text, re.M):
        assert command in known, command
    for script in re.findall(r"\./(scripts/\w+)", text):
        assert Path(script).exists(), script
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (page.parent / link).exists(), link


def test_streams_and_types_of_the_city_page_exist() -> None:
    """docs/city.md names the streams and event types that the code has."""
    text = Path("docs/city.md").read_text(encoding="utf-8")
    assert all(f"`{stream}`" in text for stream in STREAMS)
    for kind in re.findall(r"`((?:rating|visit|ticket|slip)\.\w+)`", text):
        assert f"vn.motcua.{kind}.v1" in KINDS, kind
