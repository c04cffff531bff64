"""The touch panel: the kernel's records (`struct input_event`, linux/input.h) to what a finger did on the screen.

What records mean is in contacts.py. A record that is not whole yet waits for its rest. A real device is grabbed
(EVIOCGRAB), so that nobody else types with it, says its own range (EVIOCGABS), and is asked for slots, contacts and
keys when it is opened and whenever the kernel says that records were lost (SYN_DROPPED): what it does not repeat would
be unknown for ever. A FIFO (simulation) can be asked for nothing.
"""

import errno
import fcntl
import os
import stat
import struct
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from drivers.contacts import (
    ABS_DISTANCE,
    ABS_X,
    ABS_Y,
    BTN_LEFT,
    BTN_TOUCH,
    MT_SLOT,
    Fingers,
    Said,
    ended,
    forgotten,
    framed,
    unfollowed,
)
from drivers.evdev import (
    EVIOCGKEY,
    EVIOCGRAB,
    KEY,
    KEY_BYTES,
    RECORD,
    SYN,
    SYN_DROPPED,
    SYN_REPORT,
    Record,
    reading,
    some_records,
)
from drivers.ports import Missing, Touched
from drivers.reopen import now_ms
from drivers.tips import ABS, MT_DISTANCE, MT_ID, MT_PRESSURE, MT_X, MT_Y, TOOL

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: x' = a·x + b·y + c, y' = d·x + e·y + f, in shares of the panel."""
SAME: Matrix = (1, 0, 0, 0, 1, 0)
EVIOCGABS = 0x80184540  # + axis
EVIOCGMTSLOTS = 0x0A  # a number for `reading`
_OF_A_SLOT = (MT_ID, MT_X, MT_Y, TOOL, MT_DISTANCE, MT_PRESSURE)  # the kernel answers 0 for what a panel does not have


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


class TouchPanel:
    """The port `Touch`. `size`: the screen in dots; `rotate`: 0, 90, 180, 270 degrees clockwise; `matrix`: how the
    touch panel lies on the screen's panel.

    Raises Missing when the device cannot be opened.
    """

    def __init__(self, path: str | Path, size: tuple[int, int], rotate: int = 0, matrix: Matrix = SAME) -> None:
        self._size, self._rotate, self._matrix = size, rotate, matrix
        self._rest, self._frame, self._dropped = b"", list[Record](), False
        with ExitStack() as held:
            self._fd = _open(held, Path(path))
            self._ranges = _ranges(self._fd, size if rotate in (0, 180) else size[::-1])
            there, _ = framed(Fingers(), _asked(self._fd) or [], now_ms())
            self._held = held.pop_all()
        self._fingers = unfollowed(there)

    def fileno(self) -> int:
        return self._fd

    def since(self) -> int | None:
        """When what has been touching for longest came, in ms of the machine's clock; None: nothing touches."""
        return self._fingers.since()

    def read(self) -> list[Touched]:
        """What the finger did since the last read. Raises Missing when the panel was unplugged."""
        try:
            data = self._rest + some_records(self._fd)
            whole = len(data) - len(data) % RECORD.size
            self._rest = data[whole:]
            return [touched for record in RECORD.iter_unpack(data[:whole]) for touched in self._record(record[2:])]
        except BlockingIOError:
            return []
        except OSError as error:
            raise Missing(f"hardware.touch: the panel stopped answering: {error}") from error

    def _record(self, record: Record) -> list[Touched]:
        """Frames are whole at their report; of one that lost records nothing is believed."""
        if record[:2] == (SYN, SYN_DROPPED):
            self._dropped = True
        if record[:2] != (SYN, SYN_REPORT):
            self._frame.append(record)
            return []
        frame, self._frame = self._frame, []
        self._fingers, said = self._asked_again() if self._dropped else framed(self._fingers, frame, now_ms())
        self._dropped = False
        return [self._place(word) for word in said]

    def _asked_again(self) -> tuple[Fingers, tuple[Said, ...]]:
        """The kernel keeps no contacts of protocol A, which says all that there is with the next frame anyhow."""
        if self._fingers.speaks == "contacts":
            return forgotten(self._fingers)
        asked = _asked(self._fd)
        return framed(self._fingers, ended(self._fingers) if asked is None else asked, now_ms())

    def _place(self, said: Said) -> Touched:
        phase, at_x, at_y = said
        width, height = self._size
        wide, high = (width, height) if self._rotate in (0, 180) else (height, width)
        across, down = self._ranges[0].share(at_x), self._ranges[1].share(at_y)
        a, b, c, d, e, f = self._matrix
        x, y = dots(a * across + b * down + c, wide), dots(d * across + e * down + f, high)
        turned = {0: (x, y), 90: (width - 1 - y, x), 180: (width - 1 - x, height - 1 - y), 270: (y, height - 1 - x)}
        return Touched(phase, *turned[self._rotate])

    def close(self) -> None:
        self._held.close()


def _open(held: ExitStack, path: Path) -> int:
    """A FIFO (simulation) is opened for both ways, so that it never reports an end. `held` closes it."""
    try:
        fifo = stat.S_ISFIFO(path.stat().st_mode)
        fd = os.open(path, (os.O_RDWR if fifo else os.O_RDONLY) | os.O_NONBLOCK | os.O_CLOEXEC)
        held.callback(os.close, fd)
        if not fifo:
            fcntl.ioctl(fd, EVIOCGRAB, 1)
    except OSError as error:
        raise Missing(f"hardware.touch: {path} cannot be opened: {error.strerror}") from error
    return fd


# --- what the kernel can be asked ---


def _simulated(fd: int) -> bool:
    return stat.S_ISFIFO(os.fstat(fd).st_mode)


def _ranges(fd: int, size: tuple[int, int]) -> tuple[Range, Range]:
    """A device's own ranges; a FIFO reports dots."""
    if _simulated(fd):
        return Range(0, size[0] - 1), Range(0, size[1] - 1)
    return _range(fd, MT_X, ABS_X), _range(fd, MT_Y, ABS_Y)


def _range(fd: int, *axes: int) -> Range:
    """Of the first of the axes that has one."""
    for axis in axes:
        _, low, high = _axis(fd, axis)
        if high > low:
            return Range(low, high)
    raise Missing("hardware.touch: the device reports no range; is it a touch panel?")


def _axis(fd: int, axis: int) -> tuple[int, int, int]:
    """Value, minimum, maximum (struct input_absinfo); zeros of an axis that it does not have."""
    try:
        value, low, high, *_ = struct.unpack("6i", fcntl.ioctl(fd, EVIOCGABS + axis, bytes(24)))
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return 0, 0, 0
    return value, low, high


def _asked(fd: int) -> list[Record] | None:
    """The frame that says all that touches now, and where; None: it cannot be asked."""
    if _simulated(fd):
        return None
    now, _, last = _axis(fd, MT_SLOT)
    try:
        asked = {code: _slots(fd, code, last + 1) for code in _OF_A_SLOT}
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return _single(fd)
    frame = list[Record]()
    for slot in range(last + 1):
        frame += [(ABS, MT_SLOT, slot), *((ABS, code, values[slot]) for code, values in asked.items())]
    return [*frame, (ABS, MT_SLOT, now)]


def _slots(fd: int, code: int, many: int) -> list[int]:
    """One value a slot (struct input_mt_request_layout). OSError EINVAL: it has no slots."""
    asked = struct.pack(f"I{many}i", code, *[0] * many)
    _, *values = struct.unpack(f"I{many}i", fcntl.ioctl(fd, reading(EVIOCGMTSLOTS, len(asked)), asked))
    return values


def _single(fd: int) -> list[Record]:
    keys = int.from_bytes(fcntl.ioctl(fd, reading(EVIOCGKEY, KEY_BYTES), bytes(KEY_BYTES)), "little")
    down = any(keys >> key & 1 for key in (BTN_TOUCH, BTN_LEFT))
    return [(KEY, BTN_TOUCH, int(down)), *((ABS, axis, _axis(fd, axis)[0]) for axis in (ABS_X, ABS_Y, ABS_DISTANCE))]


def records(phase: str, x: int, y: int) -> bytes:
    """What a panel writes when a finger goes down, moves or goes up: for the far end of the wire."""
    touch = [(KEY, BTN_TOUCH, 1)] if phase == "down" else [(KEY, BTN_TOUCH, 0)] if phase == "up" else []
    place = [] if phase == "up" else [(ABS, ABS_X, x), (ABS, ABS_Y, y)]
    return b"".join(RECORD.pack(0, 0, *record) for record in (*place, *touch, (SYN, SYN_REPORT, 0)))
