"""Where the kiosk is found on the network, at the foot of the screens that are not the citizens': in words and as a QR.

A technician's telephone reads the code; the words stand beside it. Where the room is short the code goes and the words
stay; a screen that has a place to spare takes it there.
"""

from display.drawing.elements import Box, Element, Rect, Shape, Style, text
from display.drawing.qr_code import QUIET, modules
from display.drawing.text import fits, leading
from display.touchscreen import words
from display.touchscreen.parts import Page

OFFICE = ("mistakes", "doctor", "out-of-order", "refill", "turn-roll", "paper-check")
_MODULE_MM = 0.5
_SHARE = 5  # the code takes no more than one part in so many of the height that is free
_FEW = 3  # answers above which there is room for it on a wide panel
_DARK, _LIGHT = (0, 0, 0), (255, 255, 255)


def address(page: Page) -> None:
    """Takes its strip from the foot of what is free."""
    theme, forms = page.theme, words.found_at(page.view.address)
    side = _side(page)
    beside = page.area[2] - side - theme.gap
    few = len(page.view.answers) <= _FEW or theme.height > theme.width
    coded = few and side * _SHARE <= page.area[3] and _fits(page, forms[-1], beside)
    x, y, w, high = _take_foot(page, side if coded else leading(theme.text))
    if coded:
        page.add(code("address-qr", page.view.address, (x + w - side, y, side, side), _module(page)))
        w = beside
    line = next((one for one in forms if _fits(page, one, w)), forms[-1])
    page.add(text("address", line, (x, y, w, high), Style(theme.text, "SemiBold", theme.colours.ink), "left"))


def code_in_spare_place(page: Page, rect: Rect) -> None:
    """The code alone, at the right of a place that the screen does not need; not twice."""
    if not page.view.address or any(element.id == "address-qr" for element in page.elements):
        return
    side, (x, y, w, h) = _side(page), rect
    if side <= min(w, h):
        page.add(code("address-qr", page.view.address, (x + w - side, y + h - side, side, side), _module(page)))


def _module(page: Page) -> int:
    return max(3, round(_MODULE_MM * page.theme.dot))


def _side(page: Page) -> int:
    return (len(modules(page.view.address)) + 2 * QUIET) * _module(page)


def _fits(page: Page, line: str, wide: int) -> bool:
    return fits(line, "SemiBold", page.theme.text, wide, 1)


def _take_foot(page: Page, high: int) -> Rect:
    x, y, w, h = page.area
    page.area = (x, y, w, h - high - page.theme.gap)
    return (x, y + h - high, w, high)


def code(id_: str, said: str, rect: Rect, module: int) -> Element:
    """A QR code with its quiet zone; `module`: dots of one. One box for each run of dark modules in a row."""
    x, y = rect[0] + QUIET * module, rect[1] + QUIET * module
    shapes: list[Shape] = [Box(rect, _LIGHT)]
    for row, line in enumerate(modules(said)):
        for begin, end in _runs(line):
            shapes.append(Box((x + begin * module, y + row * module, (end - begin) * module, module), _DARK))
    return Element(id_, "picture", said, rect, tuple(shapes))


def _runs(line: bytearray) -> list[tuple[int, int]]:
    """Begin and end of each run of ones."""
    edges = [at for at in range(len(line) + 1) if (at < len(line) and line[at]) != (at > 0 and line[at - 1])]
    return list(zip(edges[::2], edges[1::2], strict=True))
