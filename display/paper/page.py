"""What a slip becomes on paper, whichever way it is printed: pieces from top to bottom, and how words are wrapped.

A page is a list of pieces, none over another: `Band`, rows of dots; `Line`, words in the cells of a printer's letters.
Who makes them: display/paper/raster.py (all in dots), display/paper/typed.py (words in cells). Pure.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

DOTS_PER_MM = 8  # a thermal head of 203 dots an inch
Width = Callable[[str], int]


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


def wrapped(words: str, width: Width, room: int, step: int = DOTS_PER_MM) -> list[str]:
    """As few lines as fit into `room`, and those as even as can be (to `step`): no single word left over at the end."""
    fewest = filled(words, width, room)
    narrow, wide = 0, room
    while wide - narrow > step:
        middle = (narrow + wide) // 2
        narrow, wide = (narrow, middle) if len(filled(words, width, middle)) == len(fewest) else (middle, wide)
    return filled(words, width, wide)


def filled(words: str, width: Width, room: int) -> list[str]:
    lines: list[str] = []
    for word in (piece for whole in words.split() for piece in _pieces(whole, width, room)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(word: str, width: Width, room: int) -> Iterator[str]:
    """The word, cut between letters where it alone is wider than the paper."""
    while len(word) > 1 and width(word) > room:
        fits = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n]) <= room)
        yield word[:fits]
        word = word[fits:]
    yield word
