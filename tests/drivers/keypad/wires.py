"""The far ends of a keypad, each under the real driver: a USB pad (evdev) and a serial terminal, both on a pty.

Of the USB pad the records go over the pty's wire in place of /dev/input/event*, both ways, as its light is written to
the same device; the calls by which the driver asks and grabs are answered from the same state. Each press carries a
time of its own, a second after the one before, as a kernel would give it; a terminal's bytes have the time at which
they are read.
"""

import errno
import fcntl
import os
import pty
import random
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest

from drivers import evdev
from drivers.evdev import EVIOCSCLOCKID, KEY, RECORD, SYN, SYN_DROPPED, SYN_REPORT
from drivers.keypad.evdev_pad import LED
from drivers.keypad.presses import APART_MS
from drivers.keypad.reader import LineKeypad, open_pad
from drivers.ports import Post
from drivers.reopen import now_ms

CODES = {"enter": 96, "+": 78, "-": 74, "0": 82, "1": 79, ".": 83, "backspace": 14}
NUM_LOCK = 69
BYTES = {"enter": b"\r", "backspace": b"\x08"}


class Far(Protocol):
    """`press`: one press of a hand; `hold` … `let_go`: a key that stays down; `told`: what was shown there last, as
    the wire has it, and `refused` whether a press was since asked."""

    kind: str
    path: Path

    def press(self, key: str) -> None: ...
    def hold(self, key: str) -> None: ...
    def let_go(self, key: str) -> None: ...
    def junk(self, dice: random.Random) -> None: ...
    def shows(self, text: str, lit: bool) -> bool: ...
    def was_refused(self, why: str) -> bool: ...
    def unplug(self) -> None: ...
    def plug(self) -> None: ...


class _OnPty:
    """`path` leads to the near end for as long as it is plugged in."""

    def __init__(self, path: Path) -> None:
        self.path, self.heard, self.sent = path, b"", 0
        self.plug()

    def plug(self) -> None:
        self._fd, self.near = pty.openpty()
        tty.setraw(self.near)
        os.set_blocking(self._fd, False)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self.near))
        self.heard, self.sent = b"", 0

    def unplug(self) -> None:
        self.path.unlink()
        os.close(self._fd)
        os.close(self.near)

    def say(self, data: bytes) -> None:
        """Raises BlockingIOError when nobody has read for long."""
        os.write(self._fd, data)
        self.sent += len(data)

    def listen(self) -> bytes:
        with suppress(BlockingIOError):
            while data := os.read(self._fd, 4096):
                self.heard = (self.heard + data)[-65536:]
        return self.heard


class SerialFar(_OnPty):
    kind = "serial"

    def press(self, key: str) -> None:
        """By the clock on the wall: a hand that takes its time."""
        time.sleep(2 * APART_MS / 1000)
        self.say(BYTES.get(key, key.encode()))

    def hold(self, key: str) -> None:
        self.say(key.encode())

    def let_go(self, key: str) -> None:
        """A terminal says nothing of it."""

    def junk(self, dice: random.Random) -> None:
        self.say(dice.randbytes(dice.randrange(1, 200)))

    def shows(self, text: str, lit: bool) -> bool:
        lines = [line for line in self.listen().split(b"\r\n")[:-1] if not line.startswith(b"!")]
        return lines[-1:] == [text.encode()]

    def was_refused(self, why: str) -> bool:
        return f"! {why}\r\n".encode() in self.listen()


class EvdevFar(_OnPty):
    """`keys`: that it has; `held_by_others`: somebody else has grabbed it; `grabs`: how often it was."""

    kind = "evdev"

    def __init__(self, path: Path, keys: frozenset[int] = frozenset(range(1, 120))) -> None:
        self.keys, self.down, self.at = keys, set[int](), 0
        self.grabs, self.held_by_others, self._asks = 0, False, fcntl.ioctl
        super().__init__(path)

    def unplug(self) -> None:
        super().unplug()
        self.down.clear()

    def press(self, key: str) -> None:
        self.at = max(now_ms(), self.at + 2 * APART_MS)
        self.tap(CODES[key])

    def tap(self, *codes: int) -> None:
        self.say(b"".join(self.frame(code, value) for code in codes for value in (1, 0)))

    def hold(self, key: str) -> None:
        self.at = max(now_ms(), self.at)
        self.say(self.frame(CODES[key], 2 if CODES[key] in self.down else 1))

    def let_go(self, key: str) -> None:
        self.say(self.frame(CODES[key], 0))

    def frame(self, code: int, value: int) -> bytes:
        (self.down.add if value else self.down.discard)(code)
        return self.records((KEY, code, value))

    def records(self, *records: tuple[int, int, int]) -> bytes:
        whole = (*records, (SYN, SYN_REPORT, 0))
        return b"".join(RECORD.pack(self.at // 1000, self.at % 1000 * 1000, *record) for record in whole)

    def lost(self) -> None:
        """The kernel's buffer was full, and it says so."""
        self.say(self.records((SYN, SYN_DROPPED, 0), (KEY, CODES["+"], 1)))

    def junk(self, dice: random.Random) -> None:
        self.at = max(now_ms(), self.at)
        codes = [dice.choice(sorted(CODES.values())) for _ in range(dice.randrange(1, 20))]
        self.say(b"".join(self.frame(code, dice.choice((0, 1, 2))) for code in codes) + self.records())
        if dice.random() < 0.3:
            self.lost()
        self.say(b"".join(self.frame(code, 0) for code in CODES.values()))

    def lights(self) -> list[bool]:
        """What the light was told, in order."""
        data = self.listen()
        whole = data[: len(data) - len(data) % RECORD.size]
        return [bool(value) for _, _, kind, _, value in RECORD.iter_unpack(whole) if kind == LED]

    def shows(self, text: str, lit: bool) -> bool:
        return self.lights()[-1:] == [lit]

    def was_refused(self, why: str) -> bool:
        """Three blinks and back."""
        last = self.lights()[-6:]
        return len(last) == 6 and last == [not last[-1], last[-1]] * 3

    def ioctl(self, fd: int, number: int, asked: Any = 0) -> Any:
        try:
            ours = os.path.samestat(os.fstat(fd), os.fstat(self.near))
        except OSError:  # it was pulled
            ours = False
        if not ours or number & 0xFF00 != ord("E") << 8:
            return self._asks(fd, number, asked)
        if number == evdev.EVIOCGRAB:
            return self._grab()
        if number == EVIOCSCLOCKID:
            return 0
        bits = self.keys if number & 0xFF == evdev.EVIOCGBIT + KEY else self.down
        return sum(1 << key for key in bits).to_bytes(evdev.KEY_BYTES, "little")

    def _grab(self) -> int:
        if self.held_by_others:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        self.grabs += 1
        return 0


@contextmanager
def serial_far(folder: Path) -> Iterator[SerialFar]:
    far = SerialFar(folder / "pad")
    yield far
    if far.path.is_symlink():
        far.unplug()


@contextmanager
def evdev_far(folder: Path) -> Iterator[EvdevFar]:
    with pytest.MonkeyPatch.context() as patch:
        far = EvdevFar(folder / "pad")
        patch.setattr("drivers.evdev.fcntl.ioctl", far.ioctl)
        yield far
    if far.path.is_symlink():
        far.unplug()


Wire = Callable[[Path], AbstractContextManager[Far]]
WIRES = pytest.mark.parametrize("wire", [serial_far, evdev_far], ids=["serial", "evdev"])


def pad_at(far: Far, post: Post, name: str = "3") -> LineKeypad:
    return LineKeypad(name, partial(open_pad, far.kind, str(far.path), 9600), post, now_ms)
