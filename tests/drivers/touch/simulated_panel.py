"""The far end of a touch panel: fingers in, and what the kernel makes of them out, in every way that panels speak.

The records go through a FIFO in place of /dev/input/event*, which the driver opens and reads as it does that; the
calls by which it asks the kernel (EVIOCGABS, EVIOCGKEY, EVIOCGMTSLOTS) are answered from the same state. As in the
kernel, what stays the same is not said again, and records that are lost are told by SYN_DROPPED.
"""

import errno
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from drivers import contacts as c
from drivers import evdev, touch
from drivers import tips as t
from drivers.evdev import Record

HIGH = 4095  # of both axes
SLOTS = 10
Kind = Literal["single", "mouse", "late", "slots", "contacts"]
"""single: BTN_TOUCH; mouse: BTN_LEFT; late: single, the place in the frame behind the touch; slots: protocol B;
contacts: protocol A."""
_NAMES = {t.MT_DISTANCE: "distance", t.MT_PRESSURE: "pressure", t.TOOL: "tool", t.TOUCH_MAJOR: "size"}
KINDS: tuple[Kind, ...] = ("single", "mouse", "late", "slots", "contacts")


@dataclass
class SimulatedPanel:
    """`down`, `move`, `up` are a finger's, by a number of its own; `drop`: what is said until `caught_up` is lost.
    `raises`: what each call of the driver ends in, None for none. `seen`: what a panel that sees more than touches it
    says of a finger besides its place (distance, pressure, tool), from when it was first said of any."""

    folder: Path
    kind: Kind = "slots"
    raises: Exception | None = None
    grabbed: int = 0
    dropping: bool = False
    fingers: dict[int, tuple[int, int]] = field(default_factory=dict)
    seen: dict[int, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.path = self.folder / "event"
        self._values, self._keys, self._last_id = dict[tuple[int, int], int](), set[int](), 0
        self._in_slot, self._slot_said = dict[int, int](), 0
        self._sees = dict[int, int]()
        self.plug()

    def plug(self) -> None:
        os.mkfifo(self.path)
        self._wire = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def unplug(self) -> None:
        self.path.unlink()
        os.close(self._wire)
        self.fingers.clear()
        self._values.clear()
        self._keys.clear()
        self._in_slot.clear()
        self._slot_said = 0

    # --- what fingers do ---

    def sees(self, code: int, usually: int) -> None:
        """It tells this of each contact from now on, `usually` of a finger on the glass."""
        self._sees[code] = usually

    def say(self, finger: int, code: int, value: int) -> None:
        """Of a finger that is there: its distance, pressure or tool."""
        self.seen[finger][code] = value
        if self.kind == "contacts":
            self._say_all()
        else:
            self._say(*(self._slot(finger) if self.kind == "slots" else ()), *self._more(finger))

    def down(self, finger: int, x: int, y: int, **seen: int) -> None:
        """`seen`: `distance`, `pressure`, `tool` at first, where they are not the usual ones."""
        self.fingers[finger] = (x, y)
        self.seen[finger] = {code: seen.get(_NAMES[code], usually) for code, usually in self._sees.items()}
        if self.kind == "slots":
            self._last_id += 1
            self._in_slot[finger] = next(n for n in range(SLOTS) if n not in self._in_slot.values())
            id_ = self._kept(finger, t.MT_ID, self._last_id)
            self._say(*self._slot(finger), *id_, *self._at(finger), *self._more(finger))
        elif self.kind == "contacts":
            self._say_all()
        elif len(self.fingers) == 1:
            touch_ = [(evdev.KEY, self._button(), 1)]
            if self.kind == "late":
                self._say(*touch_, *self._more(finger))
                self._say(*self._at(finger))
            else:
                self._say(*self._at(finger), *touch_, *self._more(finger))

    def move(self, finger: int, x: int, y: int) -> None:
        self.fingers[finger] = (x, y)
        if self.kind == "contacts":
            self._say_all()
        elif self.kind == "slots" or finger == next(iter(self.fingers)):
            self._say(*(self._slot(finger) if self.kind == "slots" else ()), *self._at(finger))

    def up(self, finger: int) -> None:
        if self.kind == "slots":
            self._say(*self._slot(finger), *self._kept(finger, t.MT_ID, t.NONE))
            del self._in_slot[finger]
        del self.fingers[finger]
        if self.kind == "contacts":
            self._say_all()
        elif self.kind != "slots" and not self.fingers:
            self._say((evdev.KEY, self._button(), 0))

    def swapped(self, finger: int, x: int, y: int) -> None:
        """Lifted and down elsewhere between two reports: only the new contact's id is said."""
        self.fingers[finger] = (x, y)
        self._last_id += 1
        self._say(*self._slot(finger), *self._kept(finger, t.MT_ID, self._last_id), *self._at(finger))

    def tap(self, x: int, y: int) -> None:
        self.down(99, x, y)
        self.up(99)

    # --- what the kernel says ---

    def lose(self) -> None:
        """The buffer is full: nothing is kept until it is read."""
        self.dropping = True

    def caught_up(self) -> None:
        self.dropping = False
        self._write((evdev.SYN, evdev.SYN_DROPPED, 0), (evdev.SYN, evdev.SYN_REPORT, 0))

    def _button(self) -> int:
        return c.BTN_LEFT if self.kind == "mouse" else c.BTN_TOUCH

    def _slot(self, finger: int) -> tuple[Record, ...]:
        slot = self._in_slot[finger]
        if slot == self._slot_said:
            return ()
        self._slot_said = slot
        return ((t.ABS, c.MT_SLOT, slot),)

    def _kept(self, finger: int, code: int, value: int) -> tuple[Record, ...]:
        key = (self._in_slot.get(finger, 0), code)
        if self._values.get(key) == value:
            return ()
        self._values[key] = value
        return ((t.ABS, code, value),)

    def _at(self, finger: int) -> tuple[Record, ...]:
        x, y = self.fingers[finger]
        codes = (t.MT_X, t.MT_Y) if self.kind == "slots" else (c.ABS_X, c.ABS_Y)
        return (*self._kept(finger, codes[0], x), *self._kept(finger, codes[1], y))

    def _more(self, finger: int) -> tuple[Record, ...]:
        """As protocol B says it; a panel of one finger has a word for the distance alone."""
        codes = {code: code for code in self._sees} if self.kind == "slots" else {t.MT_DISTANCE: c.ABS_DISTANCE}
        seen = self.seen[finger]
        return tuple(r for code, as_ in codes.items() if code in seen for r in self._kept(finger, as_, seen[code]))

    def _say_all(self) -> None:
        """Protocol A: each contact in every frame, in no order; without any, one empty packet."""
        said = list[Record]()
        for finger, (x, y) in reversed(self.fingers.items()):
            more = [(t.ABS, code, value) for code, value in self.seen[finger].items()]
            said += [(t.ABS, t.MT_X, x), (t.ABS, t.MT_Y, y), *more, (evdev.SYN, c.SYN_MT_REPORT, 0)]
        self._say(*(said or [(evdev.SYN, c.SYN_MT_REPORT, 0)]))

    def _say(self, *records: Record) -> None:
        for kind, code, value in records:
            if kind == evdev.KEY:
                (self._keys.add if value else self._keys.discard)(code)
        if records and not self.dropping:
            self._write(*records, (evdev.SYN, evdev.SYN_REPORT, 0))

    def _write(self, *records: Record) -> None:
        os.write(self._wire, b"".join(evdev.RECORD.pack(0, 0, *record) for record in records))

    # --- what the kernel is asked ---

    def ioctl(self, fd: int, number: int, asked: Any = 0) -> Any:
        if self.raises is not None:
            raise self.raises
        if number == evdev.EVIOCGRAB:
            self.grabbed += 1
            return 0
        nr = number & 0xFF
        if nr == evdev.EVIOCGKEY:
            return sum(1 << key for key in self._keys).to_bytes(evdev.KEY_BYTES, "little")
        if nr == touch.EVIOCGMTSLOTS:
            return self._slots(asked)
        return struct.pack("6i", *self._axis(nr - 0x40), 0, 0, 0)

    def _slots(self, asked: bytes) -> bytes:
        if self.kind != "slots":
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        (code,), many = struct.unpack("I", asked[:4]), len(asked) // 4 - 1
        empty = t.NONE if code == t.MT_ID else 0
        return struct.pack(f"I{many}i", code, *(self._values.get((slot, code), empty) for slot in range(many)))

    def _axis(self, axis: int) -> tuple[int, int, int]:
        many = (t.MT_X, t.MT_Y)
        ours = {"slots": many, "contacts": many}.get(self.kind, (c.ABS_X, c.ABS_Y, c.ABS_DISTANCE))
        if axis == c.MT_SLOT and self.kind == "slots":
            return self._slot_said, 0, SLOTS - 1
        return (self._values.get((0, axis), 0), 0, HIGH) if axis in ours else (0, 0, 0)


@contextmanager
def simulated_panel(folder: Path, kind: Kind = "slots") -> Iterator[SimulatedPanel]:
    """Under the real driver for as long as it lasts, to which it is no FIFO."""
    far = SimulatedPanel(folder, kind)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("drivers.touch.fcntl.ioctl", far.ioctl)
        patch.setattr("drivers.touch.stat.S_ISFIFO", lambda mode: False)
        yield far
    if far.path.exists():
        far.unplug()
