"""A QR code as dots for paper, drawn at half size: the printer doubles it, for a quarter of the bytes."""

from display.drawing.qr_code import QUIET, modules
from display.paper.page import Band

_MODULE = 3  # dots of a module at half size: 0.75 mm on paper


def qr_band(code: str, top: int, dots: int) -> Band:
    """The code in the middle of paper `dots` wide, its quiet zone above and below included."""
    matrix = modules(code)
    side = dots // 2 - len(matrix) * _MODULE
    rows = [int("".join(str(dot) * _MODULE for dot in line), 2) << side // 2 for line in matrix]
    quiet = [0] * (QUIET * _MODULE)
    return Band(top, 2, (*quiet, *(row for row in rows for _ in range(_MODULE)), *quiet))
