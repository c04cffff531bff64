"""A line that the printer has not yet printed: letters and small pictures side by side, standing on one ground.

Pure. A letter comes from the printer's own font, or from a glyph that it was told (ESC &); a small picture (ESC * in
24-dot double density) stands as one more letter. What each reads as goes along with it, so that a slip can be read back
whichever way it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drivers.simulated.printer.font import HIGH, PLAIN, WIDE, Rows, Style, of_columns, own, styled

UNREAD = "\ufffd"  # a picture that is no letter we know
Readable = Mapping[Rows, str]
"""Cells of 12 × 24 dots → the letter that they show."""


@dataclass(frozen=True)
class Piece:
    """`reads` as a letter; `rows` of `width` dots, their top `up` dots above where it would stand on the ground."""

    reads: str
    rows: Rows
    width: int
    up: int = 0


@dataclass
class Pen:
    """What the printer remembers between commands, and the line that it has not yet fed. `readable`: the shapes that
    are letters; `up`: dots by which it draws small pictures too high; `keeps`: its glyphs outlive ESC @."""

    readable: Readable = field(default_factory=dict)
    up: int = 0
    keeps: bool = False
    align: int = 0
    style: Style = PLAIN
    glyphs: dict[int, Rows] = field(default_factory=dict)
    uses_glyphs: bool = False
    line: list[Piece] = field(default_factory=list)
    looks: Style = PLAIN  # of the letters of this line


def readable(cells: Mapping[str, Rows]) -> Readable:
    """From letter → cell: a letter is read in any look, as an eye does."""
    looks = [Style(bold=bold, reverse=reverse) for bold in (False, True) for reverse in (False, True)]
    return {styled(rows, look): letter for letter, rows in cells.items() for look in looks}


def reset(pen: Pen) -> None:
    """ESC @: all is forgotten, the glyphs that it was told and a line not yet fed too."""
    pen.align, pen.style, pen.uses_glyphs = 0, PLAIN, False
    if not pen.keeps:
        pen.glyphs.clear()
    pen.line.clear()


def define(pen: Pen, first: int, glyphs: Sequence[bytes]) -> None:
    """ESC &: the columns for the codes from `first` on, cut at the width of a cell."""
    pen.glyphs |= {code: of_columns(columns[: 3 * WIDE], WIDE) for code, columns in enumerate(glyphs, first)}


def typed(pen: Pen, code: int, letter: str) -> Piece:
    """The character `code`, which is `letter` in the printer's own font."""
    told = pen.glyphs.get(code) if pen.uses_glyphs else None
    reads = letter if told is None else pen.readable.get(told, UNREAD)
    return Piece(reads, styled(told or own(letter), pen.style), WIDE * pen.style.wide)


def pictured(pen: Pen, columns: bytes) -> Piece:
    """ESC *: its dots as they are."""
    width = len(columns) // 3
    rows = of_columns(columns, width)
    return Piece(pen.readable.get(rows, UNREAD), rows, width, pen.up)


def width_of(line: Sequence[Piece]) -> int:
    return sum(piece.width for piece in line)


def rows_of(line: Sequence[Piece]) -> list[int]:
    """The line as rows from its highest letter to its ground, each of the line's own width."""
    high = max((len(piece.rows) for piece in line), default=HIGH)
    rows = [0] * high
    for piece in line:
        rows = [row << piece.width | dots for row, dots in zip(rows, _standing(piece, high), strict=True)]
    return rows


def _standing(piece: Piece, high: int) -> Rows:
    """Its rows with what is white over and under it, `high` in all."""
    above = max(0, high - len(piece.rows) - piece.up)
    return (0,) * above + piece.rows + (0,) * (high - above - len(piece.rows))
