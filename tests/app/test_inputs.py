"""What the devices say becomes the dialog's inputs: every thing that can be touched, every button, every code."""

from dataclasses import replace

import pytest

from kiosk.app.inputs import button_input, code_input, finger, paper_input, tap_input
from kiosk.config.options import Button
from kiosk.core.decisions.paper import Cover
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.table import row_for
from kiosk.core.office.rules import Stamp
from kiosk.core.state.values import State, Visit
from tests.display.views import ALL, PANELS, shown

OF_CITIZENS = [name for name, view in ALL.items() if view.screen not in ("doctor", "mistakes")]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("large", [False, True])
def test_whatever_can_be_touched_does_something_there(panel: str, large: bool) -> None:
    """No card that a citizen can touch is without an input, and none of these without a row on that very screen."""
    deaf = []
    for _, view, things in (shown(panel, name, large, False) for name in OF_CITIZENS):
        for id_ in (thing.id for thing in things if thing.touch):
            tap = tap_input(id_, "")
            if tap is None or row_for(view.screen, type(tap)) is None:  # type: ignore[arg-type]  # a view's screen
                deaf.append((view.screen, id_))
    assert deaf == []


def test_a_tap_says_which() -> None:
    """Letters, numbers and codes behind the first dash; a decline names whose question it answers."""
    assert tap_input("service-A", "") == i.TapService("A")
    assert (tap_input("level-4", ""), tap_input("counter-12", "")) == (i.TapLevel(4), i.TapCounter(12))
    assert tap_input("procedure-HT-01", "") == i.TapProcedure("HT-01")
    assert tap_input("decline", "tok") == i.TapDecline("tok")
    for nothing in ("", "header", "level-", "level-x", "service", "moon"):
        assert tap_input(nothing, "tok") is None


@pytest.mark.parametrize(
    ("way", "tapped"),
    [
        ("down rate, up rate", "rate"),
        ("down rate, move rate, up rate", "rate"),
        ("down rate, up done", ""),
        ("down rate, move done, move rate, up rate", ""),
        ("down rate, move , up ", ""),
        ("up rate", ""),
        ("down , up ", ""),
    ],
)
def test_a_touch_counts_when_it_begins_and_ends_in_the_same_thing(way: str, tapped: str) -> None:
    """A finger that slides off, or comes back, has chosen nothing; what it lies on meanwhile is drawn as pressed."""
    pressed, found = "", []
    for phase, thing in (step.split(" ") for step in way.split(", ")):
        pressed, tap = finger(pressed, phase, thing)  # type: ignore[arg-type]  # a test's words
        found.append(tap)
    assert (found[-1], pressed) == (tapped, "") and not any(found[:-1])


BUTTONS = {
    "very-satisfied": (Button("very-satisfied", 5), i.PressLevel(4)),
    "a level in words": (Button("x", 5, "level-1"), i.PressLevel(1)),
    "a service": (Button("service-a", 5), i.PressService("A")),
    "a pad": (Button("satisfied", 5, counter=3), i.PressPad(3, counter=3)),
    "nothing we know": (Button("moon", 5), None),
}


@pytest.mark.parametrize(("button", "said"), BUTTONS.values(), ids=BUTTONS)
def test_a_press_says_what_its_button_does(button: Button, said: i.Input | None) -> None:
    """By the file's words or by its name; at a counter it is that counter's pad."""
    assert button_input(button) == said


def test_a_code_is_known_while_its_visit_is_of_today() -> None:
    """Waiting, called or done; capitals and spaces around it do not matter; another one is told."""
    called = Visit("tok", "A001", "A", False, (1, 0), Stamp(0, 0, "b"), Stamp(0, 0, "b"), status="called", counter=3)
    state = State(visits={"tok": called}, done={"old": called})
    assert code_input(" TOK\n", state) == i.Scan("tok", 3) and code_input("old", state) == i.Scan("old", 3)
    assert code_input("A001", state) == i.ScanUnknown()


@pytest.mark.parametrize("between", ["", " ", ";"])
def test_two_slips_that_were_read_as_one_are_nobodys(between: str) -> None:
    """A scanner that ends no code, over two of them: neither is rated for the other; the same one twice is that one."""
    one, other = "7k2mx9qd04tv", "0a1b2c3d4e5f"
    called = Visit(one, "A001", "A", False, (1, 0), Stamp(0, 0, "b"), Stamp(0, 0, "b"), status="called", counter=3)
    state = State(visits={one: called}, done={other: replace(called, token=other)})
    assert code_input(f"{one}{between}{other}", state) == i.ScanUnknown()
    assert code_input(f"{one}{between}{one}", state) == i.Scan(one, 3)


def test_the_slip_of_a_number_that_was_never_called_asks_how_long_it_will_be() -> None:
    """It shows its ticket again; who was sent on to another line was served before, and may rate that."""
    waits = Visit("tok", "A001", "A", False, (1, 0), Stamp(0, 0, "b"), Stamp(0, 0, "b"))
    assert code_input("tok", State(visits={"tok": waits})) == i.ScanWaiting("tok")
    sent_on = replace(waits, leg=2, service="B")
    assert code_input("tok", State(visits={"tok": sent_on})) == i.Scan("tok", 0)


def test_only_what_somebody_does_to_the_paper_is_said() -> None:
    """The cover of a printer that wants paper, and a roll put in; a printer that runs out says nothing here."""
    assert paper_input("paper_out", Cover(), "cover_open", 0) == i.CoverOpen()
    assert paper_input("cover_open", Cover().heard("cover_open", 0), "ok", 9) == i.NewPaper()
    assert paper_input("ok", Cover(), "paper_out", 0) is None
