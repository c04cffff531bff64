"""A keypad on USB (evdev), grabbed, so that its keys type into nothing; its NumLock light says what the kiosk has.

Only the one device that the config names is opened. A key that the kernel repeats repeats nothing. Where records were
lost (SYN_DROPPED) the kernel is asked which keys are down, and what was undecided is no press. A key that is down when
the pad is opened is none either.
"""

import os
import time
from contextlib import ExitStack

from drivers.evdev import (
    EVIOCGBIT,
    EVIOCGKEY,
    KEY,
    RECORD,
    SYN,
    SYN_DROPPED,
    SYN_REPORT,
    grab,
    keys_of,
    not_opened,
    some_records,
)
from drivers.keypad.names import SILENT, name_of
from drivers.keypad.presses import Presses, Stroke, Strokes, due, held_since, passed, went_down, went_up
from drivers.ports import Missing
from drivers.reopen import now_ms

LED, NUM_LOCK = 0x11, 0  # linux/input-event-codes.h
BLINKS, BLINK_S = 3, 0.08  # of the light, when a press was refused
REPEATED = 2  # the value of a key that the kernel repeats


class EvdevPad:
    """The protocol `PadLine`. Raises Missing."""

    def __init__(self, path: str) -> None:
        self._rest, self._dropped, self._lit = b"", False, False
        with ExitStack() as held:
            self._fd = _open(held, path)
            self._presses = self._asked()
            self.close = held.pop_all().close

    def fileno(self) -> int:
        return self._fd

    def due(self) -> int | None:
        return due(self._presses)

    def held_since(self) -> int | None:
        return held_since(self._presses)

    def read(self) -> Strokes:
        """Raises OSError when it was unplugged."""
        data = self._rest + some_records(self._fd)
        whole = len(data) - len(data) % RECORD.size
        self._rest = data[whole:]
        return tuple(stroke for record in RECORD.iter_unpack(data[:whole]) for stroke in self._record(*record))

    def quiet(self, mono: int) -> Strokes:
        self._presses, known = passed(self._presses, mono)
        return known

    def _record(self, seconds: int, micros: int, kind: int, code: int, value: int) -> Strokes:
        """Behind lost records nothing is believed up to the next report."""
        if (kind, code) == (SYN, SYN_DROPPED):
            self._dropped = True
        elif (kind, code) == (SYN, SYN_REPORT) and self._dropped:
            self._dropped, self._presses = False, self._asked()
        elif kind == KEY and value != REPEATED and code not in SILENT and not self._dropped:
            return self._key(name_of(code), value, seconds * 1000 + micros // 1000)
        return ()

    def _key(self, key: str, value: int, at: int) -> Strokes:
        if not value:
            self._presses = went_up(self._presses, key)
            return ()
        self._presses, known = went_down(self._presses, key, at)
        return known

    def _asked(self) -> Presses:
        """What the kernel says is down, from now on."""
        at = now_ms()
        return Presses(tuple(Stroke(name_of(code), at) for code in sorted(keys_of(self._fd, EVIOCGKEY) - SILENT)))

    def show(self, text: str, lit: bool) -> None:
        """Of what is in hand the light says only that somebody is. Raises OSError."""
        self._lit = lit
        self._light(lit)

    def refuse(self, why: str) -> None:
        """The light blinks. Raises OSError."""
        for _ in range(BLINKS):
            for lit in (not self._lit, self._lit):
                self._light(lit)
                time.sleep(BLINK_S)

    def _light(self, lit: bool) -> None:
        os.write(self._fd, RECORD.pack(0, 0, LED, NUM_LOCK, lit) + RECORD.pack(0, 0, SYN, SYN_REPORT, 0))


def _open(held: ExitStack, path: str) -> int:
    """Open and grabbed; `held` closes it. Raises Missing."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        held.callback(os.close, fd)
        if "enter" not in {name_of(code) for code in keys_of(fd, EVIOCGBIT + KEY)}:
            raise Missing(f"keypads.path: {path} has no Enter key: it is no keypad")
        grab(fd)
    except Missing:
        raise
    except OSError as error:
        raise not_opened("keypads.path", path, error) from error
    return fd
