"""Slips and other codes under the scanner: what they do to the screen, and that nothing of them is kept.

The real app, screen and journal; the real driver where it says so.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from drivers import ports
from drivers.ports import CodeScanned
from kiosk.app import app
from kiosk.core.dialog.idle import IDLE_MS
from kiosk.core.dialog.lying import AWAY_MS
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room, _opened
from tests.drivers.scanner.wires import WIRES, Wire, scanner_at

EVERY_MS = 300  # a scanner in presentation mode
CARD = "012345678901|123456789|Nguyen Thi Anh|01011990|Nu|Thon 3, xa Tan Quang|25122021"
OF_THE_CARD = ("Nguyen", "nguyen", "012345678901", "123456789|", "Tan Quang", "tan quang")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = _opened(tmp_path, small(buttons=BUTTONS))
    for opened in made:
        opened.served(1)
        opened.served(2)
        yield opened


def held(room: Room, code: str, ms: int) -> None:
    """The slip is held there: read again and again while time passes."""
    for _ in range(ms // EVERY_MS):
        room.hear(CodeScanned(code))
        room.pass_ms(EVERY_MS)


def test_a_slip_that_is_held_there_is_taken_at_once_and_then_leaves_the_screen_alone(room: Room) -> None:
    """Ten seconds, as an elderly person holds it: its question stands there, nothing is drawn anew but the clock, and
    its time goes on; the press is about its visit."""
    room.hear(CodeScanned("visit1"))
    assert room.on() == "rate" and room.app.dialog.notice == "code-scanned"
    before, began = room.app.dialog, room.mono
    held(room, "visit1", 10_000)
    assert room.app.dialog == before and before.since == began
    room.hear(ports.ButtonPressed("satisfied", room.mono))
    assert [(r["bind"], r["counter"]) for r in room.rows("rating.given")] == [("scan", 1)]


def test_a_slip_that_still_lies_there_takes_nobody_from_the_thanks(room: Room) -> None:
    """It was rated; the reasons stay until they have been read, and then the screen is everybody's."""
    held(room, "visit1", 1_000)
    room.hear(ports.ButtonPressed("satisfied", room.mono))
    held(room, "visit1", 3_000)
    assert room.on() == "thanks"
    held(room, "visit1", IDLE_MS["thanks"] + 2_000)
    assert room.on() == "home" and len(room.rows("rating.given")) == 1


def test_a_forgotten_slip_speaks_for_nobody_who_comes_later(room: Room) -> None:
    """Its question is gone when its time is over, though it still lies there; the next press is not bound to it."""
    held(room, "visit1", IDLE_MS["rate"] + 3_000)
    assert room.on() == "home" and not room.app.dialog.scanned
    held(room, "visit1", 5_000)
    assert room.on() == "home"


def test_another_slip_is_asked_about_at_once_and_the_same_one_after_it_was_away(room: Room) -> None:
    """Two citizens, one behind the other; and one who comes back."""
    held(room, "visit1", 900)
    room.hear(CodeScanned("visit2"))
    assert room.app.dialog.scanned == "visit2"
    held(room, "visit2", IDLE_MS["rate"] + AWAY_MS)
    assert room.on() == "home"
    room.hear(CodeScanned("visit1"))
    assert (room.on(), room.app.dialog.scanned) == ("rate", "visit1")


def test_two_slips_side_by_side_do_not_take_the_screen_from_each_other(room: Room) -> None:
    """Read in turns: one question after the other, and then it stays."""
    for code in ("visit1", "visit2") * 10:
        room.hear(CodeScanned(code))
        room.pass_ms(EVERY_MS)
    assert room.app.dialog.scanned == "visit2"


def test_an_unknown_code_that_lies_there_is_told_once(room: Room) -> None:
    """The notice goes by itself, and nothing of it remains."""
    held(room, CARD, IDLE_MS["home"] + 3_000)
    assert room.on() == "home" and room.app.dialog.notice == "" and room.app.dialog.is_at_rest()


# --- what is kept ---


def holding(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_fifo()]
    return [path for path in files if any(word.encode() in path.read_bytes() for word in OF_THE_CARD)]


@WIRES
@pytest.mark.parametrize("taken_off", ["", "]Q1"], ids=["plain", "AIM"])
def test_of_an_identity_card_nothing_is_kept_or_said(
    tmp_path: Path, wire: Wire, taken_off: str, room: Room, capfd: pytest.CaptureFixture[str]
) -> None:
    """Scanned by mistake at a kiosk that works, over the real driver: no file of the data folder, the journal's among
    them, no screen and no line of a log has a word of it."""
    (tmp_path / "wires").mkdir()
    with wire(tmp_path / "wires") as far:
        scanner = scanner_at(far, room.app.devices.inbox.post)
        patience = time.monotonic() + 60
        while room.app.dialog.notice != "code-unknown":
            assert time.monotonic() < patience
            with suppress(BlockingIOError):  # nobody has opened it for long
                far.scan(f"{taken_off}{CARD}")
            time.sleep(0.1)
            room.app._take_inbox()
            room.pass_ms(EVERY_MS)
        far.scan(CARD, "")  # and pulled in the middle of one
        far.unplug()
        scanner.close()
    room.app._take_inbox()
    room.pass_ms(EVERY_MS)
    out, err = capfd.readouterr()
    said = f"{out} {err} {room.app.screen.data()} {room.app.dialog} {room.app.lying} {list(room.journal.rows())}"
    room.app.writer.checkpoint(last=True)
    assert not any(word in said for word in OF_THE_CARD) and holding(tmp_path) == []


def test_whatever_breaks_over_a_code_does_not_say_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours in the middle of a scan ends the app with a traceback for the journal, which shows no code."""

    def broken(code: str, *rest: object) -> None:
        raise AssertionError(f"what is {CodeScanned(code)!r}?")

    monkeypatch.setattr(app, "code_input", broken)
    with pytest.raises(AssertionError) as raised:
        room.hear(CodeScanned(CARD, ("aim",)))
    assert "CodeScanned" in str(raised.value) and not any(word in str(raised.value) for word in OF_THE_CARD)
