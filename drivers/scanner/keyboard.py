"""A scanner that is a keyboard (HID): its evdev device, grabbed, so that nobody else is typed to.

Grabbed (EVIOCGRAB), its keys reach neither the kernel's console nor a login, whatever a code says; so it is held by
one program at a time. Only the one device that the config names is ever opened: another keyboard types no codes here.
Nor do hands on this one: all keys of a code come within `KEYS.silence` of each other by the kernel's own times, which
a busy machine does not stretch, and no code is shorter than `LEAST`. Where records were lost
(SYN_DROPPED) the code is not used, half or whole, and the kernel is asked which modifiers are down.
"""

import os
from contextlib import ExitStack

from drivers.evdev import (
    EVIOCGBIT,
    EVIOCGKEY,
    KEY,
    RECORD,
    SYN,
    SYN_DROPPED,
    SYN_REPORT,
    Record,
    grab,
    keys_of,
    not_opened,
    some_records,
)
from drivers.ports import Missing
from drivers.scanner.framing import Codes, Framer, Pace, feed, lost, patience, silence
from drivers.scanner.keys import MODIFIERS, NEEDED, Keys, typed

KEYS = Pace(0.1, 0.1)
LEAST = 4  # letters of a code


class KeyboardLine:
    """The protocol `CodeLine`. Raises Missing."""

    def __init__(self, path: str) -> None:
        self._rest, self._frame, self._dropped = b"", list[Record](), False
        self._framer, self._last = Framer(), 0.0
        with ExitStack() as held:
            self._fd = _open(held, path)
            self._keys = Keys(held=_modifiers(self._fd))
            self.close = held.pop_all().close

    def fileno(self) -> int:
        return self._fd

    def patience(self) -> float | None:
        return patience(self._framer, KEYS)

    def read(self) -> Codes:
        """Raises OSError when it was unplugged."""
        data = self._rest + some_records(self._fd)
        whole = len(data) - len(data) % RECORD.size
        self._rest = data[whole:]
        return tuple(code for record in RECORD.iter_unpack(data[:whole]) for code in self._record(*record))

    def quiet(self) -> Codes:
        self._framer, codes = silence(self._framer)
        return _long(codes)

    def _record(self, seconds: int, micros: int, *record: int) -> Codes:
        """Frames are whole at their report."""
        kind, code, value = record
        if (kind, code) == (SYN, SYN_DROPPED):
            self._dropped = True
        if (kind, code) != (SYN, SYN_REPORT):
            self._frame.append((kind, code, value))
            return ()
        frame, self._frame = self._frame, []
        if self._dropped:
            self._missed()
            return ()
        return self._framed(frame, seconds + micros / 1e6)

    def _missed(self) -> None:
        self._dropped, self._framer = False, lost(self._framer)
        self._keys = Keys(held=_modifiers(self._fd), caps=self._keys.caps)

    def _framed(self, frame: list[Record], at: float) -> Codes:
        """`at`: seconds of the kernel's monotonic clock."""
        waited = self.patience()
        ended = self.quiet() if waited is not None and at - self._last > waited else ()
        self._last = at
        self._keys, said = typed(self._keys, frame)
        self._framer, codes = feed(self._framer, said)
        return (*ended, *_long(codes))


def _long(codes: Codes) -> Codes:
    return tuple(code for code in codes if len(code.code) >= LEAST)


def _open(held: ExitStack, path: str) -> int:
    """Open and grabbed; `held` closes it. Raises Missing."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        held.callback(os.close, fd)
        if NEEDED - keys_of(fd, EVIOCGBIT + KEY):
            raise Missing(f"scanner.path: {path} has no keys of a keyboard: run kiosk doctor --scanner")
        grab(fd)
    except Missing:
        raise
    except OSError as error:
        raise not_opened("scanner.path", path, error) from error
    return fd


def _modifiers(fd: int) -> frozenset[int]:
    """Those that are down."""
    return keys_of(fd, EVIOCGKEY) & MODIFIERS
