"""The doctor says of a card that is a copy what it is, and what to do."""

from pathlib import Path

import pytest

from kiosk.core.decisions.device import device_moved
from kiosk.core.words.faults import words_of
from kiosk.doctor.checks.copies import copies
from kiosk.host.card import identity
from kiosk.journal.opening import migrate, open_file
from tests.journal.clocks import SOURCE, TestClock


@pytest.mark.parametrize("own", ["one", "two", ""])
@pytest.mark.parametrize("name", ["ok", "taken", ""])
def test_a_copied_card_and_a_shared_name_are_findings(tmp_path: Path, own: str, name: str) -> None:
    """Each with its remedy; a card that is not known says nothing, and neither does what is well."""
    migrate(tmp_path / "journal.db", identity("one"))
    with open_file(tmp_path / "journal.db", SOURCE, TestClock()) as journal:
        for word in filter(None, ["taken", name]):
            journal.transact(lambda state, now, word=word: device_moved(state, "name", word))  # type: ignore[misc]
        found = {finding.device: finding for finding in copies(journal, identity(own) if own else "")}
    shared = {"name"} if name != "ok" else set()
    assert set(found) == ({"card"} if own == "two" else set()) | shared
    for device, state in (("card", "copied"), ("name", "taken")):
        assert device not in found or (found[device].do == words_of(device, state).do and not found[device].good)
