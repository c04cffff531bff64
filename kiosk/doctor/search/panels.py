"""Finds the touch panel: which input device it is by what it can report, and how it stands by four touched corners.

Sysfs tells what a device reports (capabilities) and what it is (properties), so neither mouse nor touchpad is taken; a
panel without the mark of one is, and one in mouse mode, which presses the left button for a finger. Where several
remain, the one that is touched is it. The corners tell the quarter turn (hardware.rotate) and what is left besides
(hardware.touch_matrix): a mirrored panel, and, where the marks stood on the screen, its edges.
"""

import select
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from drivers.contacts import ABS_X, BTN_LEFT, BTN_TOUCH
from drivers.ports import Missing
from drivers.tips import MT_X
from drivers.touch import TouchPanel
from kiosk.config.hardware.touch_matrix import SAME, Matrix, Share, fitted, snapped, unturned, worst, written
from kiosk.config.load import load
from kiosk.doctor.search.input_devices import Device, bits, input_devices
from kiosk.doctor.search.ports import Places
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import write
from kiosk.service.findings import Bilingual, Finding

Dot = tuple[int, int]
_POINTER, _DIRECT = 0, 1  # INPUT_PROP_*
_PEN, _TOUCHPAD = 0x140, 0x145  # BTN_TOOL_PEN, BTN_TOOL_FINGER
_SIDE, _TOP, _FOOT = 0.08, 0.28, 0.9  # of the screen: where the corners' marks stand, all under its header
CORNERS = (
    Bilingual("Xin chạm góc trên bên trái", "Touch the top left corner"),
    Bilingual("Xin chạm góc trên bên phải", "Touch the top right corner"),
    Bilingual("Xin chạm góc dưới bên phải", "Touch the bottom right corner"),
    Bilingual("Xin chạm góc dưới bên trái", "Touch the bottom left corner"),
)
_TURNS = {((1, 0), (0, 1)): 0, ((0, -1), (1, 0)): 90, ((-1, 0), (0, -1)): 180, ((0, 1), (-1, 0)): 270}
_ONE_FINGER = 0.1  # share of the screen within which a finger taps twice
_CLOSE, _LOOSE = 0.03, 0.06  # shares of the screen: near enough as it is; too far to be a touched mark
_WIRE = Bilingual("cắm lại dây của màn cảm ứng", "check the panel's USB or ribbon cable; is the app stopped?")


def panels(places: Places) -> list[Device]:
    """Every touch panel there is."""
    return [device for device in input_devices(places, "touch") if is_panel(device.about)]


def is_panel(device: Path) -> bool:
    """It reports places across, with touches or fingers, and lies on a screen: it says so, or is nothing else. Who
    reports places with the left button alone (a mouse in a window does too) must say so."""
    across, keys = bits(device / "capabilities/abs"), bits(device / "capabilities/key")
    properties = bits(device / "properties")
    finger, place = across >> MT_X & 1, across >> ABS_X & 1
    if properties >> _DIRECT & 1:
        return bool(finger or (place and (keys >> BTN_TOUCH | keys >> BTN_LEFT) & 1))
    other = properties >> _POINTER & 1 or (keys >> _PEN | keys >> _TOUCHPAD) & 1
    return bool((finger or (place and keys >> BTN_TOUCH & 1)) and not other)


def find_touch(round_: Round, devices: Sequence[Device]) -> Finding:
    """The panel that was touched at its four corners, and how it stands, written into the file."""
    kiosk = load(round_.file).kiosk
    size = (kiosk.width, kiosk.height)
    with ExitStack() as stack:
        opened = _opened(stack, devices, size)
        if not opened:
            return Finding("touch", False, Bilingual("không tìm thấy màn cảm ứng", "no touch panel found"), _WIRE)
        device, places = _corners(round_, opened, size)
    if device is None:
        said = Bilingual("không ai chạm, hoặc màn không báo", f"nothing was felt by {len(opened)} panels")
        return Finding("touch", False, said, _WIRE)
    return _judged(round_, device, places)


def _judged(round_: Round, device: Device, places: Sequence[Dot]) -> Finding:
    config = load(round_.file)
    size = (config.kiosk.width, config.kiosk.height)
    lies = stands(places, size, config.hardware.rotate, round_.person.marks)
    if lies is None:
        said = Bilingual(
            f"{device.path}: bốn góc không thành hình", f"{device.path}: the four corners make no screen: {places}"
        )
        return Finding("touch", False, said, Bilingual("chạm lại đúng bốn góc", "touch exactly the corners, once more"))
    rotate, matrix = lies[0], "" if lies[1] == SAME else written(lies[1])
    write(round_.file, "hardware", {"touch": device.path, "rotate": rotate, "touch_matrix": matrix})
    left = Bilingual(f", chỉnh {matrix}", f", calibrated {matrix}") if matrix else Bilingual("", "")
    said = Bilingual(
        f"{device.path}, xoay {rotate}°{left.vi}",
        f"{device.path} ({device.name or 'no name'}), turned by {rotate}°{left.en}",
    )
    facts = {"path": device.path, "rotate": rotate, "touch_matrix": matrix, "corners": list(places)}
    return Finding("touch", True, said, facts=facts)


def stands(places: Sequence[Dot], size: Dot, rotate: int, exact: bool) -> tuple[int, Matrix] | None:
    """Degrees clockwise, and the matrix for what they leave; None for corners that make no screen.

    `exact`: the fingers touched marks in the picture, so that it stands as it shall (`rotate`), and only the touch
    panel may lie otherwise. Else the corners tell how the panel stands; a mirrored one leaves `rotate` as it is.
    """
    turned = turn(places)
    rotate = rotate if exact or turned is None else turned
    felt, aims = _shares(places, size), [unturned(mark, rotate) for mark in _shares(marks(size), size)]
    matrix = fitted(felt, aims)
    if matrix is None or worst(matrix, felt, aims) > _LOOSE:
        return None
    if not exact:
        return rotate, snapped(matrix)
    return rotate, SAME if worst(SAME, felt, aims) < _CLOSE else matrix


def _shares(dots: Sequence[Dot], size: Dot) -> list[Share]:
    return [((x + 0.5) / size[0], (y + 0.5) / size[1]) for x, y in dots]


def _opened(stack: ExitStack, devices: Sequence[Device], size: Dot) -> list[tuple[Device, TouchPanel]]:
    """Those that can be had; another program may hold one."""
    found = []
    for device in devices:
        try:
            found.append((device, stack.enter_context(closing(TouchPanel(device.node, size)))))
        except Missing:
            continue
    return found


def _corners(
    round_: Round, opened: Sequence[tuple[Device, TouchPanel]], size: Dot
) -> tuple[Device | None, tuple[Dot, ...]]:
    """Where each corner was felt, by the panel that felt the first; None where one was not."""
    felt: list[Dot] = []
    for said, mark in zip(CORNERS, marks(size), strict=True):
        round_.person.say(said, mark)
        touched = _touched(opened, round_.seconds, lambda place: bool(felt) and _beside(place, felt[-1], size))
        if touched is None:
            return None, ()
        device, place = touched
        opened = [pair for pair in opened if pair[0] == device]
        felt.append(place)
    return opened[0][0], tuple(felt)


def marks(size: Dot) -> tuple[Dot, Dot, Dot, Dot]:
    """The dots of the four marks, clockwise from the top left."""
    w, h = size
    left, right = round(w * _SIDE), w - 1 - round(w * _SIDE)
    return (left, round(h * _TOP)), (right, round(h * _TOP)), (right, round(h * _FOOT)), (left, round(h * _FOOT))


def _beside(place: Dot, other: Dot, size: Dot) -> bool:
    """No two corners are: it is the second tap of one finger."""
    return all(abs(one - two) < _ONE_FINGER * wide for one, two, wide in zip(place, other, size, strict=True))


def _touched(
    opened: Sequence[tuple[Device, TouchPanel]], seconds: float, again: Callable[[Dot], bool]
) -> tuple[Device, Dot] | None:
    """The next tap: where the finger went down, once it is up again; one that is there `again` if no other comes."""
    poll, end = select.poll(), time.monotonic() + seconds
    by_fd = {panel.fileno(): (device, panel) for device, panel in opened}
    for fd in by_fd:
        poll.register(fd, select.POLLIN)
    down: dict[int, Dot] = {}
    second: tuple[Device, Dot] | None = None
    while (left := end - time.monotonic()) > 0:
        for fd, _ in poll.poll(left * 1000):
            device, panel = by_fd[fd]
            for touch in panel.read():
                if touch.phase == "down":
                    down[fd] = (touch.x, touch.y)
                elif touch.phase == "up" and fd in down and not again(down[fd]):
                    return device, down[fd]
                elif touch.phase == "up" and fd in down:
                    second = device, down[fd]
    return second


def turn(places: Sequence[Dot]) -> int | None:
    """Degrees clockwise that the panel stands turned by, from what an unturned one would report at the corners
    (clockwise from the top left); None for corners that make no screen."""
    a, b, c, d = places
    across = (_way(a, b), _way(d, c))
    down = (_way(a, d), _way(b, c))
    if len({*across}) > 1 or len({*down}) > 1:
        return None
    return _TURNS.get((across[0], down[0]))


def _way(start: Dot, end: Dot) -> Dot:
    """One step along the axis that changes most; (0, 0) where neither does clearly."""
    x, y = end[0] - start[0], end[1] - start[1]
    if max(abs(x), abs(y)) < 2 * min(abs(x), abs(y)) or x == y == 0:
        return (0, 0)
    return ((x > 0) - (x < 0), 0) if abs(x) > abs(y) else (0, (y > 0) - (y < 0))
