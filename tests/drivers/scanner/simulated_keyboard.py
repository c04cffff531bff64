"""The far end of a scanner that is a keyboard: codes in, and what the kernel makes of its keys out.

The records go through a FIFO in place of /dev/input/event*; the calls by which the driver asks and grabs (EVIOCGRAB,
EVIOCGKEY, EVIOCGBIT, EVIOCSCLOCKID) are answered from the same state. Every record carries the kernel's time, which is
the test's own, so that how busy the machine is changes nothing.
"""

import errno
import fcntl
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from drivers import evdev
from drivers.evdev import EVIOCSCLOCKID, KEY, RECORD, SYN, SYN_DROPPED, SYN_REPORT, Record

ROWS = {  # linux/input-event-codes.h, written down once more: KEY_1, KEY_Q, KEY_A, KEY_BACKSLASH, KEY_SPACE
    2: ("1234567890-=", "!@#$%^&*()_+"),
    16: ("qwertyuiop[]", "QWERTYUIOP{}"),
    30: ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
    43: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
    57: (" ", " "),
}
SHIFT, CTRL, ALT, CAPS, ENTER, TAB, KEYPAD_ENTER = 42, 29, 56, 58, 28, 15, 96
PAD = {"7": 71, "8": 72, "9": 73, "4": 75, "5": 76, "6": 77, "1": 79, "2": 80, "3": 81, "0": 82}
ENDS = {"\r": ENTER, "\t": TAB, "pad": KEYPAD_ENTER}
KEYS = {
    letter: (first + n, row) for first, rows in ROWS.items() for row in (0, 1) for n, letter in enumerate(rows[row])
}
FRAME_S = 0.004  # between two reports of a scanner


class SimulatedKeyboard:
    """`keys`: that it has; `held_by_others`: somebody else has grabbed it; `grabs`: how often it was."""

    kind = "keyboard"

    def __init__(self, path: Path, keys: frozenset[int] = frozenset(range(1, 128))) -> None:
        self.path, self._keys, self._down, self.at = path, keys, set[int](), 1000.0
        self.grabs, self.held_by_others, self.dropping, self._asks = 0, False, False, fcntl.ioctl
        self.plug()

    def plug(self) -> None:
        self.path.unlink(missing_ok=True)
        os.mkfifo(self.path)
        self._wire = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def unplug(self) -> None:
        """The cable is pulled."""
        self.path.unlink()
        os.close(self._wire)
        self._down.clear()

    # --- what it types ---

    def scan(self, code: str, end: str = "\r", gap: float = FRAME_S) -> None:
        """`gap`: seconds between two keys, by the kernel's clock."""
        self.at += 1
        self.noise(b"".join((*(self._letter(letter, gap) for letter in code), *self._end(end))))

    def _end(self, end: str) -> Iterator[bytes]:
        if end:
            yield self.tap(ENDS[end])

    def _letter(self, letter: str, gap: float) -> bytes:
        self.at += gap
        code, row = KEYS[letter]
        return self.tap(code, *((SHIFT,) if row else ()))

    def tap(self, code: int, *modifiers: int) -> bytes:
        """One key down and up, its modifiers in the same reports."""
        down = self.frame(*((m, 1) for m in modifiers), (code, 1))
        return down + self.frame(*((m, 0) for m in modifiers), (code, 0))

    def frame(self, *changes: tuple[int, int]) -> bytes:
        """One report: keys that go down (1), repeat (2) or go up (0)."""
        self.at += FRAME_S
        for code, value in changes:
            (self._down.add if value else self._down.discard)(code)
        return b"" if self.dropping else self._said(*((KEY, code, value) for code, value in changes))

    def caught_up(self) -> None:
        """The buffer was full: what was said while `dropping` is lost, and that is told."""
        self.dropping = False
        self.noise(self._said((SYN, SYN_DROPPED, 0), (KEY, 30, 1)))

    def _said(self, *records: Record) -> bytes:
        whole = (*records, (SYN, SYN_REPORT, 0))
        return b"".join(RECORD.pack(int(self.at), round(self.at % 1 * 1e6), *record) for record in whole)

    def noise(self, data: bytes) -> None:
        """Any records, or what is none."""
        os.write(self._wire, data)

    def junk(self, dice: random.Random) -> None:
        """Any keys but caps lock, down, up and repeated in any order; now and then the kernel loses some."""
        keys = [code for code in range(1, 128) if code != CAPS]
        self.noise(b"".join(self.frame((dice.choice(keys), dice.choice((0, 1, 2)))) for _ in range(dice.randrange(40))))
        if dice.random() < 0.3:
            self.caught_up()

    def calm(self) -> None:
        """Every key is up, and Enter behind it."""
        self.noise(self.frame(*((code, 0) for code in range(1, 128))) + self.tap(ENTER))

    # --- what the kernel is asked ---

    def ioctl(self, fd: int, number: int, asked: Any = 0) -> Any:
        if not os.path.samestat(os.fstat(fd), os.fstat(self._wire)):
            return self._asks(fd, number, asked)
        if number == evdev.EVIOCGRAB:
            return self._grab()
        if number == EVIOCSCLOCKID:
            return 0
        nr = number & 0xFF
        bits = self._keys if nr == evdev.EVIOCGBIT + KEY else self._down
        return sum(1 << key for key in bits).to_bytes(evdev.KEY_BYTES, "little")

    def _grab(self) -> int:
        if self.held_by_others:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        self.grabs += 1
        return 0


@contextmanager
def simulated_keyboard(path: Path, keys: frozenset[int] = frozenset(range(1, 128))) -> Iterator[SimulatedKeyboard]:
    """Under the real driver for as long as it lasts."""
    with pytest.MonkeyPatch.context() as patch:
        far = SimulatedKeyboard(path, keys)
        patch.setattr("drivers.evdev.fcntl.ioctl", far.ioctl)
        yield far
    if far.path.exists():
        far.unplug()
