"""What the house does to the citizen's dialog: hours, midnight and failures throw nobody off a screen."""

from dataclasses import replace
from typing import get_args

import pytest

from kiosk.core.dialog import answers as a
from kiosk.core.dialog import commands as c
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.dialog import HOME, BaseScreen, Dialog, Screen
from kiosk.core.dialog.idle import idle_in
from kiosk.core.dialog.table import step
from tests.core.office import rules

RULES = rules({"A": "Hộ tịch"}, {1: "A"})
SCREENS: tuple[Screen, ...] = tuple(word for part in get_args(Screen) for word in get_args(part))


def tell(dialog: Dialog, said: i.Input, now: int) -> tuple[Dialog, c.Command | None]:
    return step(dialog, said, now, RULES)


def test_the_base_follows_the_house_and_disturbs_nobody() -> None:
    """At closing time the home screen closes; a visitor in the middle of a dialog finishes it first."""
    assert tell(Dialog(), i.Base("closed"), 1)[0] == Dialog("closed", "closed")
    dialog, _ = tell(Dialog(screen="thanks", since=5), i.Base("closed"), 9)
    assert (dialog.screen, dialog.since) == ("thanks", 5)
    assert tell(dialog, i.Idle(), 9)[0].screen == "closed"
    assert tell(Dialog(), i.TapYes(), 1) == (Dialog(), None)


CHOSEN: list[i.Input] = [i.TapPriority(), i.TapLarge(), i.TapContrast(), i.TapMore(), i.ScanUnknown()]
HOUSE: list[BaseScreen] = ["home", "closed", "out-of-order"]


@pytest.mark.parametrize("said", CHOSEN, ids=repr)
def test_closing_time_takes_nobody_from_what_they_chose(said: i.Input) -> None:
    """Whoever chose something on the home screen is left there until he has gone; what is not given any more is refused
    in words, and then the screen is closed."""
    chosen = tell(Dialog(), said, 1)[0]
    left = tell(chosen, i.Base("closed"), 2)[0]
    assert left == replace(chosen, base="closed")
    assert idle_in(left, 1, RULES) == RULES.home
    assert tell(left, i.Idle(), 40_000)[0] == Dialog("closed", "closed", since=40_000)
    refused = tell(left, a.Refused(closed=True), 3)[0]
    assert (refused.screen, refused.notice) == ("closed", "refused-closed")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("base", HOUSE)
def test_the_house_moves_only_a_screen_of_rest(screen: Screen, base: BaseScreen) -> None:
    """New hours, a corrected clock, midnight: on every other screen its visitor stays, with all that was chosen."""
    dialog = Dialog(screen, page=2, ticket="t", rating=7, level=1, counter=3, reasons=("LATE",), procedure="P", since=5)
    moved = tell(dialog, i.Base(base), 9)[0]
    assert replace(moved, base="home", screen=screen) == dialog
    assert moved.screen == (base if screen in HOME and base != "closed" else screen)


@pytest.mark.parametrize("rest", HOUSE)
def test_an_untouched_screen_opens_by_itself(rest: BaseScreen) -> None:
    """07:30, or the journal is back: the cards are there without a touch; a card that failed before works again."""
    assert tell(Dialog(rest, rest), i.Base("home"), 9)[0] == Dialog()
    failed = tell(tell(Dialog(page=1), a.NotWritten(), 3)[0], i.Base("home"), 9)[0]
    assert (failed.screen, failed.page) == ("home", 0)
    assert tell(failed, i.TapService("A"), 10)[1] == c.Issue("A", False, "touch")


ANSWERED: list[a.Answer] = [a.Refused(True), a.Refused(False), a.Refused(False, full=True), a.NotWritten()]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("answer", [*ANSWERED, a.Refused(False, stopped=True)], ids=repr)
def test_after_a_wish_that_failed_every_card_works(screen: Screen, answer: a.Answer) -> None:
    """From every screen: what failed leaves nothing behind but its words, and each card of home does what it does."""
    failed = tell(tell(Dialog(screen, service="A", page=3), answer, 3)[0], i.Base("home"), 4)[0]
    assert replace(failed, notice="") == Dialog(since=3)
    for said in (i.TapService("A"), i.TapPriority(), i.TapRate(), i.TapLarge(), i.TapContrast(), i.TapProcedures()):
        after, command = tell(failed, said, 5)
        assert command or after != failed
        assert tell(after, a.Issued("t"), 6)[0].screen == "ticket"
