"""The keypads of the counters: each in a thread of its own, and one word for all of them on how they are.

The journal has one device `keypads`: it is back when every one of them is, whichever broke first.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Lock

from drivers import ports
from drivers.keypad.reader import LineKeypad, open_pad
from drivers.ports import DeviceBack, DeviceFailed, Input, Post
from kiosk.config.counters.keypads import Keypad


class Together:
    """Posts what the pads say; of their losses and returns only what is news for all of them. Called from any
    thread."""

    def __init__(self, post: Post) -> None:
        self._post, self._lock = post, Lock()
        self._failed: dict[int, DeviceFailed] = {}

    def post(self, counter: int, said: Input) -> None:
        with self._lock:
            if isinstance(said, DeviceFailed):
                self._failed[counter] = said
                self._fails(counter, said)
            elif isinstance(said, DeviceBack):
                self._failed.pop(counter, None)
                self._back()
            else:
                self._post(said)

    def _fails(self, counter: int, said: DeviceFailed) -> None:
        """In the log too, where each of them stands."""
        print(f"counter {counter}: {said.why}", file=sys.stderr, flush=True)
        self._post(_named(counter, said))

    def _back(self) -> None:
        """What is still wrong goes on to be: a socket that is empty before a key that sticks."""
        for counter, said in sorted(self._failed.items(), key=lambda one: one[1].state):
            self._post(_named(counter, said))
            return
        self._post(DeviceBack("keypads"))


def _named(counter: int, said: DeviceFailed) -> DeviceFailed:
    return replace(said, why=f"counter {counter}: {said.why}")


def open_keypads(keypads: Sequence[Keypad], post: Post, clock: Callable[[], int]) -> Mapping[int, ports.Keypad]:
    """By counter, whether they are there or not; `clock`: mono ms."""
    together = Together(post)
    return {
        keypad.counter: LineKeypad(
            f"{keypad.counter}",
            partial(open_pad, keypad.kind, keypad.path, keypad.baud),
            partial(together.post, keypad.counter),
            clock,
        )
        for keypad in keypads
    }
