"""The dots of a letter: the printer's own ones from letters.txt, told or sent ones from their columns, and both styled.

A glyph is a tuple of rows from top to bottom, a row an int of `width` bits, the leftmost dot the highest. Font A, the
only one here, stands in cells of 12 × 24 dots. Pure but for reading letters.txt once.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

Rows = tuple[int, ...]
Point = tuple[int, int]
WIDE, HIGH = 12, 24  # dots of a cell
_TABLE = Path(__file__).with_name("letters.txt")
_BOX = "02 a2 al 0l 02"  # stands for a letter that the printer has not


@dataclass(frozen=True)
class Style:
    """How letters are drawn: `wide`, `high`: 1 to 8 times; `reverse`: white on black."""

    wide: int = 1
    high: int = 1
    bold: bool = False
    reverse: bool = False


PLAIN = Style()


@cache
def _strokes() -> dict[str, list[list[Point]]]:
    """Each letter's strokes as places of the pen."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    drawn = [line for line in lines if not line.startswith("//")]
    return {line[0]: [_points(stroke) for stroke in line[1:].split(" ; ")] for line in drawn}


def _points(stroke: str) -> list[Point]:
    return [(int(pair[0], 36), int(pair[1], 36)) for pair in stroke.split()]


@cache
def own(letter: str) -> Rows:
    """A letter of the printer's own in its cell; a box where it has none."""
    rows = [0] * HIGH
    for stroke in _strokes().get(letter, [] if letter == " " else [_points(_BOX)]):
        for start, end in zip(stroke, stroke[1:] or stroke, strict=False):
            for x, y in _between(start, end):
                rows[y] |= 3 << WIDE - 2 - x
                rows[y + 1] |= 3 << WIDE - 2 - x
    return tuple(rows)


def _between(start: Point, end: Point) -> list[Point]:
    """The pen's places on the way, ends included."""
    (x, y), (right, down) = start, end
    steps = max(abs(right - x), abs(down - y), 1)
    return [(round(x + (right - x) * n / steps), round(y + (down - y) * n / steps)) for n in range(steps + 1)]


@lru_cache(4096)
def of_columns(columns: bytes, width: int) -> Rows:
    """Columns of 24 dots, three bytes each with the top dot highest, as in ESC & and ESC *, laid into `width` dots."""
    rows = [0] * HIGH
    for x in range(len(columns) // 3):
        column = int.from_bytes(columns[3 * x : 3 * x + 3], "big")
        for y in range(HIGH):
            rows[y] |= (column >> HIGH - 1 - y & 1) << width - 1 - x
    return tuple(rows)


@lru_cache(4096)
def styled(glyph: Rows, style: Style) -> Rows:
    """A glyph in its cell of 12 × 24 as the style has it."""
    rows = tuple(_stretched(row, style.wide) for row in glyph for _ in range(style.high))
    if style.bold:
        rows = tuple(row | row >> 1 for row in rows)
    full = (1 << WIDE * style.wide) - 1
    return tuple(row ^ full for row in rows) if style.reverse else rows


def _stretched(row: int, wide: int) -> int:
    return row if wide == 1 else int("".join(bit * wide for bit in f"{row:0{WIDE}b}"), 2)
