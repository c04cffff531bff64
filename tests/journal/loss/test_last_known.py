"""What a journal lacks of the one that is known: a pure rule, which says what a technician is to look for."""

from dataclasses import replace

import pytest

from kiosk.journal.last_known import LastKnown, shortfall

KNOWN = LastKnown("here", 40, "h40", {}, "2026-11-23", {"A": 7}, log=True)
THERE = {
    "all of it": (KNOWN, ""),
    "it went on": (replace(KNOWN, seq=55, log=False), ""),
    "another journal": (replace(KNOWN, journal="there"), "another journal, there,"),
    "an older copy": (replace(KNOWN, seq=30, hash=""), "ends with row 30, and had reached row 40: an older copy"),
    "a copy that went on": (replace(KNOWN, seq=55, hash="other"), "row 40 is not the one that it had"),
    "its log is gone": (replace(KNOWN, log=False), "behind row 40 stood in its log, which is gone"),
}


@pytest.mark.parametrize("there", THERE)
def test_what_is_lacking_is_said_by_its_kind(there: str) -> None:
    """Which row it ends with where it is older; which row is another where it went on by itself."""
    journal, said = THERE[there]
    word = shortfall(KNOWN, journal)
    assert said in word and bool(word) is bool(said)
