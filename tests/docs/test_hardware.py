"""What docs/hardware.md promises is shown by a test that is there."""

import re

import pytest

from tests.docs.papers import ROOT, text_of

_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_ROWS = [line for line in text_of("docs/hardware.md").splitlines() if line.startswith("| ") and "---" not in line]


@pytest.mark.parametrize("row", [row for row in _ROWS if not row.startswith("| kind |")])
def test_every_kind_has_tests_that_are_there(row: str) -> None:
    """At least one, by its file and name."""
    named = _TEST.findall(row)
    assert named
    for path, name in named:
        assert f"\ndef {name}(" in (ROOT / path).read_text(encoding="utf-8"), (path, name)
