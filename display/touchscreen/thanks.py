"""Thanks: about which counter, and the reasons, whose tiles stand alike after every level.

No tile lies where the faces of an unhappy answer lay: a finger that comes down twice there finds words, and names no
reason that nobody meant. So the tiles stand beside or over that place, and the thanks in it, over what can be done. How
high a row of tiles is follows from both wordings of its reasons, so that places and sizes say nothing of the
level. Where not all eight stand there in letters of their size, "more" turns the page.
"""

from math import ceil

from display.drawing.elements import Element, Face, Rect, Style, block
from display.drawing.text import fits, leading, width, wrap
from display.drawing.theme import CAPITAL, Theme
from display.touchscreen import words
from display.touchscreen.parts import Page, Say, button, card, ink, least_wide, stack, stacked
from display.touchscreen.rate import unhappy

CODES = tuple(words.REASONS)
Row = tuple[tuple[str, ...], int]  # codes, and the least height
Pages = tuple[list[list[Row]], int]  # rows of tiles page by page, and how many stand beside each other
FAR_MM = 8.8  # of a capital: ten minutes of arc at three metres
Does = tuple[str, str, bool]  # id, words, whether it is the main one


def thanks(page: Page) -> None:
    """In the two places that the faces leave; with no room for any tile the thanks have all of it."""
    ways = [(_pages(page.theme, tiles), tiles, rest) for tiles, rest in _places(page)]
    (pages, columns), tiles, rest = min(ways, key=lambda way: len(way[0][0]), default=(_NONE, page.area, page.area))
    _thanked(page, rest, len(pages) > 1)
    low = _reasons(page, tiles, pages[page.view.page % len(pages)], columns)
    if page.view.level and not any(element.id == "rated" for element in page.elements):
        x, top, w, h = rest  # the thanks were said at the left of the buttons: the answer has the strip over them
        stack(page, (x, low, w, top + (h - page.theme.touch) // 2 - low), [_rated(page)])


def _places(page: Page) -> list[tuple[Rect, Rect]]:
    """For the tiles, and for the thanks: beside the unhappy faces, or over them; only where a row of tiles fits, and
    the thanks with all that can be done."""
    (x, y, w, h), (left, top, _, _) = page.area, unhappy(page.theme)
    gap = page.theme.gap
    beside = (x, y, left - gap - x, h), (left, y, x + w - left, h)
    over = (x, y, w, top - gap - y), (x, top, w, y + h - top)
    return [way for way in (beside, over) if _pages(page.theme, way[0]) != _NONE and _holds(page, way[1])]


def _holds(page: Page, rect: Rect) -> bool:
    """The thanks are said there at least in their shortest form, over the buttons or at their left."""
    lines, (_, _, w, h) = _lines_of(page, rect[2], True), rect
    over = stacked(_says(page)[:1], w, h - len(lines) * (page.theme.touch + page.theme.gap))[0]
    return bool(over) or (len(lines) == 1 and _said_in(page.theme, _left_of(page.theme, lines[0], w)))


def _left_of(theme: Theme, line: list[tuple[Does, int]], wide: int) -> int:
    """What a line of buttons leaves of the width."""
    return wide - sum(own + theme.gap for _, own in line)


def _said_in(theme: Theme, wide: int) -> bool:
    return fits(words.THANKS[-1], "Bold", theme.choose, wide, 1)


# --- the thanks, and what can be done ---------------------------------------------------------------------------


def _does(page: Page, more: bool) -> list[Does]:
    wrong = [("not-this-counter", words.NOT_HERE, False)] if page.view.may_correct else []
    return [*wrong, *([("more", words.MORE, False)] if more else []), ("done", words.DONE, True)]


def _says(page: Page, anchor: str = "middle", far: bool = False) -> list[Say]:
    """`far`: the answer in letters that are read from three metres away."""
    view, theme = page.view, page.theme
    return [
        Say("title", words.THANKS, theme.choose, "Bold", need=9, anchor=anchor),
        _rated(page, anchor, far),
        Say("about", words.why(view.counter, view.level), theme.text, need=5 if view.counter else 2, anchor=anchor),
    ]


def _rated(page: Page, anchor: str = "middle", far: bool = False) -> Say:
    theme, level = page.theme, page.view.level
    forms = (words.rated(level), words.LEVELS[level])[far:] if level else (words.NOTED,)
    return Say("rated", forms, _far(theme) if far else theme.text, "Bold", need=7, anchor=anchor)


def _far(theme: Theme) -> int:
    return max(theme.choose, ceil(FAR_MM * theme.dot / CAPITAL))


def _seen_far(page: Page, wide: int, high: int) -> bool:
    """Whether such letters leave the face its room; alike for every answer."""
    if not page.view.level or not fits(words.WIDEST_LEVEL, "Bold", _far(page.theme), wide, 1):
        return False
    taken = stacked(_says(page, far=True), wide, high)[1]
    return (high - taken - 2 * page.theme.gap) // 2 >= page.theme.choose


def _thanked(page: Page, rect: Rect, more: bool) -> None:
    """What can be done at the foot, one line of it; a line more over the faces' place, where that is possible. The
    words are between them or, where that is too low for both, at the left of the buttons."""
    (x, y, w, h), theme = rect, page.theme
    *others, last = _lines_of(page, w, more)
    row = theme.touch + theme.gap
    high = (len(others) + 1) * row
    said, _ = stacked(_says(page), w, h - high)
    left = _left_of(theme, last, w)
    if len(said) < 2 and not others and _said_in(theme, left):
        stack(page, (x, y, left, h), _says(page, "left"))
        _line(page, last, (x + left + theme.gap, y + (h - theme.touch) // 2, w - left - theme.gap, theme.touch))
        return
    above = len(others) * row if y + len(others) * row <= unhappy(theme)[1] else 0
    _told(page, (x, y + above, w, h - high))
    tops = [(y if above else y + h - high + theme.gap) + n * row for n in range(len(others))]
    for line, top in zip([*others, last], [*tops, y + h - theme.touch], strict=True):
        _line(page, line, (x, top, w, theme.touch))


def _told(page: Page, rect: Rect) -> None:
    """Which answer was taken, by its face too, over the words or at their left, wherever that leaves them their room:
    it is seen from three metres away."""
    (x, y, w, h), theme = rect, page.theme
    says = _says(page, far=_seen_far(page, w, h))
    said, high = stacked(says, w, h)
    over = min((h - high - 2 * theme.gap) // 2, theme.touch)
    left = min(h // 2 - theme.gap // 2, theme.touch * 3 // 4)
    wide = max((_wide(say, form, w) for say, form in said), default=0)
    if not page.view.level or max(over, left) < theme.choose * 3 // 4:
        stack(page, rect, _says(page))
    elif over >= theme.choose:
        top = y + (h - high - 2 * over - theme.gap) // 2
        page.add(_face(page, x + w // 2, top + over, over))
        stack(page, (x, top + 2 * over + theme.gap, w, high), says)
    elif wide + 2 * left + theme.gap <= w:
        start = x + (w - wide - 2 * left - theme.gap) // 2
        page.add(_face(page, start + left, y + h // 2, left))
        stack(page, (start + 2 * left + theme.gap, y, wide, h), _says(page, "left"))
    else:
        stack(page, rect, _says(page))


def _wide(say: Say, form: str, room: int) -> int:
    return max(width(line, say.weight, say.size) for line in wrap(form, say.weight, say.size, room))


def _face(page: Page, x: int, y: int, radius: int) -> Element:
    level, colour = page.view.level, page.theme.colours
    rect = (x - radius, y - radius, 2 * radius, 2 * radius)
    face = Face(x, y, radius, level, colour.levels[level - 1], colour.paper)
    return Element("face", "picture", words.LEVELS[level], rect, (face,))


def _line(page: Page, line: list[tuple[Does, int]], rect: Rect) -> None:
    """Buttons that take the whole line."""
    x, y, w, h = rect
    spare = (w - sum(wide for _, wide in line) - page.theme.gap * (len(line) - 1)) // len(line)
    for (id_, said, main), wide in line:
        page.add(button(page, id_, said, (x, y, wide + spare, h), main))
        x += wide + spare + page.theme.gap


def _lines_of(page: Page, wide: int, more: bool) -> list[list[tuple[Does, int]]]:
    """The buttons with their least widths, on as many lines as they need; what everybody needs is on the last."""
    theme = page.theme
    lines: list[list[tuple[Does, int]]] = [[]]
    for does in reversed(_does(page, more)):
        own = min(wide, max(least_wide(theme, does[1]), round(theme.touch * 1.4)))
        if lines[0] and sum(taken + theme.gap for _, taken in lines[0]) + own > wide:
            lines.insert(0, [])
        lines[0].insert(0, (does, own))
    return lines


# --- reasons ----------------------------------------------------------------------------------------------------


_NONE: Pages = ([[]], 1)


def _pages(theme: Theme, rect: Rect) -> Pages:
    """As few pages as can be, and one without tiles where not even a row fits (large letters on a 7" panel): reasons
    are an extra, the rating is given."""
    ways = [(_paged(theme, rect, columns), columns) for columns in (2, 3, 4, 1)]
    return min((way for way in ways if way[0]), key=lambda way: len(way[0]), default=_NONE)


def _paged(theme: Theme, rect: Rect, columns: int) -> list[list[Row]]:
    """Nothing where a word is wider than its tile or a row higher than what is free."""
    rows = _rows(theme, rect[2], columns)
    if not _whole(theme, rect[2], columns):
        return []
    pages: list[list[Row]] = [[]]
    for row in rows:
        if pages[-1] and _high(theme, [*pages[-1], row]) > rect[3]:
            pages.append([])
        pages[-1].append(row)
    return pages if all(_high(theme, page) <= rect[3] for page in pages) else []


def _rows(theme: Theme, wide: int, columns: int) -> list[Row]:
    codes = [CODES[n : n + columns] for n in range(0, len(CODES), columns)]
    return [(row, max(theme.touch, *(_tile(theme, code, wide, columns) for code in row))) for row in codes]


def _tile(theme: Theme, code: str, wide: int, columns: int) -> int:
    """How high a tile must be for both of its wordings."""
    room = _room(theme, wide, columns)
    return max(len(wrap(said, "SemiBold", theme.choose, room)) for said in words.REASONS[code]) * leading(theme.choose)


def _whole(theme: Theme, wide: int, columns: int) -> bool:
    room = _room(theme, wide, columns)
    return all(fits(said, "SemiBold", theme.choose, room, 3) for both in words.REASONS.values() for said in both)


def _room(theme: Theme, wide: int, columns: int) -> int:
    return (wide - theme.gap * (columns - 1)) // columns - theme.gap


def _high(theme: Theme, rows: list[Row]) -> int:
    return sum(high for _, high in rows) + theme.gap * (len(rows) - 1)


def _reasons(page: Page, rect: Rect, rows: list[Row], columns: int) -> int:
    """What is left over of the height is shared among the rows, up to half as much again. The first row below them."""
    theme, (x, y, w, h) = page.theme, rect
    spare = max(0, h - _high(theme, rows)) // max(1, len(rows))
    wide = (w - theme.gap * (columns - 1)) // columns
    for codes, least in rows:
        high = least + min(spare, ceil(least / 2))
        for n, code in enumerate(codes):
            page.add(_reason(page, code, (x + n * (wide + theme.gap), y, wide, high)))
        y += high + theme.gap
    return y


def _reason(page: Page, code: str, rect: Rect) -> Element:
    """All in one size: the longest word must not tell which level it was."""
    theme, (x, y, w, h) = page.theme, rect
    colour, said, id_ = theme.colours, words.reason(code, page.view.level), f"reason-{code}"
    chosen = code in page.view.reasons
    inner = (x + theme.gap // 2, y, w - theme.gap, h)
    named = block(said, inner, Style(theme.choose, "SemiBold", ink(page, id_, chosen)))
    return card(page, id_, said, rect, *named, fill=colour.gold if chosen else colour.card)
