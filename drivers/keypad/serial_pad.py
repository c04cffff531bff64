"""A keypad on a serial line: RS-232, or RS-485 through an adapter, USB-CDC too; it may show a line of text.

A key is what comes between two silences of 60 ms (names.py). A line says nothing of keys that are let go: one that
repeats without a pause of a second is held. What is in hand goes back as a line of ASCII; one that the terminal does
not take at once is dropped, the next one says more.
"""

import os
from contextlib import suppress
from typing import Any

from drivers.keypad.names import said
from drivers.keypad.presses import Presses, Strokes, due, passed, went_down, went_up
from drivers.ports import Missing
from drivers.reopen import now_ms

SILENCE_MS = 60
PAUSE_MS = 1000
MAX_FRAME = 64  # bytes that are kept of what does not end


class SerialPad:
    """The protocol `PadLine`. Raises Missing."""

    def __init__(self, path: str, baud: int) -> None:
        self._port, self._presses = _open(path, baud), Presses()
        self._frame, self._began, self._heard, self._since = b"", 0, 0, 0
        self.fileno, self.close = self._port.fileno, self._port.close

    def due(self) -> int | None:
        return self._heard + SILENCE_MS if self._frame else due(self._presses)

    def held_since(self) -> int | None:
        return self._since if self._heard and now_ms() - self._heard < PAUSE_MS else None

    def read(self) -> Strokes:
        """Raises OSError when the line is gone."""
        if not (data := os.read(self._port.fileno(), 4096)):
            raise OSError("the line ended")
        at = now_ms()
        if not self._heard or at - self._heard >= PAUSE_MS:
            self._since = at
        known = self.quiet(at)
        if not self._frame:
            self._began = at
        self._frame, self._heard = (self._frame + data)[:MAX_FRAME], at
        return known

    def quiet(self, mono: int) -> Strokes:
        """What was said before the silence, and whatever is known by now."""
        known: Strokes = ()
        if self._frame and mono - self._heard >= SILENCE_MS:
            key, self._frame = said(self._frame), b""
            self._presses, known = went_down(self._presses, key, self._began)
            self._presses = went_up(self._presses, key)
        self._presses, more = passed(self._presses, mono)
        return tuple(stroke for stroke in (*known, *more) if stroke.key)

    def show(self, text: str, lit: bool) -> None:
        """Raises OSError."""
        self._say(text)

    def refuse(self, why: str) -> None:
        """Raises OSError."""
        self._say(f"! {why}")

    def _say(self, text: str) -> None:
        with suppress(BlockingIOError):
            os.write(self._port.fileno(), f"{text}\r\n".encode("ascii", "replace"))


def _open(path: str, baud: int) -> Any:
    from serial import Serial

    try:
        return Serial(path, baud, timeout=0)
    except Exception as error:  # termios.error too, which is no OSError
        raise Missing(f"keypads.path: {path}: {error}") from error
