"""Touch records of the kernel (`struct input_event`, linux/input.h) to fingers on the screen.

Understood: single touch (ABS_X, ABS_Y, BTN_TOUCH) and the first finger of multi-touch protocol B. A record that is not
whole yet waits for its rest; after SYN_DROPPED everything up to the next report is thrown away. A real device is
grabbed (EVIOCGRAB), so that nobody else types with it, and says its own range (EVIOCGABS).
"""

import fcntl
import os
import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from drivers.ports import Missing, Touched

RECORD = struct.Struct("llHHi")  # 24 bytes where long has 64 bits
Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: x' = a·x + b·y + c, y' = d·x + e·y + f, in shares of the panel."""
SAME: Matrix = (1, 0, 0, 0, 1, 0)
SYN, KEY, ABS = 0, 1, 3
SYN_REPORT, SYN_DROPPED, BTN_TOUCH = 0, 3, 0x14A
ABS_X, ABS_Y, MT_SLOT, MT_X, MT_Y, MT_ID = 0x00, 0x01, 0x2F, 0x35, 0x36, 0x39
_EVIOCGRAB = 0x40044590
_EVIOCGABS = 0x80184540  # + axis


@dataclass(frozen=True)
class Range:
    """What the panel reports from one edge to the other."""

    low: int
    high: int

    def share(self, value: int) -> float:
        """The middle of a reported value's own place, in shares of the panel."""
        return (value - self.low + 0.5) / (max(1, self.high - self.low) + 1)


def dots(share: float, size: int) -> int:
    """A share of the screen as a dot of 0 … size-1."""
    return min(size - 1, max(0, int(share * size)))


@dataclass
class Finger:
    x: int = 0
    y: int = 0
    down: bool = False
    was: bool = False
    moved: bool = False
    slot: int = 0
    dropped: bool = False


class TouchPanel:
    """The port `Touch`. `size`: the screen in dots; `rotate`: 0, 90, 180, 270 degrees clockwise; `matrix`: how the
    touch panel lies on the screen's panel.

    Raises Missing when the device cannot be opened.
    """

    def __init__(self, path: str | Path, size: tuple[int, int], rotate: int = 0, matrix: Matrix = SAME) -> None:
        self._size, self._rotate, self._matrix, self._finger = size, rotate, matrix, Finger()
        self._fd, self._rest = _open(Path(path)), b""
        across = size if rotate in (0, 180) else size[::-1]
        self._ranges = _ranges(self._fd, across)

    def fileno(self) -> int:
        return self._fd

    def read(self) -> list[Touched]:
        """What the finger did since the last read. Raises Missing when the panel was unplugged."""
        try:
            data = self._rest + os.read(self._fd, RECORD.size * 256)
        except BlockingIOError:
            return []
        except OSError as error:
            raise Missing(f"hardware.touch: the panel stopped answering: {error}") from error
        whole = len(data) - len(data) % RECORD.size
        self._rest = data[whole:]
        found = (self._record(*fields[2:]) for fields in RECORD.iter_unpack(data[:whole]))
        return [touched for touched in found if touched is not None]

    def _record(self, kind: int, code: int, value: int) -> Touched | None:
        if kind == SYN:
            return self._report(code)
        if not self._finger.dropped:
            _take(self._finger, kind, code, value)
        return None

    def _report(self, code: int) -> Touched | None:
        finger = self._finger
        if code == SYN_DROPPED:
            finger.dropped = True
            return None
        if finger.dropped:
            finger.down = False  # whether the finger is still there was lost with the rest: a tap begins anew
        phase = _phase(finger)
        finger.was, finger.moved, finger.dropped = finger.down, False, False
        return Touched(phase, *self._place(finger)) if phase else None

    def _place(self, finger: Finger) -> tuple[int, int]:
        width, height = self._size
        wide, high = (width, height) if self._rotate in (0, 180) else (height, width)
        across, down = self._ranges[0].share(finger.x), self._ranges[1].share(finger.y)
        a, b, c, d, e, f = self._matrix
        x, y = dots(a * across + b * down + c, wide), dots(d * across + e * down + f, high)
        turned = {0: (x, y), 90: (width - 1 - y, x), 180: (width - 1 - x, height - 1 - y), 270: (y, height - 1 - x)}
        return turned[self._rotate]

    def close(self) -> None:
        os.close(self._fd)


def _take(finger: Finger, kind: int, code: int, value: int) -> None:
    if (kind, code) == (ABS, MT_SLOT):
        finger.slot = value
    elif finger.slot != 0:
        return  # a second finger
    elif (kind, code) == (KEY, BTN_TOUCH):
        finger.down = bool(value)
    elif (kind, code) == (ABS, MT_ID):
        finger.down = value >= 0
    elif kind == ABS and code in (ABS_X, MT_X):
        finger.x, finger.moved = value, True
    elif kind == ABS and code in (ABS_Y, MT_Y):
        finger.y, finger.moved = value, True


def _phase(finger: Finger) -> Literal["down", "move", "up"] | None:
    if finger.down != finger.was:
        return "down" if finger.down else "up"
    return "move" if finger.down and finger.moved else None


def _open(path: Path) -> int:
    """A FIFO (simulation) is opened for both ways, so that it never reports an end."""
    try:
        fifo = stat.S_ISFIFO(path.stat().st_mode)
        fd = os.open(path, (os.O_RDWR if fifo else os.O_RDONLY) | os.O_NONBLOCK | os.O_CLOEXEC)
        if not fifo:
            fcntl.ioctl(fd, _EVIOCGRAB, 1)
    except OSError as error:
        raise Missing(f"hardware.touch: {path} cannot be opened: {error.strerror}") from error
    return fd


def _ranges(fd: int, size: tuple[int, int]) -> tuple[Range, Range]:
    """A device's own ranges; a FIFO reports dots."""
    if stat.S_ISFIFO(os.fstat(fd).st_mode):
        return Range(0, size[0] - 1), Range(0, size[1] - 1)
    return _axis(fd, MT_X, ABS_X), _axis(fd, MT_Y, ABS_Y)


def _axis(fd: int, *axes: int) -> Range:
    """The first of the axes that has a range (struct input_absinfo: value, minimum, maximum, …)."""
    for axis in axes:
        _, low, high, *_ = struct.unpack("6i", fcntl.ioctl(fd, _EVIOCGABS + axis, bytes(24)))
        if high > low:
            return Range(low, high)
    raise Missing("hardware.touch: the device reports no range; is it a touch panel?")


def records(phase: str, x: int, y: int) -> bytes:
    """What a panel writes when a finger goes down, moves or goes up: for the far end of the wire."""
    touch = [(KEY, BTN_TOUCH, 1)] if phase == "down" else [(KEY, BTN_TOUCH, 0)] if phase == "up" else []
    place = [] if phase == "up" else [(ABS, ABS_X, x), (ABS, ABS_Y, y)]
    return b"".join(RECORD.pack(0, 0, *record) for record in (*place, *touch, (SYN, SYN_REPORT, 0)))
