"""What each word changes in the dialog, and that it leaves everything else as it was, whichever screen is shown."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from kiosk.core.dialog import answers as a
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.changes import changed
from kiosk.core.dialog.dialog import Dialog

FULL = Dialog(
    screen="thanks", base="closed", since=1_000, page=3, priority=True, large=True, contrast=True, ticket="visit 1",
    scanned="visit 2", scanned_at=900, rating=7, level=2, counter=5, may_correct=True, lit=(4, 5), reasons=("LATE",),
    field=6, procedure="HT-01", trail=(2, 1), notice="code-unknown",
)  # fmt: skip
NOW = 2_000
UNKNOWN = {"counter": 0, "may_correct": False}
NEW_NUMBER = {"ticket": "visit 9", "priority": False, "notice": "", "page": 0}
THANKED = {"rating": 8, "level": 4, "reasons": (), "page": 0, "scanned": "", "notice": ""}
DEEPER = {"trail": (2, 1, 3), "page": 0, "notice": ""}

CHANGES: list[tuple[i.Input, dict[str, Any]]] = [
    # what one chooses
    (i.TapPriority(), {"priority": False}),
    (i.TapLarge(), {"large": False, "page": 0}),
    (i.TapContrast(), {"contrast": False}),
    (i.TapReason("WAIT"), {"reasons": ("LATE", "WAIT")}),
    (i.TapReason("LATE"), {"reasons": ()}),
    (i.TapSkip(), {"lit": ()}),
    (i.TapNo(), {"blank": True}),
    (i.TapRate(), {"counter": 0, "notice": ""}),
    # pages, and the screens of the public list
    (i.TapMore(), {"page": 4}),
    (i.TapPrevious(), {"page": 2}),
    (i.TapProcedures(), DEEPER),
    (i.TapField(9), {**DEEPER, "field": 9}),
    (i.TapProcedure("DD-02"), {**DEEPER, "procedure": "DD-02"}),
    (i.TapBack(), {"page": 1, "trail": (2,), "notice": ""}),
    # what the journal answered
    (a.Issued("visit 9"), NEW_NUMBER),
    (a.AsksAnother("visit 9"), {"ticket": "visit 9", "notice": ""}),
    (a.Rated(8, 4, counter=2, may_correct=False), {**THANKED, "counter": 2, "may_correct": False, "lit": ()}),
    (a.Rated(8, 4, counter=2, may_correct=True), {**THANKED, "counter": 2, "lit": ()}),
    (a.Rated(8, 4), {**THANKED, **UNKNOWN, "lit": ()}),
    (a.RatedWhich(8, 4, lit=(1, 2)), {**THANKED, **UNKNOWN, "lit": (1, 2)}),
    (a.Bound(3), {"counter": 3, "may_correct": False, "lit": ()}),
    (a.Unbound(), {**UNKNOWN, "lit": ()}),
    (a.UnboundWhich((1,)), {**UNKNOWN, "lit": (1,)}),
    (a.ListComes(), {"notice": "list-comes"}),
    (a.Refused(closed=True), {"notice": "refused-closed"}),
    (a.Refused(closed=False), {"notice": ""}),
    (a.NotWritten(), {"base": "out-of-order", "notice": "not-written"}),
    # what happened
    (i.Scan("visit 9", 2), {"scanned": "visit 9", "scanned_at": NOW, "counter": 2, "notice": "code-scanned"}),
    (i.ScanUnknown(), {}),
    (i.Offered("visit 9"), NEW_NUMBER),
    (i.ScanWaiting("visit 9"), NEW_NUMBER),
    (i.ScanHeld("visit 9", 2), {**NEW_NUMBER, "scanned": "visit 9", "scanned_at": NOW, "counter": 2}),
    (i.Idle(), {"notice": ""}),
    (i.Base("out-of-order"), {"base": "out-of-order"}),
]
UNCHANGED: tuple[i.Input, ...] = (
    i.TapService("A"), i.PressService("A"), i.TapReprint(), i.TapLater(1800),
    i.TapLevel(4), i.PressLevel(4), i.PressPad(4, 1),
    i.TapDecline("visit 1"), i.TapCounter(1), i.TapNotThisCounter(), i.TapPrint(), i.TapYes(), i.TapDone(),
    i.CoverOpen(), i.NewPaper(), i.ScanAppointment("A", 7),
)  # fmt: skip


@pytest.mark.parametrize(("said", "changes"), CHANGES, ids=lambda value: repr(value)[:40])
def test_a_word_changes_this_and_nothing_else(said: i.Input, changes: dict[str, Any]) -> None:
    """In a dialog in which everything has been chosen."""
    assert changed(FULL, said, NOW) == replace(FULL, **changes)


@pytest.mark.parametrize("said", UNCHANGED, ids=repr)
def test_what_the_journal_decides_changes_nothing_until_it_has_answered(said: i.Input) -> None:
    """Nor does the paper's handling: its rows say where it leads."""
    assert changed(FULL, said, NOW) == FULL


def test_every_input_is_said_above() -> None:
    """A new one has a line there, or changes nothing."""
    assert {type(said) for said in (*UNCHANGED, *(said for said, _ in CHANGES))} == set(get_args(i.Input))


@pytest.mark.parametrize("on", ["home", "closed", "out-of-order"])
def test_nobodys_screen_follows_the_house(on: Any) -> None:
    """At a screen where nobody stands."""
    assert changed(Dialog(screen=on, base=on), i.Base("closed"), NOW) == Dialog("closed", "closed")


def test_going_back_from_where_one_did_not_come_from_leads_to_the_first_page() -> None:
    assert changed(Dialog(screen="rate", page=2), i.TapBack(), NOW) == Dialog(screen="rate")


def test_what_was_turned_on_is_what_was_off() -> None:
    """Large letters, contrast and priority, from nothing chosen."""
    dialog = Dialog()
    for tap in (i.TapLarge(), i.TapContrast(), i.TapPriority()):
        dialog = changed(dialog, tap, NOW)
    assert dialog == Dialog(large=True, contrast=True, priority=True)
