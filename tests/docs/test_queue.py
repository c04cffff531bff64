"""What docs/queue.md says is shown by a test that is there."""

import re
from functools import cache

import pytest

from tests.docs.papers import ROOT, tables, text_of

PAPER = "docs/queue.md"
_SHOWN = re.compile(r"`(tests/[\w./-]+)(?:::(\w+))?`")
FAULTS = ("seen elsewhere", "seen here")
PEERS = ("FQM", "MADO", "QSystem", "novosga", "Qmatic", "ZMS")


def shown() -> list[tuple[str, str]]:
    return _SHOWN.findall(text_of(PAPER))


@cache
def names_in(path: str) -> set[str]:
    return set(re.findall(r"^def (test_\w+)", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(("path", "name"), sorted(set(shown())))
def test_whatever_is_named_is_there(path: str, name: str) -> None:
    assert (ROOT / path).exists() and (not name or name in names_in(path))


@pytest.mark.parametrize("head", FAULTS)
def test_every_fault_has_a_test_by_its_name(head: str) -> None:
    rows = tables(PAPER, head)
    assert len(rows) >= 10 and all(_SHOWN.search(row[-1]) for row in rows)


def test_every_feature_is_held_against_each_of_the_others() -> None:
    """And shown by a test or a page of ours."""
    rows = tables(PAPER, "feature")
    assert len(rows) >= 20 and all(len(row) == len(PEERS) + 2 and row[-1] for row in rows)
    assert all(name in text_of(PAPER) for name in PEERS)
