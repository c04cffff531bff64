"""The board's page as the one that is heard: chime and recordings at a call, in a real browser, once it may sound."""

import math
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.sound.wav import RATE, Sound, written
from kiosk.config.options import Speaker
from kiosk.console.board.speaking import page_voice
from kiosk.core.words.spoken import PIECES
from tests.console.board.test_board import called, opened, shows
from tests.console.browser import Browser
from tests.console.conftest import Room, config_of, opened_room

HEARD = """heard = [], [OscillatorNode, AudioBufferSourceNode].forEach(kind => {
    const start = kind.prototype.start;
    kind.prototype.start = function (at) { heard.push(this.buffer ? 'word' : 'tone'); return start.call(this, at); };
})"""
CALL = ["tone"] * 2 + ["word"] * 7  # Xin mời số · A · không · không · một · đến quầy số · một


def with_recordings(folder: Path) -> Path:
    word = Sound(RATE, array("h", [round(6000 * math.sin(2 * math.pi * 220 * n / RATE)) for n in range(RATE // 50)]))
    (folder / "voice").mkdir()
    for name in PIECES:
        (folder / "voice" / f"{name}.wav").write_bytes(written(word))
    return folder / "voice"


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Room]:
    config = replace(config_of(tmp_path), speaker=Speaker(where="board", recordings=str(with_recordings(tmp_path))))
    with opened_room(tmp_path, config) as room:
        yield room


def may_sound(browser: Browser) -> None:
    """Somebody touches the page, which asked for it."""
    browser.until("!document.getElementById('sound').hidden")
    browser.js(HEARD)
    browser.call("Runtime.evaluate", expression="document.getElementById('sound').click()", userGesture=True)
    browser.until("!Voice.asks()")


def test_a_call_is_chimed_and_said_once(heard: Room, browser: Browser) -> None:
    """Spoken as it is shown; a repeated one is said again; a reload says nothing."""
    opened(heard, browser)
    may_sound(browser)
    officer = called(heard, 1)[0]
    browser.until(f"heard.join() === '{','.join(CALL)}'")
    officer.post("/api/recall", json={})
    browser.until(f"heard.join() === '{','.join(CALL * 2)}'")
    opened(heard, browser)
    may_sound(browser)
    shows(browser, "A001 Quầy 1")
    assert browser.js("heard.length") == 0


def test_the_page_is_silent_where_the_box_speaks(room: Room) -> None:
    """One speaker, by `where` or because the box has a voice. Where a piece is missing the page chimes alone."""
    folder = with_recordings(Path(room.config.kiosk.data))
    box, board = (replace(room.config, speaker=Speaker(where=w, recordings=str(folder))) for w in ("auto", "board"))
    assert page_voice(box).said("A001", 1) == [] and page_voice(box).routes() == []
    assert page_voice(board).said("A012", 3)[0] == "/recordings/xin-moi-so.wav"
    (folder / "2.wav").unlink()
    assert page_voice(board).said("A012", 3) == [] != page_voice(board).said("A013", 4)
