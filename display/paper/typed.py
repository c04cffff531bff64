"""A slip in the cells of the printer's own letters, in print modes inline and downloaded: the same blocks as in raster.

Emphasis is kept: bold stays bold, what must not be overlooked stays white on black, the number is as large as the paper
allows. Only where every letter can be enlarged (downloaded: glyphs of our own) are the lines that one needs larger than
the printer's usual size; a small picture of a letter (inline) cannot be. Promises: nothing is wider than the paper; a
letter that neither the printer nor glyph_cells.py has is a "?", which can be seen. The rest of the slip, QR and rules,
is dots.
"""

import unicodedata
from collections.abc import Iterator
from typing import Literal

from display.drawing.lines import even_lines
from display.paper.glyph_cells import HIGH, WIDE, cell
from display.paper.page import DOTS_PER_MM, Band, Line, Page
from display.paper.qr import qr_band
from kiosk.core.words import slip

GAP = 6  # dots between two lines of cells
EDGE = 4  # dots of black over and under white letters
_LARGEST = 8  # GS ! enlarges up to eight times
_MOST = 3  # lines that may stand in the widest letters
_DOUBLE_MM, _TALL_MM = (
    3.6,
    3.35,
)  # drawn capitals of so many mm: twice as large, or as high, here
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "·": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "\u00a0": " "}
)


def lay(slip: slip.Slip, dots: int, mode: Literal["inline", "downloaded"]) -> Page:
    """The slip on paper `dots` wide, from top to bottom."""
    page: Page = []
    top = 0
    for block in slip:
        for piece, height in _block(block, dots, top, mode):
            if piece is not None:
                page.append(piece)
            top += height
    return page


Pieces = Iterator[tuple[Band | Line | None, int]]


def _block(block: slip.Block, dots: int, top: int, mode: str) -> Pieces:
    match block:
        case slip.Space(mm):
            yield None, round(mm * DOTS_PER_MM)
        case slip.Rule():
            yield rule(top, dots), 2
        case slip.Typed(words):
            yield Line(top, words), HIGH + GAP
        case slip.Qr(code):
            band = qr_band(code, top, dots)
            yield band, band.end - top
        case slip.Big(words, _):
            times = min(_LARGEST, dots // (WIDE * len(words)))
            yield Line(top, known(words), HIGH * times, times, times), HIGH * times
        case slip.Mark(words, mm):
            yield from _bar(words, dots, top, _size(words, mm, dots, mode))
        case slip.Text(words, mm, weight, left):
            yield from _lines(words, dots, top, _size(words, mm, dots, mode), weight != "Regular", left=left)


def rule(top: int, dots: int) -> Band:
    """One row, doubled by the printer: an eighth of the bytes of a drawn rule."""
    return Band(top, 2, ((1 << dots // 2) - 1,))


def _size(words: str, mm: float, dots: int, mode: str) -> tuple[int, int]:
    """(wide, high) of the letters."""
    if mode == "inline" or mm < _TALL_MM:
        return 1, 1
    few = len(_wrapped(words, dots // (2 * WIDE))) <= _MOST
    return (2, 2) if few and mm >= _DOUBLE_MM else (1, 2)


def _lines(words: str, dots: int, top: int, size: tuple[int, int], bold: bool, left: bool = False) -> Pieces:
    """`left`: spaces fill the line up, so that it is centred and yet begins at the edge."""
    wide, high = size
    height, room = HIGH * high + GAP, dots // (WIDE * wide)
    for line in _wrapped(words, room):
        yield Line(top, line.ljust(room) if left else line, height, wide, high, bold), height
        top += height


def _wrapped(words: str, cells: int) -> tuple[str, ...]:
    return even_lines(known(words), len, cells, 1, cut=True)


def _bar(words: str, dots: int, top: int, size: tuple[int, int]) -> Pieces:
    """White on black, with a strip of black over and under the cells, whose outermost rows belong to the marks."""
    wide, high = size
    for line in _wrapped(words, dots // (WIDE * wide) - 2):
        padded, height = f" {line} ", HIGH * high
        yield _strip(top, len(padded) * WIDE * wide, dots), EDGE
        yield Line(top + EDGE, padded, height, wide, high, True, True), height
        yield _strip(top + EDGE + height, len(padded) * WIDE * wide, dots), EDGE + GAP
        top += height + 2 * EDGE + GAP


def _strip(top: int, width: int, dots: int) -> Band:
    """Black, in the middle of the paper, doubled by the printer."""
    return Band(top, 2, ((1 << width // 2) - 1 << (dots - width) // 4,) * (EDGE // 2))


def known(words: str) -> str:
    """Composed letters; marks of print as a typewriter has them; "?" for what has no cell."""
    composed = " ".join(unicodedata.normalize("NFC", words).translate(_PLAIN).split())
    return "".join(letter if letter.isascii() or cell(letter) else "?" for letter in composed)
