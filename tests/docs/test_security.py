"""docs/security.md promises that each attack in it is tried by a test that is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.papers import ROOT, spans, tables, text_of

PAPER = "docs/security.md"
PLACES = (
    "From the broker",
    "From the office LAN",
    "From a USB stick",
    "From the officer's seat",
    "From the technician's seat",
    "From a program that was taken over",
    "With the card in hand",
    "From the city's operators",
)
NAMED = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")


@cache
def names_in(path: Path) -> frozenset[str]:
    """The test functions of a file, also within a class."""
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def astray(cell: str) -> list[str]:
    """What is wrong with a row's third cell: no test, or one that is not there."""
    named = [(span, NAMED.fullmatch(span)) for span in spans(cell) if span.startswith("tests/")]
    gone = [span for span, found in named if not found or found[2] not in names_in(ROOT / found[1])]
    return gone or ([] if named else [f"no test: {cell}"])


def test_every_attack_has_a_test_that_is_there() -> None:
    """By its path and its name; a row has three cells, and stands there once."""
    rows = tables(PAPER, "attack")
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
    assert [(row[0], wrong) for row in rows if (wrong := astray(row[2]))] == []
    assert len({row[0] for row in rows}) == len(rows) > len(PLACES)


def test_every_place_has_its_attacks() -> None:
    """All of them, in their order, each with a table of its own."""
    found = re.findall(r"^## (.+)\n\n\| attack \| what happens \| test \|$", text_of(PAPER), re.M)
    assert found == list(PLACES)


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        ("`tests/host/test_salt_file.py::test_each_kiosk_has_another_one`", True),
        ("`tests/host/test_salt_file.py::test_nothing`", False),
        ("`tests/host/test_nowhere.py::test_each_kiosk_has_another_one`", False),
        ("`tests/host/test_salt_file.py::DAMAGED`", False),
        ("`tests/host/test_salt_file.py`", False),
        ("`./scripts/soak-courier`", False),
        ("", False),
    ],
)
def test_a_row_without_a_test_is_found(cell: str, right: bool) -> None:
    assert (astray(cell) == []) is right
