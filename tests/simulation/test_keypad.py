"""A keypad of the demo: pressed on the cabinet's page, it calls at its counter, and shows who is in hand there."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.keypad.presses import APART_MS
from kiosk.simulation.dev_stack import DevStack
from tests.simulation.hand import Hand, until

pytestmark = pytest.mark.slow


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with DevStack(tmp_path, without=("city", "sync", "broker"), options={"printer.baud": 921600}) as stack:
        yield Hand(stack)


def pad(hand: Hand) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(hand.get("/cabinet/state"))["keypads"][0]
    return found


def test_a_key_of_the_demos_pad_calls_the_next_at_its_counter(hand: Hand) -> None:
    """Before anybody signed in it is refused, and the pad says so; then Enter calls, and the pad shows the number."""
    ticket = hand.take("A")
    until(lambda: pad(hand)["shown"] == "off", "the pad shows that nobody is signed in")
    assert hand.post("/cabinet/keypad/1", {"wish": "next"})[0] == 200
    until(lambda: pad(hand)["refused"] == "not-logged-in", "the refusal on the pad")
    hand.sign_in(1)
    until(lambda: pad(hand)["shown"] == "-", "the pad shows that nobody is in hand")
    hand.post("/cabinet/clock", {"pass_ms": 1000})  # a press is meant for what has stood there for a moment
    time.sleep(APART_MS / 1000)  # and sooner it is the first one still, by the kernel's own time
    assert hand.post("/cabinet/keypad/1", {"wish": "next"})[0] == 200
    until(lambda: pad(hand)["shown"] == ticket, "the called number on the pad")
    assert pad(hand)["refused"] == ""
