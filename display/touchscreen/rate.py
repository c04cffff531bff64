"""Rating: four levels, and the room's counters to say whose visit it was."""

from dataclasses import dataclass
from functools import lru_cache

from display.drawing.elements import Box, Element, Face, Line, Rect, Shape, Style, block
from display.drawing.text import fits, leading, tall, width
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.parts import (
    Page,
    Say,
    begin,
    button,
    card,
    foot,
    foot_rows,
    grid,
    ground,
    ink,
    least_wide,
    stack,
    title,
    titled,
)
from kiosk.core.dialog.view import CounterSpot, View

_SECOND = ("Bình thường", "thường")  # of level 2, one word, and its longer half
LEVELS = (4, 3, 2, 1)  # the order of the buttons, from the left


def rate(page: Page) -> None:
    """Level = place, face, word and colour, each enough alone; what else stands there gives way to them."""
    plan = _plan(page)
    free = _free(page, plan)
    if plan.title:
        title(page, words.HOW)
    if plan.promise:
        stack(page, page.take_top(_promise(page)[1]), [Say("about", (_promise(page)[0],), page.theme.text)])
    _leave(page, plan)
    _levels(page, free)


@dataclass(frozen=True)
class Plan:
    """What stands besides the levels; `leave`: how to go without rating, in a row below or a column beside."""

    title: bool
    promise: bool
    leave: str


_PLANS = [
    Plan(asked, promised, leave)
    for asked, promised, ways in (
        (True, True, ("row", "side")),
        (False, True, ("row", "side")),
        (True, True, ("",)),
        (False, True, ("",)),
        (False, False, ("row", "side", "")),
    )
    for leave in ways
]


def _plan(page: Page) -> Plan:
    return next((p for p in _PLANS if _best(page.theme, _free(page, p))[0] > 0), _PLANS[-1])


@lru_cache(maxsize=4)
def unhappy(theme: Theme) -> Rect:
    """Where the faces of levels 2 and 1 lie, whatever else is said on the screen: a second tap falls there, and must
    find no answer to what comes after it."""
    told = [(counter, decline) for counter in (0, 9, 99) for decline in (False, True)]
    views = [View("rate", "", "", "", "", counter=counter, may_decline=decline) for counter, decline in told]
    cells = [cell for view in views for cell in _cells(begin(view, theme))[2:]]
    x, y = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
    right, low = max(cell[0] + cell[2] for cell in cells), max(cell[1] + cell[3] for cell in cells)
    return (x, y, right - x, low - y)


def _cells(page: Page) -> list[Rect]:
    """Of the levels, in their order."""
    area = _free(page, _plan(page))
    columns = _best(page.theme, area)[1]
    return grid(area, columns, 4 // columns, page.theme.gap)


def _free(page: Page, plan: Plan) -> Rect:
    """What is left for the levels."""
    theme, (x, y, w, h) = page.theme, page.area
    said, size = titled(theme, words.HOW, w)
    asked = max(tall(said, "Bold", size, w), leading(theme.title))  # as high in smaller letters
    taken = (asked + theme.air) * plan.title + (_promise(page)[1] + theme.air) * plan.promise
    low = foot_rows(page, _ways_out(page)) * (theme.touch + theme.gap) * (plan.leave == "row")
    wide = (_side(page) + theme.gap) * (plan.leave == "side")
    return (x, y + taken, w - wide, h - taken - low)


def _promise(page: Page) -> tuple[str, int]:
    """About whom, and that nobody at the counter learns it; how high that is."""
    theme, room, counter = page.theme, page.area[2], page.view.counter
    forms = ([f"{words.counter(counter)} · {words.PROMISE}"] if counter else []) + [words.PROMISE]
    said = next((form for form in forms if fits(form, "SemiBold", theme.text, room, 1)), words.PROMISE)
    return said, tall(said, "SemiBold", theme.text, room)


def _ways_out(page: Page) -> list[tuple[str, str, bool]]:
    return [("back", words.BACK, False), *([("decline", words.DECLINE, False)] if page.view.may_decline else [])]


def _side(page: Page) -> int:
    return max(least_wide(page.theme, said) for _, said, _ in _ways_out(page))


def _leave(page: Page, plan: Plan) -> None:
    x, y, w, h = page.area
    if plan.leave == "row":
        foot(page, _ways_out(page))
    elif plan.leave == "side":
        wide, touch = _side(page), page.theme.touch
        for n, (id_, said, main) in enumerate(reversed(_ways_out(page))):
            top = y + h - (n + 1) * touch - n * page.theme.gap
            page.add(button(page, id_, said, (x + w - wide, top, wide, touch), main))


def _best(theme: Theme, area: Rect) -> tuple[int, int, bool]:
    """The largest faces there are with every word whole: radius, columns, whether the word stands beside the face."""
    shapes = [(columns, lying) for columns in (4, 2, 1) for lying in (False, True)]
    return max((_face(theme, grid(area, c, 4 // c, theme.gap)[0], lying), c, lying) for c, lying in shapes)


def _levels(page: Page, area: Rect) -> None:
    """Side by side, or two by two."""
    _, columns, lying = _best(page.theme, area)
    cells = grid(area, columns, 4 // columns, page.theme.gap)
    for place, (level, rect) in enumerate(zip(LEVELS, cells, strict=True), start=1):
        page.add((_lying if lying else _standing)(page, level, place, rect))


def _face(theme: Theme, cell: Rect, lying: bool) -> int:
    """Radius of the faces in such cells; -1 where a card is too small or a word does not fit."""
    _, _, w, h = cell
    size, pad = theme.choose, theme.gap // 2
    if min(w, h) < theme.card:
        return -1
    if not lying:
        lines = max(1 if fits(said, "Bold", size, w - 2 * pad, 1) else 2 for said in words.LEVELS.values())
        whole = all(fits(said, "Bold", size, w - 2 * pad, lines) for said in words.LEVELS.values())
        room = h - lines * leading(size) - leading(theme.text) - pad
        return min(room // 2, w // 2 - pad) if whole and room > size else -1
    radius = _beside(theme, cell)
    room, lines = w - 2 * radius - 3 * pad, min(2, h // leading(size))
    return radius if all(fits(said, "Bold", size, room, lines) for said in words.LEVELS.values()) else -1


def _beside(theme: Theme, cell: Rect) -> int:
    """Radius of a face that leaves its word the room to stand on two lines, unparted while the face stays larger than
    a letter; at least that of half a letter."""
    _, _, w, h = cell
    whole, parted = (max(width(one, "Bold", theme.choose) for one in ("hài lòng", other)) for other in _SECOND)
    radii = [min(h // 2 - theme.gap // 2, (w - widest - 2 * theme.gap) // 2) for widest in (whole, parted)]
    return max(radii[0] if radii[0] >= theme.choose * 2 // 3 else radii[1], theme.choose // 2)


def _standing(page: Page, level: int, place: int, rect: Rect) -> Element:
    """Face over word over the number of its button."""
    theme, (x, y, w, h) = page.theme, rect
    id_, pad = f"level-{level}", theme.gap // 2
    inner = w - 2 * pad
    named = max(tall(said, "Bold", theme.choose, inner) for said in words.LEVELS.values())
    low = y + h - leading(theme.text)
    radius = max(1, min((low - named - y - pad) // 2, w // 2 - pad))
    middle = y + pad + (low - named - y - pad) // 2
    return _level(
        page,
        level,
        rect,
        _colour_face(page, level, x + w // 2, middle, radius),
        *block(words.LEVELS[level], (x + pad, low - named, inner, named), Style(theme.choose, "Bold", ink(page, id_))),
        Line(words.button(place), x + w // 2, low, theme.text, "Regular", ink(page, id_), "middle"),
    )


def _lying(page: Page, level: int, place: int, rect: Rect) -> Element:
    """Face beside the word and the number of its button."""
    theme, (x, y, w, h) = page.theme, rect
    id_, pad = f"level-{level}", theme.gap // 2
    radius = _beside(theme, rect)
    left = x + 2 * radius + 2 * pad
    room = x + w - pad - left
    named = tall(words.LEVELS[level], "Bold", theme.choose, room)
    numbered = leading(theme.text) if named + leading(theme.text) <= h else 0
    top = y + (h - named - numbered) // 2
    shapes: list[Shape] = [
        _colour_face(page, level, x + pad + radius, y + h // 2, radius),
        *block(words.LEVELS[level], (left, top, room, named), Style(theme.choose, "Bold", ink(page, id_)), "left"),
    ]
    if numbered:
        shapes.append(Line(words.button(place), left, top + named, theme.text, "Regular", ink(page, id_)))
    return _level(page, level, rect, *shapes)


def _level(page: Page, level: int, rect: Rect, *shapes: Shape) -> Element:
    return card(page, f"level-{level}", words.LEVELS[level], rect, *shapes)


def _colour_face(page: Page, level: int, x: int, y: int, radius: int) -> Face:
    """In the high-contrast theme a face is drawn in the colour of the words."""
    colour, id_ = page.theme.colours, f"level-{level}"
    plain = not colour.paper[0]
    return Face(x, y, radius, level, ink(page, id_) if plain else colour.levels[level - 1], ground(page, id_))


# --- which counter ----------------------------------------------------------------------------------------------


def which_counter(page: Page) -> None:
    """The room's counters as they stand; only those with a visit to rate can be touched."""
    theme = page.theme
    _thanked_at_foot(page)
    title(page, words.WHICH)
    spots = page.view.counters
    while not (columns := _columns(theme, page.area, len(spots))) and len(spots) > 1:
        lit = tuple(spot for spot in spots if spot.lit)
        spots = lit if len(lit) < len(spots) else spots[:-1]
    cells = grid(page.area, max(columns, 1), max(-(-len(spots) // max(columns, 1)), 1), theme.gap)
    for spot, rect in zip(spots, cells, strict=False):
        page.add(_counter(page, spot, rect))


def _thanked_at_foot(page: Page) -> None:
    """Thanked first, whatever the answer; beside it the way to leave the question open."""
    theme, (x, y, w, h) = page.theme, page.area
    wide, top = max(least_wide(theme, words.SKIP), w // 4), y + h - theme.touch
    said = [Say("noted", words.RECORDED, theme.text, anchor="left")]
    stack(page, (x, top, w - wide - theme.gap, theme.touch), said)
    page.add(button(page, "skip", words.SKIP, (x + w - wide, top, wide, theme.touch)))
    page.area = (x, y, w, h - theme.touch - theme.gap)


def _columns(theme: Theme, area: Rect, count: int) -> int:
    """How many counters in a row leave the largest places; 0 when all are under 20 mm."""
    best, found = 0, 0
    for columns in range(1, count + 1):
        _, _, w, h = grid(area, columns, -(-count // columns), theme.gap)[0]
        if min(w, h) >= theme.touch and min(w, 2 * h) > best:
            best, found = min(w, 2 * h), columns
    return found


def _counter(page: Page, spot: CounterSpot, rect: Rect) -> Element:
    """A lit one says "Quầy 3" where that fits, else its number; the others are there to be recognised."""
    theme, named, id_ = page.theme, words.counter(spot.number), f"counter-{spot.number}"
    colour, (x, y, w, h) = theme.colours, rect
    inner = (x + theme.gap // 2, y, w - theme.gap, h)
    if spot.lit:
        lines = min(2, h // leading(theme.choose))
        said = named if fits(named, "Bold", theme.choose, inner[2], lines) else str(spot.number)
        words_of = block(said, inner, Style(theme.choose, "Bold", ink(page, id_, True)))
        return card(page, id_, named, rect, *words_of, fill=colour.gold)
    shape = Box(rect, colour.paper, colour.line, theme.radius)
    number = block(str(spot.number), inner, Style(theme.text, "Regular", colour.quiet))
    return Element(id_, "picture", named, rect, (shape, *number))
