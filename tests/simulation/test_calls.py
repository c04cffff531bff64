"""Every call of the cabinet, once as it should be and once wrong: one clear line, and the house stands."""

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError

import pytest

from kiosk.simulation.dev_stack import EMBEDDED, DevStack
from tests.simulation.hand import Hand

pytestmark = pytest.mark.slow

POSTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("/cabinet/press/neutral", {"ms": 60}, {"ms": "long"}),
    ("/cabinet/touch", {"x": 5, "y": 5}, {"x": 5}),
    ("/cabinet/touch", {"x": 5, "y": 5, "phase": "down"}, {"x": 2**70, "y": 5}),
    ("/cabinet/printer", {"state": "ok"}, {"state": "on fire"}),
    ("/cabinet/scan", {"code": "h9jhvj17rmjx"}, {}),
    ("/cabinet/keypad/1", {"wish": "next"}, {"wish": "all"}),
    ("/cabinet/network", {"up": True}, {"down": True}),
    ("/cabinet/clock", {"offset_s": 0, "synchronised": True}, {"at": "tomorrow"}),
]
GETS = [
    ("/cabinet/screen", b'"screen"'),
    ("/cabinet/screen.png", b"\x89PNG"),
    ("/cabinet/paper", b""),
    ("/cabinet/lamps", b"{"),
    ("/cabinet/heard", b"["),
    ("/cabinet/state", b"{"),
]

OPTIONS = {"printer.baud": 921600, "board.output": "HDMI-A-2"}


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    with DevStack(tmp_path_factory.mktemp("house"), broker=EMBEDDED, options=OPTIONS) as stack:
        yield Hand(stack)


@pytest.mark.parametrize(("path", "good", "bad"), POSTS, ids=[path for path, *_ in POSTS])
def test_a_call_is_done_or_refused_in_one_line(
    hand: Hand, path: str, good: dict[str, Any], bad: dict[str, Any]
) -> None:
    """200 and done; 400 with a line that says what; after both the house still answers."""
    assert hand.post(path, good)[0] == 200
    status, answer = hand.post(path, bad)
    assert status == 400 and answer["error"] and "\n" not in answer["error"]
    assert b'"screen"' in hand.get("/cabinet/screen")


@pytest.mark.parametrize(("path", "holds"), GETS, ids=[path for path, _ in GETS])
def test_what_can_be_asked_is_answered(hand: Hand, path: str, holds: bytes) -> None:
    """Each with what it is for."""
    assert holds in hand.get(path)


@pytest.mark.parametrize("path", ["/cabinet/press/no-such", "/cabinet/paper?slip=99", "/cabinet/paper.png?slip=x"])
def test_what_is_not_there_is_named(hand: Hand, path: str) -> None:
    """An unknown button, a slip that was never printed, a slip that is no number."""
    if "press" in path:
        status, answer = hand.post(path, {})
        assert status == 400 and "no-such" in answer["error"]
    else:
        with pytest.raises(HTTPError) as refused:
            hand.get(path)
        assert refused.value.code == 400


def test_the_television_in_the_hall_is_seen_on_the_cabinets_page(hand: Hand) -> None:
    """The touch app's own board, drawn by a program of its own once that has begun."""
    assert json.loads(hand.get("/cabinet/state"))["board"] is True
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with contextlib.suppress(HTTPError):
            assert hand.get("/cabinet/board.png").startswith(b"\x89PNG")
            return
        time.sleep(0.2)
    raise AssertionError("no board came")
