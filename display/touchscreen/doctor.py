"""The doctor's screen, for whoever mends the kiosk: one question or one thing to do, and its answers as large cards.

Vietnamese above, English below it where there is room. A card that a rating button answers too shows that button's
face. A mark, for a touch panel's corners, is a ring around the dot to touch; it must lie under the header. A code, for
the scanner, is a large QR code.
"""

from display.drawing.elements import Box, Disc, Element, Face, Rect, Shape, Style, block
from display.drawing.qr_code import QUIET, modules
from display.drawing.text import fits, tall
from display.drawing.theme import Theme
from display.touchscreen.address import code, code_in_spare_place
from display.touchscreen.parts import Page, Say, card, grid, ground, ink, stack
from kiosk.core.dialog.view import AnswerCard

Sizes = tuple[int, int]  # sizes of a card's Vietnamese and English, 0: no English
_SIDE_BY_SIDE = 3  # answers in one row on a wide screen


def doctor(page: Page) -> None:
    view, theme = page.view, page.theme
    if view.edges:
        _framed(page)
    if view.mark:
        _marked(page, view.mark)
        return
    if view.code:
        _coded(page, view.code)
        return
    x, y, w, h = page.area
    rows = _rows(page)
    full, least = (rows * (side + theme.gap) - theme.gap for side in (theme.card, theme.touch))
    deep = max(least, min(full, h * 2 // 3)) if rows else 0
    said = (x, y, w, h - deep - (theme.gap if rows else 0))
    stack(page, said, _says(page), theme.gap // 2)
    if rows:
        answers(page, (x, y + h - deep, w, deep), rows)


def _framed(page: Page) -> None:
    """To the very last dot: a line in gold, which is seen on the header, and one in ink within, seen below it."""
    colours, (wide, high) = page.theme.colours, (page.theme.width, page.theme.height)
    thick = page.theme.gap // 4  # above the header's words
    band = page.elements[0].rect[3]
    _stroke(page, "top", (0, 0, wide, thick))
    for name, top, end in (("header", thick, band), ("side", band, high - thick)):
        _stroke(page, f"left-{name}", (0, top, thick, end - top))
        _stroke(page, f"right-{name}", (wide - thick, top, thick, end - top))
    _stroke(page, "bottom", (0, high - thick, wide, thick))
    line = max(1, thick // 2)
    for name, rect in (
        ("left", (thick, band, line, high - thick - band)),
        ("right", (wide - thick - line, band, line, high - thick - band)),
        ("bottom", (thick + line, high - thick - line, wide - 2 * (thick + line), line)),
    ):
        page.add(Element(f"ink-{name}", "picture", "", rect, (Box(rect, colours.ink),)))


def _stroke(page: Page, name: str, rect: Rect) -> None:
    page.add(Element(f"edge-{name}", "picture", "", rect, (Box(rect, page.theme.colours.gold),)))


def _marked(page: Page, at: tuple[int, int]) -> None:
    """What to do stands in the middle, away from all four corners."""
    theme, (_, y, _, h) = page.theme, page.area
    stack(page, (theme.width // 5, y, theme.width * 3 // 5, h), _says(page), theme.gap // 2)
    page.add(_mark(page, at))


def _coded(page: Page, said: str) -> None:
    """A code for the scanner, as large as half the screen has it, and beside or under it what to do."""
    theme, (x, y, w, h) = page.theme, page.area
    upright = theme.height > theme.width
    many = len(modules(said)) + 2 * QUIET
    module = min(w, h // 2) // many if upright else min(w // 2, h) // many
    side = many * module
    place = (x + (w - side) // 2, y, side, side) if upright else (x + w - side, y + (h - side) // 2, side, side)
    page.add(code("code", said, place, module))
    words = (x, y + side, w, h - side) if upright else (x, y, w - side - theme.gap, h)
    stack(page, words, _says(page), theme.gap // 2)


def _says(page: Page) -> list[Say]:
    view, theme = page.view, page.theme
    return [
        Say("about", _about(page), theme.text, "Regular", need=1),
        Say("question", (view.question,), theme.title, "Bold", need=9),
        Say("english", (view.english if view.english != view.question else "",), theme.text, "Regular", need=1),
    ]


def _about(page: Page) -> tuple[str, ...]:
    """The device's whole name, else its last part; a name has no place to be wrapped at."""
    whole, theme = page.view.about, page.theme
    return tuple(
        name for name in (whole, whole.rpartition("/")[2]) if fits(name, "Regular", theme.text, page.area[2], 1)
    )


def _rows(page: Page) -> int:
    answers, upright = len(page.view.answers), page.theme.height > page.theme.width
    if upright or not answers:
        return answers
    return -(-answers // (2 if answers == _SIDE_BY_SIDE + 1 else _SIDE_BY_SIDE))


def answers(page: Page, rect: Rect, rows: int) -> None:
    """The view's answers as cards. All in letters of one size, with English on all of them or on none."""
    said = page.view.answers
    cells = grid(rect, -(-len(said) // rows), rows, page.theme.gap)
    room = _beside(page, cells[0])
    sizes = next((s for s in _sizes(page.theme) if all(_high(a, s, room[2]) <= room[3] for a in said)), None)
    for answer, cell in zip(said, cells, strict=False):
        page.add(_answer(page, answer, cell, sizes or (page.theme.text, 0)))
    if cells[len(said) :]:
        code_in_spare_place(page, cells[-1])


def _sizes(theme: Theme) -> tuple[Sizes, ...]:
    return (theme.choose, theme.text), (theme.text, theme.text), (theme.choose, 0), (theme.text, 0)


def _high(answer: AnswerCard, sizes: Sizes, wide: int) -> int:
    """Dots that the words take, more than any card has where a word is too wide."""
    size, english = sizes
    lines = [(answer.said, "SemiBold", size), (answer.english, "Regular", english)][: 2 if english else 1]
    if not all(fits(words, weight, of, wide, 9) for words, weight, of in lines):
        return 1 << 16
    return sum(tall(words, weight, of, wide) for words, weight, of in lines)


def _radius(page: Page, rect: Rect) -> int:
    return min(page.theme.text * 3 // 4, rect[3] // 3)


def _beside(page: Page, rect: Rect) -> Rect:
    """Where a card's words stand: beside the face of its button, where any has one."""
    pad, (x, y, w, h) = page.theme.gap // 2, rect
    faced = any(answer.face for answer in page.view.answers)
    shift = 2 * _radius(page, rect) + pad if faced else 0
    return (x + pad + shift, y, w - 2 * pad - shift, h)


def _answer(page: Page, answer: AnswerCard, rect: Rect, sizes: Sizes) -> Element:
    id_, radius, room = f"answer-{answer.id}", _radius(page, rect), _beside(page, rect)
    centre = (rect[0] + page.theme.gap // 2 + radius, rect[1] + rect[3] // 2)
    level = page.theme.colours.levels[answer.face - 1]
    face = (Face(*centre, radius, answer.face, level, ground(page, id_)),) if answer.face else ()
    name = f"{answer.said} / {answer.english}" if answer.english != answer.said else answer.said
    return card(page, id_, name, rect, *face, *_words(page, id_, answer, room, sizes))


def _words(page: Page, id_: str, answer: AnswerCard, rect: Rect, sizes: Sizes) -> tuple[Shape, ...]:
    """Vietnamese, and English under it."""
    (x, y, w, h), (size, english) = rect, sizes
    lone = not english or answer.english == answer.said
    top = y + (h - _high(answer, (size, 0 if lone else english), w)) // 2
    colour = ink(page, id_)
    said = block(answer.said, (x, top, w, h), Style(size, "SemiBold", colour), top=True)
    under = (x, top + tall(answer.said, "SemiBold", size, w), w, h)
    return said if lone else said + block(answer.english, under, Style(english, "Regular", colour), top=True)


def _mark(page: Page, at: tuple[int, int]) -> Element:
    radius = page.theme.touch // 4
    colour, (x, y) = page.theme.colours, at
    rings = (
        Disc(x, y, radius, colour.ink),
        Disc(x, y, radius * 3 // 4, colour.gold),
        Disc(x, y, radius // 4, colour.ink),
    )
    return Element("mark", "picture", page.view.question, (x - radius, y - radius, 2 * radius, 2 * radius), rings)
