"""What stands on a screen: elements with an id, a role, a name and a place, made of a few shapes. No pixels."""

from dataclasses import dataclass, field

from display.drawing.text import leading, wrap
from display.drawing.theme import Colour

Rect = tuple[int, int, int, int]  # x, y, width, height


@dataclass(frozen=True)
class Box:
    rect: Rect
    fill: Colour
    line: Colour | None = None
    radius: int = 0
    stroke: int = 2


@dataclass(frozen=True)
class Line:
    """One line of text; `x` is its left, middle or right by `anchor`; `top` of its line box."""

    text: str
    x: int
    top: int
    size: int
    weight: str
    colour: Colour
    anchor: str = "left"


@dataclass(frozen=True)
class Face:
    """A face of a level, 4 to 1, within a disc."""

    x: int
    y: int
    radius: int
    level: int
    colour: Colour
    ground: Colour


@dataclass(frozen=True)
class Disc:
    x: int
    y: int
    radius: int
    colour: Colour


@dataclass(frozen=True)
class Person:
    """The sign for a waiting person: a head over shoulders, `size` dots high."""

    x: int
    y: int
    size: int
    colour: Colour


Shape = Box | Line | Face | Disc | Person


@dataclass(frozen=True)
class Element:
    """`role`: button, text or picture; `touch`: a finger may choose it."""

    id: str
    role: str
    name: str
    rect: Rect
    shapes: tuple[Shape, ...] = field(default=(), repr=False)
    touch: bool = False


@dataclass(frozen=True)
class Style:
    """How words look: `size` in dots, `weight` as display.drawing.text has it."""

    size: int
    weight: str
    colour: Colour


def block(words: str, rect: Rect, style: Style, anchor: str = "middle", top: bool = False) -> tuple[Line, ...]:
    """A wrapped text within `rect`, in its middle height or at its top."""
    x, y, w, h = rect
    lines, step = wrap(words, style.weight, style.size, w), leading(style.size)
    start = y if top else y + (h - step * len(lines)) // 2
    at = {"left": x, "middle": x + w // 2, "right": x + w}[anchor]
    look = (style.size, style.weight, style.colour, anchor)
    return tuple(Line(line, at, start + n * step, *look) for n, line in enumerate(lines))


def text(id_: str, words: str, rect: Rect, style: Style, anchor: str = "middle") -> Element:
    return Element(id_, "text", words, rect, block(words, rect, style, anchor))


def inside(rect: Rect, x: int, y: int) -> bool:
    return rect[0] <= x < rect[0] + rect[2] and rect[1] <= y < rect[1] + rect[3]
