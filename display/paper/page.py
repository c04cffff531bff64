"""What a slip becomes on paper, whichever way it is printed: pieces from top to bottom.

A page is a list of pieces, none over another: `Band`, rows of dots; `Line`, words in the cells of a printer's letters.
Who makes them: display/paper/raster.py (all in dots), display/paper/typed.py (words in cells). Pure.
"""

from dataclasses import dataclass

DOTS_PER_MM = 8  # a thermal head of 203 dots an inch


@dataclass(frozen=True)
class Band:
    """Rows of dots across the whole paper, the first at `top` (in dots of the paper). A row is an int of
    `dots // scale` bits, the leftmost dot the highest bit; with scale 2 every dot becomes 2 × 2."""

    top: int
    scale: int
    rows: tuple[int, ...]

    @property
    def end(self) -> int:
        """The first row of paper below it."""
        return self.top + len(self.rows) * self.scale


@dataclass(frozen=True)
class Line:
    """Words in cells of 12 × 24 dots, each `wide` × `high` times as large, centred; the line's cells begin at `top` and
    `height` dots of paper are its own. `reverse`: white on black."""

    top: int
    words: str
    height: int = 30
    wide: int = 1
    high: int = 1
    bold: bool = False
    reverse: bool = False

    @property
    def end(self) -> int:
        return self.top + self.height


Page = list[Band | Line]
