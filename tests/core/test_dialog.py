"""The citizen's dialog as its table has it: where every word leads, what it commands, how long a screen waits."""

from dataclasses import MISSING, fields, replace
from typing import get_args

import pytest

from kiosk.core.dialog import answers as a
from kiosk.core.dialog import commands as c
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.dialog import HOME, LIST, Dialog, Screen
from kiosk.core.dialog.idle import idle_in
from kiosk.core.dialog.table import SAME_MS, TABLE, row_for, step
from kiosk.core.dialog.view import AnswerCard, CounterSpot, ServiceCard, View
from scripts.draw_dialog import PAGE, drawing
from tests.core.office import rules

RULES = rules({"A": "Hộ tịch"}, {1: "A"})
SCREENS: tuple[Screen, ...] = tuple(word for part in get_args(Screen) for word in get_args(part))


def tell(dialog: Dialog, said: i.Input, now: int) -> tuple[Dialog, c.Command | None]:
    return step(dialog, said, now, RULES)


def walk(dialog: Dialog, *said: i.Input) -> Dialog:
    for now, one in enumerate(said, 1):
        dialog, _ = tell(dialog, one, now)
    return dialog


def test_a_press_on_any_screen_is_a_rating_and_is_thanked() -> None:
    """One press from wherever the screen is; the thanks come with what was written, and idle goes home."""
    for screen in SCREENS:
        dialog, command = tell(Dialog(screen=screen), i.PressLevel(1), 5)
        assert command == c.Rate(1, "button")
        dialog, _ = tell(dialog, a.Rated(7, 1, counter=3, may_correct=True), 6)
        assert (dialog.screen, dialog.rating, dialog.counter, dialog.may_correct) == ("thanks", 7, 3, True)
        dialog, _ = tell(dialog, i.Idle(), 9)
        assert dialog == Dialog(screen="home", since=9)


def test_a_press_at_a_counters_pad_disturbs_nobody_at_the_screen() -> None:
    """It is a rating of that counter, whatever the screen shows; the visitor there is not kept waiting longer by it."""
    for screen in SCREENS:
        dialog = Dialog(screen=screen, since=1, scanned="tok", scanned_at=1)
        assert tell(dialog, i.PressPad(2, counter=4), 50_000) == (dialog, c.RateAtPad(2, counter=4))


@pytest.mark.parametrize("screen", ["home", "fields", "procedures", "documents", "thanks"])
def test_what_does_not_fit_has_a_next_page(screen: Screen) -> None:
    """Services, the public list, the reasons in large letters; elsewhere there is nothing to turn."""
    assert tell(Dialog(screen=screen), i.TapMore(), 1)[0] == Dialog(screen=screen, page=1, since=1)
    assert tell(Dialog(screen="rate"), i.TapMore(), 1)[0] == Dialog(screen="rate")


def test_what_one_visitor_chose_is_gone_for_the_next() -> None:
    """Large letters, contrast, priority and page go back when the visit ends."""
    dialog = walk(Dialog(), i.TapLarge(), i.TapContrast(), i.TapPriority(), i.TapMore())
    assert (dialog.large, dialog.contrast, dialog.priority, dialog.page) == (True, True, True, 1)
    dialog, command = tell(dialog, i.TapService("A"), 2)
    assert command == c.Issue("A", priority=True, channel="touch")
    dialog, _ = tell(dialog, a.Issued("tok"), 3)
    assert (dialog.screen, dialog.ticket, dialog.priority) == ("ticket", "tok", False)
    assert tell(dialog, i.TapDone(), 4)[0] == Dialog(since=4)


def test_which_counter_is_asked_answered_and_corrected() -> None:
    """The tap binds; "not this counter" asks again; skipping is thanked too; reasons toggle."""
    dialog, _ = tell(Dialog(), a.RatedWhich(3, 4, lit=(1, 2)), 1)
    assert (dialog.screen, dialog.lit) == ("which-counter", (1, 2))
    dialog, command = tell(dialog, i.TapCounter(2), 2)
    assert command == c.Bind(rating=3, counter=2)
    dialog, _ = tell(dialog, a.Bound(2), 3)
    assert (dialog.screen, dialog.counter) == ("thanks", 2)
    dialog, command = tell(dialog, i.TapNotThisCounter(), 4)
    assert command == c.Unbind(rating=3)
    dialog, _ = tell(dialog, a.UnboundWhich(lit=(1,)), 5)
    dialog, _ = tell(dialog, i.TapSkip(), 6)
    assert tell(dialog, a.Unbound(), 6)[0].screen == "thanks"
    for code, reasons in (("LATE", ("LATE",)), ("WAIT", ("LATE", "WAIT")), ("LATE", ("WAIT",))):
        dialog, command = tell(dialog, i.TapReason(code), 7)
        assert command == c.GiveReasons(3, reasons) and dialog.reasons == reasons


def test_a_scanned_slip_waits_a_minute_for_its_press() -> None:
    """Pressed within a minute of it: about that slip; later: not. An unknown code is told."""
    dialog, _ = tell(Dialog(), i.Scan("tok", 3), 5_000)
    assert (dialog.screen, dialog.counter) == ("rate", 3)
    for now, scanned in ((65_000, "tok"), (65_001, "")):
        assert tell(dialog, i.TapLevel(4), now)[1] == c.Rate(4, "touch", scanned)
    assert tell(Dialog(), i.ScanUnknown(), 1)[0].notice == "code-unknown"


def test_a_refusal_goes_home_and_says_only_what_a_citizen_can_do_about() -> None:
    """Out of hours is said; that a counter has nothing to rate any more is not."""
    refusals = (
        (a.Refused(True), "refused-closed"),
        (a.Refused(False, full=True), "refused-full"),
        (a.Refused(False), ""),
    )
    for refused, notice in refusals:
        dialog, _ = tell(Dialog(screen="rate"), refused, 1)
        assert (dialog.screen, dialog.notice) == ("home", notice)


def test_every_screen_goes_home_by_itself() -> None:
    """At rest nothing is due; each other screen has its time, longer for a number without paper."""
    assert idle_in(Dialog(since=5), 9, RULES) is None
    assert all(idle_in(Dialog(screen=screen, page=1), 0, RULES) for screen in SCREENS)
    assert idle_in(Dialog(screen="which-counter"), 5_000, replace(RULES, which=30_000)) == 25_000
    assert idle_in(Dialog(screen="ticket"), 0, RULES) == 20_000
    assert idle_in(Dialog(screen="ticket"), 0, RULES, no_slip=True) == 45_000
    assert idle_in(Dialog(priority=True), 40_000, RULES) == 0


WAITS_S: dict[Screen, int] = {
    "home": 30, "closed": 30, "out-of-order": 30, "rate": 30, "ticket": 20, "another": 20, "thanks": 12,
    "which-counter": 20, "fields": 45, "procedures": 60, "documents": 90, "refill": 60, "paper-check": 60,
    "turn-roll": 60,
}  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_waits_for_as_long_as_it_takes_to_read_it(screen: Screen) -> None:
    """Counted from the visitor's last word; a list of documents longest, because it is copied by hand."""
    left = Dialog(screen=screen, since=7_000, page=1)
    assert idle_in(left, 7_000, RULES) == 1_000 * WAITS_S[screen]
    assert idle_in(left, 8_500, RULES) == 1_000 * WAITS_S[screen] - 1_500


def test_an_office_that_waits_longer_waits_longer_on_every_screen() -> None:
    """kiosk.home_seconds is the home screen's time, and the others' in proportion; "which counter?" has its own."""
    slow = replace(RULES, home=2 * RULES.home)
    for screen in SCREENS:
        usual, longer = (idle_in(Dialog(screen=screen, page=1), 0, how) for how in (RULES, slow))
        assert longer == (usual if screen == "which-counter" else 2 * (usual or 0)), screen
    assert idle_in(Dialog(page=1), 0, replace(RULES, home=12_000)) == 12_000
    assert idle_in(Dialog(screen="ticket"), 0, slow, no_slip=True) == 90_000


def test_the_thanks_are_seen_for_four_seconds_however_quick_the_office_is() -> None:
    """At the least that an office may set too."""
    quick = replace(RULES, home=5_000)
    assert idle_in(Dialog(screen="thanks"), 0, quick) == 4_000
    assert idle_in(Dialog(screen="rate"), 0, quick) == 5_000


def test_the_public_list_is_walked_down_and_back_page_by_page() -> None:
    """Fields, procedures, documents; back leads to the page that was left, and at last home."""
    dialog = walk(Dialog(), i.TapProcedures(), i.TapMore(), i.TapField(9))
    assert (dialog.screen, dialog.field, dialog.page) == ("procedures", 9, 0)
    dialog = walk(dialog, i.TapMore(), i.TapMore(), i.TapPrevious(), i.TapProcedure("HT-01"))
    assert (dialog.screen, dialog.procedure) == ("documents", "HT-01")
    assert (dialog.page, dialog.trail) == (0, (0, 1, 1))
    dialog = walk(dialog, i.TapBack())
    assert (dialog.screen, dialog.page) == ("procedures", 1)
    dialog = walk(dialog, i.TapBack())
    assert (dialog.screen, dialog.page) == ("fields", 1)
    assert walk(dialog, i.TapBack()) == Dialog(since=1)


def test_a_list_of_documents_is_printed_once_a_look_and_a_number_is_taken_from_it() -> None:
    """Print commands the procedure's code; once it comes the screen says so; a number keeps the chosen priority."""
    dialog = walk(Dialog(), i.TapPriority(), i.TapProcedures(), i.TapField(1), i.TapProcedure("HT-01"))
    dialog, command = tell(dialog, i.TapPrint(), 6)
    assert command == c.PrintDocuments("HT-01") and dialog.notice == ""
    dialog = walk(dialog, a.ListComes())
    assert (dialog.screen, dialog.notice) == ("documents", "list-comes")
    assert walk(dialog, i.TapBack()).notice == ""
    assert tell(dialog, i.TapService("A"), 7)[1] == c.Issue("A", priority=True, channel="touch")


def test_the_list_is_open_out_of_hours_and_left_alone_goes_home() -> None:
    """From the closed screen too; each of its screens has its time, the one to read the longest."""
    dialog = walk(Dialog("closed", "closed"), i.TapProcedures())
    assert dialog.screen == "fields" and walk(dialog, i.Idle()) == Dialog("closed", "closed", since=1)
    limits = [idle_in(Dialog(screen=screen), 0, RULES) or 0 for screen in LIST]
    assert limits == sorted(limits) and limits[0] >= 30_000


def test_a_service_button_gives_a_number_wherever_the_screen_is_but_closed() -> None:
    """It needs no screen; closed it does nothing; out of order it tries again; to the question for whom, it is yes."""
    for screen in SCREENS:
        _, command = tell(Dialog(screen=screen), i.PressService("A"), 1)
        given = c.Issue("A", False, "button", sure=screen == "another")
        assert command == (None if screen == "closed" else given)


@pytest.mark.parametrize(("tap", "printed", "then"), [(i.TapYes(), True, "home"), (i.TapNo(), False, "turn-roll")])
def test_whoever_put_paper_in_is_asked_whether_words_are_on_it(tap: i.Input, printed: bool, then: str) -> None:
    """The opened cover is helped, the new roll asked about, a roll the wrong way round explained."""
    dialog = walk(Dialog(), i.CoverOpen())
    assert dialog.screen == "refill"
    dialog, command = tell(walk(dialog, i.NewPaper()), tap, 3)
    assert (dialog.screen, command) == (then, c.PaperSeen(printed))


def test_a_broken_slip_is_offered_to_nobody_but_the_home_screen() -> None:
    """With its number and the way to print it again; a visitor in the middle of something is left alone."""
    dialog = walk(Dialog(), i.Offered("tok"))
    assert (dialog.screen, tell(dialog, i.TapReprint(), 2)[1]) == ("ticket", c.Reprint("tok"))
    for screen in set(SCREENS) - {"home"}:
        assert walk(Dialog(screen=screen), i.Offered("tok")) == Dialog(screen=screen)


# --- nothing forgotten ---


def test_every_input_has_a_row_and_no_row_stands_twice() -> None:
    """A class without a row would be ignored everywhere; `changes.py` is held to the same unions by mypy."""
    assert {row.on for row in TABLE} == set(get_args(i.Input))
    assert len({(row.screen, row.on) for row in TABLE}) == len(TABLE) and row_for("rate", i.TapYes) is None


def test_every_command_is_given_by_a_row_and_every_screen_is_reached() -> None:
    """`kiosk/app/commands.py` handles each of them by mypy's word; from home every screen can be come to."""
    given = {type(tell(Dialog(screen=s), said, 1)[1]) for s in SCREENS for said in EXAMPLES}
    assert given - {type(None)} == set(get_args(c.Command))
    assert {row.to for row in TABLE} - {"=", "base"} == set(SCREENS) - set(HOME)


def test_every_input_is_heard_on_some_screen() -> None:
    """Example by example: on one screen at least it changes the dialog or commands something."""
    for said in EXAMPLES:
        assert any(tell(Dialog(screen=s, lit=(1,)), said, 1) != (Dialog(screen=s, lit=(1,)), None) for s in SCREENS)


EXAMPLES: tuple[i.Input, ...] = (
    i.TapService("A"), i.PressService("A"), i.TapPriority(), i.TapReprint(), i.TapLater(1800), i.TapRate(),
    i.TapLevel(4),
    i.PressLevel(4), i.PressPad(4, 1), i.TapDecline("tok"), i.TapCounter(1), i.TapSkip(), i.TapNotThisCounter(),
    i.TapReason("LATE"), i.TapPrint(), i.TapYes(), i.TapNo(), i.TapDone(), i.TapLarge(), i.TapContrast(),
    i.TapMore(), i.TapPrevious(), i.TapProcedures(), i.TapField(1), i.TapProcedure("HT-01"), i.TapBack(),
    a.Issued("tok"), a.AsksAnother("tok"),
    a.Rated(1, 4), a.RatedWhich(1, 4, (1,)), a.Bound(1), a.Unbound(), a.UnboundWhich((1,)),
    a.ListComes(), a.Refused(closed=True), a.NotWritten(), i.Scan("tok", 1), i.ScanWaiting("tok"),
    i.ScanHeld("tok", 1),
    i.ScanAppointment("A", 7), i.ScanUnknown(), i.Offered("tok"),
    i.CoverOpen(), i.NewPaper(), i.Idle(), i.Base("closed"),
)  # fmt: skip


def test_there_is_an_example_of_every_input() -> None:
    """Or the tests above would pass over a new one."""
    assert [type(said) for said in EXAMPLES] == list(get_args(i.Input))


@pytest.mark.parametrize("value", [View, ServiceCard, CounterSpot, AnswerCard, Dialog, c.Rate, a.Rated])
def test_what_is_not_said_is_not_there(value: type) -> None:
    """Nothing is chosen, offered, lit or known by itself; a dialog begins on the home screen."""
    silent = {field.name: field.default for field in fields(value) if field.default is not MISSING}
    assert {name for name, default in silent.items() if default} == ({"screen", "base"} if value is Dialog else set())


def test_the_drawing_in_the_docs_is_the_table() -> None:
    """docs/talk.md is drawn from the table."""
    drawn = f"```mermaid\n{drawing()}```"
    assert drawn in PAGE.read_text(encoding="utf-8"), "run: python -m scripts.draw_dialog --write"


@pytest.mark.parametrize("again", [i.TapService("A"), i.PressService("A")], ids=repr)
def test_the_same_service_again_while_its_number_stands_there_is_the_same_number(again: i.Input) -> None:
    """Four seconds, by touch or button; later, of another service, or from another screen it is a number of its own."""
    asked, first = tell(Dialog(), i.TapService("A"), 1_000)
    shown, _ = tell(asked, a.Issued("t1"), 1_300)
    assert first == c.Issue("A", False, "touch") and shown.screen == "ticket"
    for now in (900, 1_301, 1_300 + SAME_MS):  # a press counts at its own time, which may be before the answer
        assert tell(shown, again, now) == (shown, None)
    press = i.PressService("A")
    assert tell(shown, press, 1_301 + SAME_MS)[1] == c.Issue("A", False, "button")
    assert tell(shown, i.PressService("B"), 1_301)[1] == c.Issue("B", False, "button")
    assert tell(replace(shown, screen="thanks"), press, 1_301)[1] == c.Issue("A", False, "button")
