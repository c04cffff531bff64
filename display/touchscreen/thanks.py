"""Thanks: said first; then about which counter, and the reasons, whose tiles stand alike after every level.

How high a row of tiles is follows from both wordings of its reasons, so that places and sizes say nothing of the level.
All eight stand on one screen of 10.1"; on a smaller one, or in large letters, "more" turns the page.
"""

from math import ceil

from display.drawing.elements import Element, Rect, Style, block
from display.drawing.text import fits, leading, wrap
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.parts import Page, Say, button, card, ink, least_wide, stack, stacked

CODES = tuple(words.REASONS)
Row = tuple[tuple[str, ...], int]  # codes, and the least height


def thanks(page: Page) -> None:
    """The words beside the buttons where both fit, else over them."""
    theme, (x, y, w, h) = page.theme, page.area
    beside = _head(page, w)
    pages, columns = _pages(theme, (x, y + beside, w, h - beside))
    more = len(pages) > 1
    if more:
        beside = _head(page, w, more)
        pages, columns = _pages(theme, (x, y + beside, w, h - beside))
    _thanked(page, more)
    _reasons(page, page.area, pages[page.view.page % len(pages)], columns)


def _does(page: Page, more: bool) -> list[tuple[str, str, bool]]:
    wrong = [("not-this-counter", words.NOT_HERE, False)] if page.view.may_correct else []
    return [*wrong, *([("more", words.MORE, False)] if more else []), ("done", words.DONE, True)]


def _says(page: Page) -> list[Say]:
    view, theme = page.view, page.theme
    about = words.about(view.counter) if view.counter else words.NOTED
    return [
        Say("title", words.THANKS, theme.choose, "Bold", need=9, anchor="left"),
        Say("about", (f"{about} {words.WHY}", about), theme.text, need=5 if view.counter else 1, anchor="left"),
    ]


def _widths(page: Page, more: bool) -> list[int]:
    theme = page.theme
    return [max(least_wide(theme, said), round(theme.touch * 1.4)) for _, said, _ in _does(page, more)]


def _head(page: Page, wide: int, more: bool = False) -> int:
    """How much the thanks and the buttons take of the height."""
    theme, high, left = page.theme, *_beside(page, wide, more)
    if left:
        return high + theme.gap
    rows = len(_lines_of(page, wide, more))
    return _over(page, wide) + theme.air + rows * (theme.touch + theme.gap)


def _beside(page: Page, wide: int, more: bool) -> tuple[int, int]:
    """Height and width of the words left of the buttons; width 0 where they must stand over them."""
    theme = page.theme
    left = wide - sum(_widths(page, more)) - theme.gap * len(_does(page, more))
    row = max(theme.touch, leading(theme.choose) + leading(theme.text))
    said, high = stacked(_says(page), max(left, 1), row)
    whole = len(said) == 2 or (len(said) == 1 and not page.view.counter)
    clear = all(fits(form, say.weight, say.size, left, 2) for say, form in said)
    return (max(high, theme.touch), left) if whole and clear else (theme.touch, 0)


def _over(page: Page, wide: int) -> int:
    theme = page.theme
    return stacked(_says(page), wide, leading(theme.choose) + leading(theme.text))[1]


def _lines_of(page: Page, wide: int, more: bool) -> list[list[tuple[tuple[str, str, bool], int]]]:
    """The buttons with their widths, on as many lines as they need."""
    lines: list[list[tuple[tuple[str, str, bool], int]]] = [[]]
    for one in zip(_does(page, more), _widths(page, more), strict=True):
        if lines[-1] and sum(w + page.theme.gap for _, w in lines[-1]) + one[1] > wide:
            lines.append([])
        lines[-1].append(one)
    return lines


def _thanked(page: Page, more: bool) -> None:
    """Words at the left, at the right what can be done; or the words, and under them what can be done."""
    theme, (x, y, w, h) = page.theme, page.area
    high, left = _beside(page, w, more)
    low = y + _head(page, w, more)
    words_high = high if left else _over(page, w)
    stack(page, (x, y, left or w, words_high), _says(page))
    top = y if left else y + words_high + theme.air
    for line in _lines_of(page, w, more):
        right = x + w
        for (id_, said, main), wide in reversed(line):
            page.add(button(page, id_, said, (right - wide, top, wide, high), main))
            right -= wide + theme.gap
        top += high + theme.gap
    page.area = (x, low, w, y + h - low)


# --- reasons ----------------------------------------------------------------------------------------------------


def _pages(theme: Theme, rect: Rect) -> tuple[list[list[Row]], int]:
    """Rows of tiles, page by page, and how many stand beside each other: as few pages as can be, and one without
    tiles where not even a row fits (large letters on a 7" panel): reasons are an extra, the rating is given."""
    none: list[list[Row]] = [[]]
    ways = [(_paged(theme, rect, columns), columns) for columns in (2, 3, 4, 1)]
    return min((way for way in ways if way[0]), key=lambda way: len(way[0]), default=(none, 1))


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


def _reasons(page: Page, rect: Rect, rows: list[Row], columns: int) -> None:
    """What is left over of the height is shared among the rows, up to half as much again."""
    theme, (x, y, w, h) = page.theme, rect
    spare = max(0, h - _high(theme, rows)) // max(1, len(rows))
    wide = (w - theme.gap * (columns - 1)) // columns
    for codes, least in rows:
        high = least + min(spare, ceil(least / 2))
        for n, code in enumerate(codes):
            page.add(_reason(page, code, (x + n * (wide + theme.gap), y, wide, high)))
        y += high + theme.gap


def _reason(page: Page, code: str, rect: Rect) -> Element:
    """All in one size: the longest word must not tell which level it was."""
    theme, (x, y, w, h) = page.theme, rect
    colour, said, id_ = theme.colours, words.reason(code, page.view.level), f"reason-{code}"
    chosen = code in page.view.reasons
    inner = (x + theme.gap // 2, y, w - theme.gap, h)
    named = block(said, inner, Style(theme.choose, "SemiBold", ink(page, id_, chosen)))
    return card(page, id_, said, rect, *named, fill=colour.gold if chosen else colour.card)
