"""Of what a panel sees, when a fingertip is on the glass. Pure.

There are panels that see more than what touches them (Documentation/input/multi-touch-protocol.rst): a finger hovers
while it has a distance, or no pressure, and keeps its id as it comes down and goes up. So the id of a slot is passed
on while its tip touches, and its end when it does not any more. No pressure means that only where the panel was heard
to say one: there are panels that have the word and never measure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drivers.evdev import Record

ABS = 3
TOUCH_MAJOR, MT_X, MT_Y, TOOL, MT_ID, MT_PRESSURE, MT_DISTANCE = 0x30, 0x35, 0x36, 0x37, 0x39, 0x3A, 0x3B
PALM = 2  # MT_TOOL_PALM
NONE = -1  # the tracking id of no contact
_NO_END = (ABS, MT_ID, NONE)


@dataclass(frozen=True)
class Tip:
    """What a slot said beside its tool; `x`, `y`: since its id came."""

    id: int = NONE
    distance: int = 0
    pressure: int = 0
    x: int | None = None
    y: int | None = None

    def touches(self, measured: frozenset[int]) -> bool:
        pressed = self.pressure > 0 or MT_PRESSURE not in measured
        return self.id >= 0 and self.distance <= 0 and pressed


def measuring(measured: frozenset[int], frame: Sequence[Record]) -> frozenset[int]:
    """Which signs of a touch this panel was heard to measure."""
    return measured | {code for kind, code, value in frame if (kind, value > 0) == (ABS, True) and code in _SIGNS}


_SIGNS = (MT_PRESSURE, TOUCH_MAJOR)


def on_glass(said: dict[int, int], measured: frozenset[int]) -> bool:
    """Of a contact of protocol A, which says all of itself each time; older drivers end one by a size of 0."""
    return said.get(MT_DISTANCE, 0) <= 0 and all(said.get(code, 1) > 0 for code in measured)


def heard(tip: Tip, part: Sequence[Record], measured: frozenset[int]) -> tuple[Tip, list[Record]]:
    """The tip after what its slot said in a frame, and that in the words of a panel that sees only what touches it."""
    now = tip
    for _, code, value in part:
        now = _after(now, code, value)
    said = [record for record in part if record[1] not in (MT_DISTANCE, MT_PRESSURE)]
    if now.touches(measured):
        place = [(ABS, code, at) for code, at in ((MT_X, now.x), (MT_Y, now.y)) if at is not None]
        return now, _touch_first([*said, (ABS, MT_ID, now.id), *(() if tip.touches(measured) else place)])
    if now.id < 0:
        return now, _touch_first(said)
    rest = [record for record in said if record[1] != MT_ID]
    return now, _touch_first([*rest, _NO_END]) if now.id == tip.id else [_NO_END, *rest]


def _after(tip: Tip, code: int, value: int) -> Tip:
    match code:
        case 0x39:
            return tip if value == tip.id else replace(tip, id=value, x=None, y=None)
        case 0x3A:
            return replace(tip, pressure=value)
        case 0x3B:
            return replace(tip, distance=value)
        case 0x35:
            return replace(tip, x=value)
        case 0x36:
            return replace(tip, y=value)
    return tip


def _touch_first(part: list[Record]) -> list[Record]:
    """The tool, a touch, its place, a lifting, as not every panel has it; where more than one touched in turn, their
    order is the order."""
    if len({value for _, code, value in part if code == MT_ID}) > 1:
        return sorted(part, key=lambda record: record[1] != TOOL)
    return sorted(part, key=_order)


def _order(record: Record) -> int:
    _, code, value = record
    if code == TOOL:
        return 0
    return 2 if code != MT_ID else 1 if value >= 0 else 3
