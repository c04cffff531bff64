"""Keypads against far ends that do anything: no thread dies, no descriptor leaks, each loss and return is told."""

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from drivers.ports import KeyPressed
from tests.drivers.fuzz.faults import EVENTS, ROUND, News, alive, failing, held, none_left
from tests.drivers.keypad.wires import WIRES, Far, Wire, pad_at


@WIRES
def test_a_keypad_that_does_anything(tmp_path: Path, wire: Wire) -> None:
    """Pulled in the middle of a press, junk, shown and refused meanwhile, and any system call fails: it is heard again
    each time."""
    dice, before, news = random.Random(23), held(), News("keypads")
    with wire(tmp_path) as far, failing(dice, "keypads") as faults, pytest.MonkeyPatch.context() as patch:
        patch.setattr("drivers.keypad.reader._RETRY_MS", (5,))
        patch.setattr("drivers.keypad.evdev_pad.BLINK_S", 0.0)
        pad, plugged = pad_at(far, news), True
        for n in range(EVENTS):
            act = dice.choice(("junk", "hold", "plug", "show", "refuse", "faults", "nap", "nap", "nap"))
            if act == "plug":
                far.unplug() if plugged else far.plug()
                plugged = not plugged
            elif act == "faults":
                faults.share = dice.choice((0.0, 0.02, 0.3))
            elif act == "nap":
                time.sleep(dice.choice((0.0, 0.001, 0.004)))
            elif act == "show":
                pad.show(f"A{n:03d}", lit=bool(n % 2))
            elif act == "refuse":
                pad.refuse("stale")
            elif plugged:
                _said(far, act, dice)
            if n % ROUND == ROUND - 1:
                faults.share = 0.0
                if not plugged:
                    far.plug()
                    plugged = True
                _heard(far, news)
                alive("keypads")
        pad.close()
    news.in_turn()
    none_left(before, "keypads")


def _said(far: Far, what: str, dice: random.Random) -> None:
    with suppress(BlockingIOError):  # nobody has read for long
        if what == "junk":
            far.junk(dice)
        else:
            far.hold("+")
            far.let_go("+")


def _heard(far: Far, news: News) -> None:
    """Pressed again and again, as a person does, until a press of just then is heard."""
    before, end = len(news.all), time.monotonic() + 60
    while not any(isinstance(said, KeyPressed) and said.key == "-" for said in news.all[before:]):
        assert time.monotonic() < end, news.all[-5:]
        with suppress(BlockingIOError):
            far.press("-")
        time.sleep(0.2)
    news.wait(news.there, "the keypad's return")
