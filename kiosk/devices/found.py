"""Buttons and lamps, looked for again by the app's loop when they are not there: a pin may be held, a chip come later.

What is missing is news, and a line in the log, and no error: the screen serves on. The loop asks `ms_until_due` and
calls `poll`, as for the panel.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from drivers import ports
from drivers.reopen import Reopened
from drivers.supervised import attempt

RETRY_MS = 3000
Shown = tuple[Sequence[str], Sequence[str]]


class Sought(Protocol):
    """What the loop looks for."""

    def ms_until_due(self, mono: int) -> int | None: ...
    def poll(self, mono: int) -> None: ...
    def close(self) -> None: ...


class FoundButtons:
    """The port `Buttons`. `open_buttons` raises Missing while a pin cannot be had."""

    def __init__(self, open_buttons: Callable[[], ports.Buttons], post: ports.Post) -> None:
        self._found = Reopened("buttons", open_buttons, lambda said: told(post, said), (RETRY_MS,))
        self.ms_until_due, self.poll = self._found.ms_until_due, self._found.poll

    def close(self) -> None:
        if self._found.device is not None:
            self._found.device.close()


class FoundLamps:
    """The port `Lamps`. `open_lamps` raises Missing while a pin cannot be had."""

    def __init__(self, open_lamps: Callable[[], ports.Lamps], post: ports.Post) -> None:
        def tell(said: ports.Input) -> None:
            told(post, said)

        self._found = Reopened("lamps", open_lamps, tell, (RETRY_MS,), self._show, _close)
        self._shown: Shown = ((), ())
        self.ms_until_due, self.poll = self._found.ms_until_due, self._found.poll

    def show(self, lit: Sequence[str], breathe: Sequence[str] = ()) -> None:
        self._shown = (lit, breathe)
        lamps = self._found.device
        if lamps is not None:
            attempt(lambda: self._show(lamps), self._found.lost)

    def _show(self, lamps: ports.Lamps) -> None:
        lamps.show(*self._shown)

    def close(self) -> None:
        lamps, self._found.device = self._found.device, None
        _close(lamps)


def _close(lamps: ports.Lamps | None) -> None:
    if lamps is not None:
        lamps.close()


def told(post: ports.Post, said: ports.Input) -> None:
    """In the log too: a technician reads there what the journal has no room for."""
    if isinstance(said, ports.DeviceFailed):
        print(said.why, file=sys.stderr, flush=True)
    post(said)
