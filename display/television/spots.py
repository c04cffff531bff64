"""The list of counters on the board: one column of up to ten, else two with a head each. No pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from display.drawing.elements import Box, Element, Line, Rect, Shape, Style
from display.drawing.text import leading, width
from display.television.look import Look, Unit, Words, written
from display.television.scene import Spot

ONE_COLUMN = 10
HIGHEST = 11.0  # units of a row
COUNTER, NUMBER = "Quầy", "Số"


def spots(all_: Sequence[Spot], rect: Rect, u: Unit, look: Look) -> tuple[Element, ...]:
    ground = Element("counters", "picture", "", rect, (Box(rect, look.card, look.line, u(2.4), u(0.3)),))
    x, y, w, h = rect
    inner = (x + u(2.5), y + u(0.9), w - u(5), h - u(1.8))
    return (ground, *(_two if len(all_) > ONE_COLUMN else _one)(all_, inner, u, look))


@dataclass(frozen=True)
class _Row:
    """Where a counter stands: type size; `rule`: dots of the line under it, 0 for the last; `small`: share of the size
    for words in a number's place."""

    rect: Rect
    size: int
    rule: int
    small: float = 0.84


def _one(all_: Sequence[Spot], rect: Rect, u: Unit, look: Look) -> list[Element]:
    x, y, w, h = rect
    high = min(u(HIGHEST), h // max(1, len(all_)))
    size, rule = min(u(4.6), high * 2 // 3), max(1, u(0.2))
    rows = [_Row((x, y + n * high, w, high), size, rule if n < len(all_) - 1 else 0) for n in range(len(all_))]
    return [_row(spot, f"{COUNTER} {spot.counter}", row, look) for spot, row in zip(all_, rows, strict=True)]


def _two(all_: Sequence[Spot], rect: Rect, u: Unit, look: Look) -> list[Element]:
    """Of two columns the first is as long as the other, or by one longer."""
    x, y, w, h = rect
    half = -(-len(all_) // 2)
    high, wide = h // (half + 1), w * 46 // 100
    size, rule, found = u(44 / (half + 1)), max(1, u(0.2)), list[Element]()
    for column, part in enumerate((all_[:half], all_[half:])):
        left = x + column * (w - wide)
        found.append(_head(f"head-{column}", (left, y, wide, high), size, look))
        for n, spot in enumerate(part, start=1):
            row = _Row((left, y + n * high, wide, high), size, rule if n < len(part) else 0, 0.76)
            found.append(_row(spot, str(spot.counter), row, look))
    return found


def _head(id_: str, rect: Rect, size: int, look: Look) -> Element:
    style = Style(round(size * 0.78), "SemiBold", look.quiet)
    said = (*written(COUNTER, rect, Words(style)), *written(NUMBER, rect, Words(style, "right")))
    return Element(id_, "text", f"{COUNTER} {NUMBER}", rect, said)


def _row(spot: Spot, named: str, row: _Row, look: Look) -> Element:
    (x, y, w, h), size = row.rect, row.size
    quiet = spot.mood in ("shut", "paused", "free")
    ink = look.quiet if quiet else look.ink
    style = Style(round(size * row.small), "Regular", ink) if quiet else Style(round(size * 1.12), "Bold", ink)
    shapes: list[Shape] = [Box((x, y + h - row.rule, w, row.rule), look.line)] if row.rule else []
    shapes += _badge(spot, row.rect, style, look) if spot.mood == "new" else ()
    pad = 0 if quiet else round(style.size * 0.3)
    shapes += _one_line(named, x, row.rect, Style(size, "SemiBold", ink), "left")
    shapes += _one_line(spot.said, x + w - pad, row.rect, style, "right")
    return Element(f"spot-{spot.counter}", "text", f"{named} {spot.said}", row.rect, tuple(shapes))


def _badge(spot: Spot, rect: Rect, style: Style, look: Look) -> list[Box]:
    x, y, w, h = rect
    wide, high = width(spot.said, style.weight, style.size) + round(style.size * 0.6), round(style.size * 1.16)
    high = min(high, h - 2)
    place = (x + w - wide, y + (h - high) // 2, wide, high)
    return [Box(place, look.gold, radius=round(style.size * 0.25))]


def _one_line(said: str, at: int, rect: Rect, style: Style, anchor: str) -> list[Line]:
    top = rect[1] + (rect[3] - leading(style.size)) // 2
    return [Line(said, at, top, style.size, style.weight, style.colour, anchor)]
