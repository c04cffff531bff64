"""A counter's keypad in the real app: what a press asks for, when it asks for nothing, and what the pad shows.

The journal, the office's rules and the app are real; the pads only remember.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drivers.ports import KeyPressed
from kiosk.app.journal_writer import RETRY_MS
from kiosk.config.counters.keypads import Keypad
from kiosk.console.views import officer_view
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.keypads.pressing import SEEN_MS, VERB_OF
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.verbs import VERBS, Asked
from kiosk.core.record.events import Recorded
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import Devices
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Decide
from scripts.small_office import small
from tests.app.test_app import Room

PADS = [Keypad(1, path="/a"), Keypad(2, "serial", "/b", unanswered="."), Keypad(3, path="/c", undo="")]
APART_MS = 1000  # as a hand presses


@dataclass
class Shown:
    """A pad that only remembers."""

    text: str = ""
    lit: bool = False
    times: int = 0
    refused: list[str] = field(default_factory=list)

    def show(self, text: str, lit: bool) -> None:
        self.text, self.lit, self.times = text, lit, self.times + 1

    def refuse(self, why: str) -> None:
        self.refused.append(why)

    def close(self) -> None:
        self.text = ""


@dataclass
class Hall(Room):
    """`pads`: by counter."""

    pads: dict[int, Shown] = field(default_factory=lambda: {pad.counter: Shown() for pad in PADS})

    def opened(self, inbox: Inbox) -> Devices:
        devices = super().opened(inbox)
        devices.keypads = self.pads
        return devices

    def sits(self, *at: int) -> None:
        for counter in at:
            self.journal.transact(
                lambda s, now, c=counter: counters.sign_in(s, now, self.settings.rules, c, f"o{c}", f"s{c}")  # type: ignore[misc]
            )
        self.app.settle()

    def waits(self, many: int = 1) -> None:
        for n in range(many):
            wanted = NewTicket(f"w{self.journal.state.seq}-{n}", "A")
            self.journal.transact(lambda s, now, w=wanted: queue.issue(s, now, self.settings.rules, w))  # type: ignore[misc]
        self.app.settle()

    def press(self, counter: int, key: str, late_ms: int = 0) -> None:
        """A second after what was before; heard `late_ms` later."""
        self.pass_ms(APART_MS)
        self.hear(KeyPressed(f"{counter}", key, self.mono - late_ms))

    def page_next(self, counter: int) -> None:
        """On the officer's page, in the other program."""
        self.journal.transact(lambda s, now: queue.call_next(s, now, self.settings.rules, counter))

    def hand(self, counter: int) -> str | None:
        """As the officer's page shows it."""
        view = officer_view(self.journal.state, self.settings.config, counter, "cb01", self.now(), lambda *_: "")
        ticket: str | None = (view["visit"] or {}).get("ticket")
        return ticket


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path, small(keypads=PADS))
    yield made
    made.journal.close()
    made.bell.close()


def kinds(hall: Hall) -> list[str]:
    return [row["type"].split(".", 2)[2] for row in hall.journal.rows()]


def test_a_morning_on_the_pad_alone(hall: Hall) -> None:
    """Next, recall, next (which ends the visit), absent, taken back, finish: the page and the pad show each at once."""
    hall.sits(1)
    hall.waits(3)
    for key, ticket, wrote in (
        ("enter", "A001", "ticket.called.v1"),
        ("+", "A001", "ticket.recalled.v1"),
        ("enter", "A002", "ticket.called.v1"),
        ("-", None, "visit.ended"),
        ("backspace", "A002", "visit.undone"),
        ("0", None, "visit.finished"),
        ("enter", "A003", "ticket.called.v1"),
    ):
        before = hall.journal.last()
        hall.press(1, key)
        assert hall.hand(1) == ticket and hall.pads[1].lit == bool(ticket) and hall.pads[1].text == (ticket or "-")
        assert hall.journal.last() != before, (key, wrote, kinds(hall)[-3:])
    assert hall.pads[1].refused == []


def test_every_wish_of_a_key_is_a_verb_that_needs_no_word() -> None:
    """As a pad says none; what may be said has its usual meaning."""
    assert {VERBS[verb].needs for verb in VERB_OF.values()} == {""}


def test_each_pad_acts_for_its_own_counter_and_by_its_own_keys(hall: Hall) -> None:
    """Three officers at once; a key that this pad has no use for does nothing and is no refusal."""
    hall.sits(1, 2, 3)
    hall.waits(4)
    hall.press(2, "enter")
    hall.press(1, "enter")
    hall.press(2, ".")
    assert [hall.hand(n) for n in (1, 2, 3)] == ["A002", None, None] and "ticket.unanswered.v1" in kinds(hall)
    rows = hall.journal.last()
    for counter, key in ((1, "."), (3, "backspace"), (1, "key240"), (9, "enter")):
        hall.press(counter, key)
    assert hall.journal.last() == rows and all(pad.refused == [] for pad in hall.pads.values())


def test_where_nobody_is_signed_in_nothing_happens_and_the_pad_says_so(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even where somebody was; the log says it too."""
    hall.waits()
    hall.press(1, "enter")
    hall.sits(1)
    hall.journal.transact(lambda s, now: counters.sign_out(s, now, 1))
    hall.app.settle()
    rows = hall.journal.last()
    hall.press(1, "enter")
    assert hall.pads[1].refused == ["not-logged-in"] * 2 and hall.pads[1].text == "off"
    assert hall.journal.last() == rows
    assert capsys.readouterr().err.count("keypad of counter 1: not-logged-in") == 2


@pytest.mark.parametrize("key", ["enter", "+", "0", "-"])
@pytest.mark.parametrize("after_ms", [-200, -1, 0, 1, SEEN_MS - 1])
def test_a_press_that_crossed_with_another_hand_does_nothing(hall: Hall, key: str, after_ms: int) -> None:
    """The page called while the finger came down, or a moment before it: whom the press was meant for is not there any
    more; the next press counts."""
    hall.sits(1)
    hall.waits(4)
    hall.press(1, "enter")
    hall.pass_ms(APART_MS)
    hall.page_next(1)
    pressed = hall.mono + after_ms
    hall.app.settle()
    hall.mono += 400
    rows = hall.journal.last()
    hall.hear(KeyPressed("1", key, pressed))
    assert hall.journal.last() == rows and hall.pads[1].refused == ["stale"] and hall.hand(1) == "A002"
    hall.press(1, "enter")
    assert hall.hand(1) == "A003"


def test_a_call_that_nobody_has_seen_here_yet_is_no_hand_to_end(hall: Hall) -> None:
    """The page's call stands in the journal, and this program has not heard of it: decided by the journal, refused."""
    hall.sits(1)
    hall.waits(3)
    hall.press(1, "enter")
    hall.pass_ms(APART_MS)
    hall.page_next(1)
    hall.app.devices.inbox.post(KeyPressed("1", "enter", hall.mono))
    hall.app._take_inbox()
    assert hall.hand(1) == "A002" and hall.pads[1].refused == ["stale"]


@pytest.mark.parametrize("slow_ms", [400, 2000, 9000])
def test_an_impatient_second_press_while_the_disk_is_slow_is_the_same_wish(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, slow_ms: int
) -> None:
    """Pressed again a second later while the first is still being written: one call, not two."""
    hall.sits(1)
    hall.waits(3)
    hall.pass_ms(APART_MS)
    began, transact = hall.mono, hall.journal.transact

    def slow(decide: Decide) -> list[Recorded]:
        written = transact(decide)
        hall.mono += slow_ms
        return written

    with monkeypatch.context() as patch:
        patch.setattr(hall.journal, "transact", slow)
        hall.hear(KeyPressed("1", "enter", began))
        hall.hear(KeyPressed("1", "enter", began + slow_ms // 2))
    assert hall.hand(1) == "A001" and hall.pads[1].refused == ["stale"]


def test_what_cannot_be_written_is_refused_and_a_later_press_counts(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pad says so, the screen too; nobody was called meanwhile."""
    hall.sits(1)
    hall.waits()

    def broken(*_: object) -> None:
        raise JournalError("the card is gone")

    with monkeypatch.context() as patch:
        patch.setattr(hall.journal, "transact", broken)
        patch.setattr(hall.journal, "probe", broken)
        hall.press(1, "enter")
        assert hall.pads[1].refused == ["journal"] and hall.on() == "out-of-order"
    hall.pass_ms(RETRY_MS)
    assert hall.hand(1) is None
    hall.press(1, "enter")
    assert hall.hand(1) == "A001" and hall.on() != "out-of-order"


def test_a_pad_is_told_only_what_changed(hall: Hall) -> None:
    """However often the app wakes."""
    hall.sits(1)
    hall.waits()
    times = hall.pads[1].times
    for _ in range(20):
        hall.pass_ms(500)
    assert hall.pads[1].times == times
    hall.press(1, "enter")
    assert hall.pads[1].times == times + 1


def test_a_press_wakes_who_rests(hall: Hall) -> None:
    """As a call on the page does."""
    hall.sits(1)
    hall.waits()
    hall.journal.transact(lambda s, now: VERBS["pause"].decide(s, now, hall.settings.rules, Asked(1)))
    hall.app.settle()
    hall.press(1, "enter")
    assert hall.hand(1) == "A001" and hall.journal.state.counters[1].paused is None
