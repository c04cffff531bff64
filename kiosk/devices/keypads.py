"""The keypads of the counters: each in a thread of its own, and one word for all of them on how they are.

The journal has one device `keypads`: it is back when every one of them is, whichever broke first.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from drivers import ports
from drivers.keypad.reader import LineKeypad, open_pad
from drivers.ports import DeviceFailed, Input, Post
from drivers.together import Together
from kiosk.config.counters.keypads import Keypad


def of_counter(counter: int, together: Together, post: Post) -> Post:
    """What its pad posts with; what is wrong with it stands in the log too, where each of them does."""

    def said(what: Input) -> None:
        if isinstance(what, DeviceFailed):
            print(f"counter {counter}: {what.why}", file=sys.stderr, flush=True)
            what = replace(what, why=f"counter {counter}: {what.why}")
        one(what)

    one = together.of(f"{counter}", post)
    return said


def open_keypads(keypads: Sequence[Keypad], post: Post, clock: Callable[[], int]) -> Mapping[int, ports.Keypad]:
    """By counter, whether they are there or not; `clock`: mono ms."""
    together = Together("keypads")
    return {
        keypad.counter: LineKeypad(
            f"{keypad.counter}",
            partial(open_pad, keypad.kind, keypad.path, keypad.baud),
            of_counter(keypad.counter, together, post),
            clock,
        )
        for keypad in keypads
    }
