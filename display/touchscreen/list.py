"""The public list: its fields as cards, then the procedures of a field under each other, each name whole if it can be.

Names are written in the letters that one needs in order to choose and never smaller; where a name is longer than the
screen is high, its first words stand there and "…" (the next screen has the whole). How many cards a page has follows
from the names: as many as fit, at most six.
"""

from functools import lru_cache

from display.drawing.elements import Element, Rect, Style, block, text
from display.drawing.text import fits, leading, tall
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.button_column import BACK, WIDEST, add_buttons, place_buttons, turning
from display.touchscreen.parts import Page, card, grid, ink, title

MOST = 6  # choices on a screen
_HEAD = 0.42  # of what is free, at most, for a name as title


def fields(page: Page) -> None:
    """What kind of business it is."""
    view, theme = page.view, page.theme
    places = place_buttons(page, WIDEST)
    title(page, words.FIELDS, "left")
    columns, rows = shape(view.fields, theme, page.area[2], page.area[3])
    each = columns * rows
    pages = -(-len(view.fields) // each)
    at = view.page % max(1, pages)
    cells = grid(page.area, columns, rows, theme.gap)
    for number, rect in zip(range(at * each, len(view.fields)), cells, strict=False):
        page.add(_card(page, f"field-{number + 1}", view.fields[number], rect))
    add_buttons(page, (*turning(at, pages), BACK), places)


def procedures(page: Page) -> None:
    """The procedures of the field."""
    view, theme = page.view, page.theme
    places = place_buttons(page, WIDEST)
    headed(page, view.of_field)
    x, y, w, h = page.area
    heights = _heights(tuple(p.name for p in view.procedures), theme, w, h)
    pages = packed(heights, theme.gap, h)
    at = view.page % max(1, len(pages))
    for n in pages[at] if pages else ():
        page.add(_card(page, f"procedure-{view.procedures[n].code}", view.procedures[n].name, (x, y, w, heights[n])))
        y += heights[n] + theme.gap
    add_buttons(page, (*turning(at, len(pages)), BACK), places)


def headed(page: Page, name: str) -> bool:
    """A name as the title; whether it stands there whole."""
    theme, (_, _, w, h) = page.theme, page.area
    lines = max(1, round(h * _HEAD) // leading(theme.choose))
    said = shortened(name, "Bold", theme.choose, w, lines)
    high = tall(said, "Bold", theme.choose, w)
    page.add(text("title", said, page.take_top(high), Style(theme.choose, "Bold", theme.colours.ink), "left"))
    return said == name


@lru_cache(maxsize=16)
def shape(names: tuple[str, ...], theme: Theme, wide: int, high: int) -> tuple[int, int]:
    """Columns and rows of the most cards, at most six, that hold every name whole; one card where none does."""
    good = [(c, r) for c in (1, 2, 3) for r in range(1, MOST // c + 1) if _all_fit(names, theme, wide, high, c, r)]
    return max(good, key=lambda s: (s[0] * s[1], s[1]), default=(1, 1))


def _all_fit(names: tuple[str, ...], theme: Theme, wide: int, high: int, columns: int, rows: int) -> bool:
    _, _, w, h = grid((0, 0, wide, high), columns, rows, theme.gap)[0]
    room, lines = w - 2 * theme.gap, h // leading(theme.choose)
    return min(w, h) >= theme.card and all(fits(name, "Bold", theme.choose, room, lines) for name in names)


@lru_cache(maxsize=16)
def _heights(names: tuple[str, ...], theme: Theme, wide: int, high: int) -> tuple[int, ...]:
    """Of each card: as its name needs, a card's least height, and no more than the page has."""
    needs = (tall(name, "Bold", theme.choose, wide - 2 * theme.gap) + theme.gap // 2 for name in names)
    return tuple(min(high, max(theme.card, need)) for need in needs)


def packed(heights: tuple[int, ...], gap: int, high: int, most: int = MOST) -> list[range]:
    """Which of them share a page, in their order, at most `most`; one as high as a page has it alone."""
    pages: list[range] = []
    deep = 0
    for n, height in enumerate(heights):
        if pages and deep + gap + height <= high and len(pages[-1]) < most:
            pages[-1] = range(pages[-1].start, n + 1)
            deep += gap + height
        else:
            pages.append(range(n, n + 1))
            deep = height
    return pages


def _card(page: Page, id_: str, name: str, rect: Rect) -> Element:
    theme, (x, y, w, h) = page.theme, rect
    inner = (x + theme.gap, y, w - 2 * theme.gap, h)
    said = shortened(name, "Bold", theme.choose, inner[2], h // leading(theme.choose))
    return card(page, id_, name, rect, *block(said, inner, Style(theme.choose, "Bold", ink(page, id_)), "left"))


def shortened(name: str, weight: str, size: int, room: int, lines: int) -> str:
    """The name, or as many of its first words as there is room for, and "…"."""
    parts = name.split()
    forms = (" ".join(parts[:n]) + " …" for n in range(len(parts) - 1, 0, -1))
    return (
        name
        if fits(name, weight, size, room, lines)
        else next((form for form in forms if fits(form, weight, size, room, lines)), parts[0])
    )
