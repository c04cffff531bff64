"""A QR code as dots for paper, drawn at half size: the printer doubles it, for a quarter of the bytes."""

from display.drawing.qr_code import QUIET, modules
from display.paper.page import Band

_MODULE = 3  # dots of a module at half size, where the paper is wide enough: 0.75 mm


def qr_band(code: str, top: int, dots: int) -> Band:
    """The code in the middle of paper `dots` wide, its quiet zone above and below included."""
    matrix = modules(code)
    wide = min(_MODULE, dots // 2 // len(matrix))
    side = dots // 2 - len(matrix) * wide
    rows = [int("".join(str(dot) * wide for dot in line), 2) << side // 2 for line in matrix]
    quiet = [0] * (QUIET * wide)
    return Band(top, 2, (*quiet, *(row for row in rows for _ in range(wide)), *quiet))
