"""A slip drawn as black dots, for a thermal head of 8 dots a millimetre (203 per inch).

Letters are Be Vietnam Pro by pygame.font, drawn at their final size and cut at half coverage: never dithered, as
a thermal head has no grey. Lines are wrapped by measured width into even lines and stand on their baseline, so marks
above Ẩ and below Ộ stay whole. The number and the QR are drawn at half size and doubled by the printer (a quarter of
the bytes). Only `pygame.font` is started: no display, no mixer. What bytes the dots become is not here.
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from display.drawing.lines import even_lines
from display.paper.page import DOTS_PER_MM, Band, Line, Page
from display.paper.qr import qr_band
from display.paper.typed import rule
from kiosk.core.words import slip

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
from display.engine import pygame

_FONTS = Path(__file__).parents[1] / "fonts"
_CAPITAL = 0.74  # a capital's height over the font's size, in Be Vietnam Pro
_LINE = 1.45  # baseline to baseline over the font size: the tail of ụ stays clear of the marks of Ẫ below
_EDGE = 5  # dots of black around the marks of white letters
_INK = b"0" * 128 + b"1" * 128  # coverage of a dot → black from one half on
_PAPER = b"1" * 128 + b"0" * 128


def draw(slip: slip.Slip, dots: int) -> Page:
    """The slip on paper `dots` wide (576 on 80 mm, 384 on 58 mm), from top to bottom."""
    pygame.font.init()
    page: Page = []
    for piece in _page(slip, dots):
        _lay(page, piece)
    return page


def _lay(page: Page, piece: Band | Line) -> None:
    """Put the piece under the others; rows that it shares with the line above (ụ over Ẫ) are laid together."""
    above = page[-1] if page else None
    if not (isinstance(piece, Band) and isinstance(above, Band) and piece.top < above.end):
        page.append(piece)
        return
    depth = max(above.end, piece.end) - above.top
    rows = [0] * depth
    for band in (above, piece):
        for at, row in enumerate(band.rows, band.top - above.top):
            rows[at] |= row
    page[-1] = Band(above.top, 1, tuple(rows))


def _page(slip: slip.Slip, dots: int) -> Iterator[Band | Line]:
    top = DOTS_PER_MM  # room for the marks of a first line that has Ẫ
    for block in slip:
        for piece, height in _block(block, dots, top):
            if piece is not None:
                yield piece
            top += height


Pieces = Iterator[tuple[Band | Line | None, int]]


def _block(block: slip.Block, dots: int, top: int) -> Pieces:
    """What a block puts on the paper from `top` on, each piece with how far the paper goes on after it."""
    match block:
        case slip.Space(mm):
            yield None, round(mm * DOTS_PER_MM)
        case slip.Rule():
            yield rule(top, dots), 2
        case slip.Typed(words):
            yield Line(top, words), Line.height
        case slip.Qr(code):
            band = qr_band(code, top, dots)
            yield band, band.end - top
        case slip.Big(words, mm):
            yield from _doubled(_number_rows(words, mm, dots // 2), dots, top)
        case slip.Mark(words, mm):
            yield from _mark(words, mm, dots, top)
        case slip.Text(words, mm, weight, left):
            yield from _text(words, _font(weight, _size(mm)), dots, top, left)


def _text(words: str, font: pygame.font.Font, dots: int, top: int, left: bool = False) -> Pieces:
    height = round(font.get_height() * _LINE / 1.27)
    for line in even_lines(_known(words, font), lambda part: font.size(part)[0], dots, DOTS_PER_MM, cut=True):
        rows = _line(line, font, _INK)
        # a line with stacked marks makes a taller picture: its foot stands where every line's foot stands
        yield _inked(top + font.get_height() - len(rows), tuple(_placed(rows, dots, left))), height
        top += height


def _inked(top: int, rows: Sequence[int]) -> Band | None:
    """The rows from the first black dot to the last, or None where there is none."""
    inked = [n for n, row in enumerate(rows) if row]
    return Band(top + inked[0], 1, tuple(rows[inked[0] : inked[-1] + 1])) if inked else None


def _mark(words: str, mm: float, dots: int, top: int) -> Pieces:
    """White on a black bar, a little wider than the words: the capitals in its middle, room for every mark."""
    font = _font("Bold", _size(mm))
    letters = font.render(words, True, "white", "black")
    above, height = _bar(letters, font)
    drawn = pygame.Surface((min(dots, font.size(words)[0] + 6 * DOTS_PER_MM), height), depth=8)
    drawn.set_palette([(n, n, n) for n in range(256)])
    drawn.blit(letters, ((drawn.get_width() - letters.get_width()) // 2, above))
    rows = _rows(drawn, _PAPER)
    yield Band(top, 1, tuple(_centred(rows, dots))), len(rows)


def _bar(letters: pygame.Surface, font: pygame.font.Font) -> tuple[int, int]:
    """Where the picture of a line begins in its bar, and how high the bar is.

    A line with stacked marks makes a taller picture, so that all is measured from the foot.
    """
    foot = letters.get_height() + font.get_descent()
    capital = round(font.get_ascent() * _CAPITAL)
    inked = [n for n, row in enumerate(_rows(letters, _INK)) if row.bits]
    air = round(0.33 * capital / _CAPITAL)
    above = max(air, foot - capital - inked[0] + _EDGE)
    below = max(air, inked[-1] + 1 - foot + _EDGE)
    return above - (foot - capital), above + capital + below


def _doubled(rows: list["Row"], dots: int, top: int) -> Pieces:
    yield Band(top, 2, tuple(_centred(rows, dots // 2))), 2 * len(rows)


def _number_rows(words: str, mm: float, dots: int) -> list["Row"]:
    """The number's ink alone, at half size, no wider than the paper."""
    size = _size(mm / 2)
    while size > 8 and _font("Bold", size).size(words)[0] > dots:
        size -= 1
    return _trimmed(_line(words, _font("Bold", size), _INK))


# --- dots of letters --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of a picture that has no place yet: `bits`, and how wide it is in dots."""

    bits: int
    width: int


def _size(mm: float) -> int:
    """Font size in dots for capitals of `mm`."""
    return round(mm * DOTS_PER_MM / _CAPITAL)


@lru_cache(maxsize=32)
def _font(weight: str, size: int) -> pygame.font.Font:
    return pygame.font.Font(str(_FONTS / f"BeVietnamPro-{weight}.ttf"), size)


def _line(words: str, font: pygame.font.Font, cut: bytes) -> list[Row]:
    return _rows(font.render(words, True, "white", "black"), cut)


def _rows(drawn: pygame.Surface, cut: bytes) -> list[Row]:
    """A picture of 256 greys → rows of black dots; `cut` says which greys are black."""
    width = drawn.get_width()
    dots = pygame.image.tobytes(drawn, "P").translate(cut)
    return [Row(int(dots[start : start + width], 2), width) for start in range(0, len(dots), width)]


def _centred(rows: Iterable[Row], dots: int) -> Iterator[int]:
    for row in rows:
        shift = dots - row.width - (dots - row.width) // 2
        yield row.bits << shift if shift >= 0 else row.bits >> -shift


def _placed(rows: Iterable[Row], dots: int, left: bool) -> Iterator[int]:
    return (row.bits << dots - row.width for row in rows) if left else _centred(rows, dots)


def _trimmed(rows: list[Row]) -> list[Row]:
    inked = [n for n, row in enumerate(rows) if row.bits]
    return rows[inked[0] : inked[-1] + 1] if inked else []


def _known(words: str, font: pygame.font.Font) -> str:
    """Composed letters, and "?" for one that the font does not have: it would leave a hole without a word."""
    composed = " ".join(unicodedata.normalize("NFC", words).split())
    return "".join(letter if letter == " " or _has(font, letter) else "?" for letter in composed)


def _has(font: pygame.font.Font, letter: str) -> bool:
    (metrics,) = font.metrics(letter)
    return metrics is not None and tuple(metrics[:4]) != (0, 0, 0, 0)
