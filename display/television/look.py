"""Colours and letters of the board: everything is a share of the picture's height, so all televisions show the same.

A unit `u` is a hundredth of the height (of the width where that is the narrower one), 5.35 mm on 43 inches. What is
long is written smaller, never cut: as large as it fits, down to a least size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from display.drawing.elements import Line, Rect, Style
from display.drawing.text import leading, width, wrap
from display.drawing.theme import DAY, PAGES, Colour

STEP = 0.2  # units from one size to the next smaller one
_LEFT = 0.45  # of a colour of a board that hears nothing


@dataclass(frozen=True)
class Look:
    """The colours, by their names in display/drawing/theme.py."""

    ink: Colour = DAY.ink
    paper: Colour = DAY.paper
    card: Colour = DAY.card
    line: Colour = DAY.line
    navy: Colour = DAY.navy
    on_navy: Colour = DAY.on_navy
    gold: Colour = DAY.gold
    on_gold: Colour = DAY.on_gold
    quiet: Colour = DAY.quiet
    amber: Colour = PAGES["amber"]


FRESH = Look()
RED = PAGES["red"]


def stale(look: Look) -> Look:
    """Grey and pale: nobody takes what stands there for the truth."""
    return Look(**{one.name: _pale(getattr(look, one.name), look.paper) for one in fields(look)})


def _pale(colour: Colour, paper: Colour) -> Colour:
    red, green, blue = colour
    grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    mixed = [round(_LEFT * grey + (1 - _LEFT) * ground) for ground in paper]
    return mixed[0], mixed[1], mixed[2]


@dataclass(frozen=True)
class Unit:
    """`u(6.3)`: so many units in dots."""

    dots: float

    @classmethod
    def of(cls, wide: int, high: int) -> "Unit":
        return cls(min(high / 100, wide / 177.8))

    def __call__(self, units: float) -> int:
        return round(units * self.dots)

    def sizes(self, largest: float, least: float) -> Sequence[int]:
        """Type sizes to be tried, largest first."""
        count = round((largest - least) / STEP)
        return [self(largest - STEP * n) for n in range(count + 1)]


@dataclass(frozen=True)
class Words:
    """How words stand in their place. `step`: from line to line, times the size."""

    style: Style
    anchor: str = "left"
    step: float = 1.15


def written(text: str, rect: Rect, words: Words) -> tuple[Line, ...]:
    """As it is wrapped in this place, in the middle of its height; a line break in `text` is kept."""
    x, y, w, h = rect
    size, step = words.style.size, round(words.step * words.style.size)
    lines = _lines(text, words.style.weight, size, w)
    at = {"left": x, "middle": x + w // 2, "right": x + w}[words.anchor]
    top = y + (h - step * len(lines)) // 2 - (leading(size) - step) // 2
    look = (size, words.style.weight, words.style.colour, words.anchor)
    return tuple(Line(line, at, top + n * step, *look) for n, line in enumerate(lines))


def largest(text: str, weight: str, sizes: Sequence[int], room: tuple[int, int], step: float = 1.15) -> int:
    """The largest of the sizes at which the text has room (width, height); the last one where none does."""
    return next((size for size in sizes if _fits(text, weight, size, room, step)), sizes[-1])


def _fits(text: str, weight: str, size: int, room: tuple[int, int], step: float) -> bool:
    lines = _lines(text, weight, size, room[0])
    return len(lines) * round(step * size) <= room[1] and all(width(line, weight, size) <= room[0] for line in lines)


def _lines(text: str, weight: str, size: int, room: int) -> list[str]:
    return [line for part in text.split("\n") for line in wrap(part, weight, size, room)]
