"""The services as cards: the grid that asks least of people, and a card with its letter, its name and how many wait.

The grid is searched for, not set: as few pages as can be with every name whole in letters of 6.4 mm; a short name
stands in where the office gave one, the whole one under it where that fits.
"""

from dataclasses import dataclass
from functools import lru_cache

from display.drawing.elements import Box, Disc, Element, Line, Person, Rect, Shape, Style, block
from display.drawing.text import fits, keeps_words, leading, tall, width
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.parts import Page, card, grid, ground, ink
from kiosk.core.dialog.view import ServiceCard

MOST = 6  # choices on a screen
_FEW = 3  # cards on a page, from which "more" takes no card's place but a helper's


@dataclass(frozen=True)
class Plan:
    """How the cards stand: a grid, services a page, whether "more" has a cell of it."""

    columns: int
    rows: int
    each: int
    more_in_grid: bool

    def has_free(self, services: int) -> bool:
        """Whether the last page has a cell that no service needs."""
        pages = -(-services // self.each)
        last = services - (pages - 1) * self.each + (pages > 1 and self.more_in_grid)
        return last < self.columns * self.rows


@lru_cache(maxsize=16)
def plan_of(services: tuple[ServiceCard, ...], theme: Theme, wide: int, high: int) -> Plan:
    """The grid that asks least of people: a name that is not whole weighs as much as four further pages."""
    short = {plan: _short_ones(services, theme, plan, wide, high) for plan in _plans(len(services), theme, wide, high)}
    good = {plan: count for plan, count in short.items() if count is not None} or {Plan(1, 1, 1, False): 0}
    return min(good, key=lambda plan: _cost(plan, len(services), good[plan]))


def _cost(plan: Plan, services: int, short: int) -> tuple[int, int]:
    pages = -(-services // plan.each)
    return pages + 4 * short, pages


def _plans(count: int, theme: Theme, wide: int, high: int) -> list[Plan]:
    """Every grid whose cards are large enough, the largest cards first."""
    most = [n for n in (1, 2) if (wide + theme.gap) // n - theme.gap >= theme.card] or [1]
    deep = max(1, min(MOST, (high + theme.gap) // (theme.card + theme.gap)))
    shapes = sorted(((c, r) for c in most for r in range(1, deep + 1) if c * r <= MOST), key=lambda s: s[0] * s[1])
    return [_plan(columns, rows, count) for columns, rows in shapes]


def _plan(columns: int, rows: int, count: int) -> Plan:
    cells = columns * rows
    if count <= cells:
        return Plan(columns, rows, count, False)
    return Plan(columns, rows, cells if cells < _FEW else cells - 1, cells >= _FEW)


def _short_ones(services: tuple[ServiceCard, ...], theme: Theme, plan: Plan, wide: int, high: int) -> int | None:
    """How many services would show less than their whole name; None when some cannot be shown so."""
    cell = grid((0, 0, wide, high), plan.columns, plan.rows, theme.gap)[0]
    room, noted = _name_room(theme, cell), _name_room(theme, _over_strip(theme, cell))
    ways = [_way_over_strip(theme, s, noted) if _is_noted(s) else _way(theme, s, room) for s in services]
    return None if "" in ways else ways.count("short")


def _disc(theme: Theme) -> int:
    return -(-leading(theme.choose) // 2)


def _name_room(theme: Theme, rect: Rect) -> Rect:
    """Right of the letter; the number of people stands under the letter."""
    x, y, w, h = rect
    left = theme.gap // 2 + max(2 * _disc(theme), _crowd_wide(theme)) + theme.gap // 2
    return (x + left, y, w - left - theme.gap // 2, h)


def _crowd_wide(theme: Theme) -> int:
    return round(theme.text * 0.8) + theme.gap // 3 + width("88", "SemiBold", theme.text)


def _way(theme: Theme, service: ServiceCard, room: Rect) -> str:
    """whole: the name in large letters; both: the short one over the rest of it in small ones; small: all of it in
    those; short: its beginning alone; "": none fits."""
    _, _, w, h = room
    if h < 2 * _disc(theme) + leading(theme.text):
        return ""
    if _whole(service.name, "Bold", theme.choose, w, h):
        return "whole"
    large = bool(service.short) and fits(service.short, "Bold", theme.choose, w, h // leading(theme.choose))
    if large and keeps_words(service.short, "Bold", theme.choose, w) and _holds_rest(theme, service, room):
        return "both"
    if _whole(service.name, "Bold", theme.text, w, h):
        return "small"
    return "short" if large else ""


def _is_noted(service: ServiceCard) -> bool:
    return service.stopped or service.full or service.unopened or service.left is not None


def _way_over_strip(theme: Theme, service: ServiceCard, room: Rect) -> str:
    """As `_way`, where something else is said at the foot of the card."""
    if room[3] + leading(theme.text) + theme.gap // 4 < 2 * _disc(theme) + leading(theme.text):
        return ""
    sizes = (theme.choose, theme.text)
    return "whole" if any(_whole(service.name, "Bold", size, *room[2:]) for size in sizes) else "short"


def _over_strip(theme: Theme, rect: Rect) -> Rect:
    x, y, w, h = rect
    return (x, y, w, h - leading(theme.text) - theme.gap // 4)


def _whole(said: str, weight: str, size: int, w: int, h: int) -> bool:
    """Every word of it, and none parted."""
    return h >= leading(size) and fits(said, weight, size, w, h // leading(size)) and keeps_words(said, weight, size, w)


def _holds_rest(theme: Theme, service: ServiceCard, room: Rect) -> bool:
    left = room[3] - tall(service.short, "Bold", theme.choose, room[2])
    return _whole(_rest(service), "Regular", theme.text, room[2], left)


def _rest(service: ServiceCard) -> str:
    """What stands under the short name: the whole one, without what the short one says already."""
    begun = service.name.startswith(service.short) and service.name != service.short
    return service.name[len(service.short) :].lstrip(" –-·,") if begun else service.name


def service_card(page: Page, service: ServiceCard, rect: Rect) -> Element:
    """Letter, how many wait, what it is for, and what must be known of it before the press."""
    id_, said = f"service-{service.letter}", _said(page, service)
    name = ". ".join((service.letter, service.name, words.waiting(service.waiting), *said[:1]))
    return card(page, id_, name, rect, *(_noted(page, service, rect) if said else _plain(page, service, rect)))


def _plain(page: Page, service: ServiceCard, rect: Rect) -> tuple[Shape, ...]:
    dark = ink(page, f"service-{service.letter}")
    return (*_lettered(page, service, rect), *_named(page, service, _name_room(page.theme, rect), dark))


def _lettered(page: Page, service: ServiceCard, rect: Rect) -> tuple[Shape, ...]:
    """The letter, and under it how many wait."""
    theme, (x, y, _, h) = page.theme, rect
    colour, radius, id_ = theme.colours, _disc(theme), f"service-{service.letter}"
    middle = x + theme.gap // 2 + max(2 * radius, _crowd_wide(theme)) // 2
    top = y + (h - 2 * radius - leading(theme.text)) // 2
    dark = colour.navy if colour.paper[0] else ink(page, id_)
    letter = Line(
        service.letter,
        middle,
        top + radius - leading(theme.choose) // 2,
        theme.choose,
        "Bold",
        colour.on_navy if colour.paper[0] else ground(page, id_),
        "middle",
    )
    crowd = _crowd(page, service.waiting, middle, top + 2 * radius, ink(page, id_))
    return (Disc(middle, top + radius, radius, dark), letter, *crowd)


# --- what must be known before the press -------------------------------------------------------------------------


def _said(page: Page, service: ServiceCard) -> tuple[str, ...]:
    if service.stopped:
        return words.STOPPED
    return words.of_card(service.left, service.full, service.unopened, page.view.session)


def _noted(page: Page, service: ServiceCard, rect: Rect) -> tuple[Shape, ...]:
    """In a strip at the foot of the card, which stands where it always does: across it where letter and crowd leave a
    line's height, else under the name alone."""
    theme, (x, y, w, h) = page.theme, rect
    line, air = leading(theme.text), theme.gap // 4
    across = h >= 2 * _disc(theme) + 2 * line + air
    rest = _over_strip(theme, rect)
    room = _name_room(theme, rest)
    left = x + theme.gap // 2 if across else room[0]
    strip = (left, y + h - line - air, x + w - theme.gap // 2 - left, line)
    return (
        *_lettered(page, service, rest if across else rect),
        *_tight(page, service, room),
        *_strip(page, _said(page, service), strip),
    )


def _tight(page: Page, service: ServiceCard, room: Rect) -> tuple[Shape, ...]:
    """The whole name, in small letters before the short one in large ones."""
    theme, dark = page.theme, ink(page, f"service-{service.letter}")
    named = [(service.name, theme.choose), (service.name, theme.text), (service.short, theme.choose)]
    whole = ((name, size) for name, size in named if name and _whole(name, "Bold", size, room[2], room[3]))
    name, size = next(whole, (_cut(theme, service.name, room), theme.text))
    return block(name, room, Style(size, "Bold", dark), "left")


def _strip(page: Page, forms: tuple[str, ...], rect: Rect) -> tuple[Shape, ...]:
    theme, (x, y, w, h) = page.theme, rect
    room = w - theme.gap // 2
    said = next((form for form in forms if width(form, "SemiBold", theme.text) <= room), forms[-1])
    ground_box = Box(
        (x, y, width(said, "SemiBold", theme.text) + theme.gap // 2, h), theme.colours.gold, radius=theme.radius // 2
    )
    return (ground_box, Line(said, x + theme.gap // 4, y, theme.text, "SemiBold", theme.colours.on_gold))


def _named(page: Page, service: ServiceCard, room: Rect, dark: tuple[int, int, int]) -> tuple[Shape, ...]:
    theme, (x, y, w, h) = page.theme, room
    way = _way(theme, service, room)
    if way in ("whole", "short"):
        return block(service.name if way == "whole" else service.short, room, Style(theme.choose, "Bold", dark), "left")
    if way == "small":
        return block(service.name, room, Style(theme.text, "Bold", dark), "left")
    if not way:  # no grid holds this name: as much of it as there is room for
        return block(_cut(theme, service.name, room), room, Style(theme.text, "Bold", dark), "left")
    head = tall(service.short, "Bold", theme.choose, w)
    rest = tall(_rest(service), "Regular", theme.text, w)
    top = y + (h - head - rest) // 2
    return (
        *block(service.short, (x, top, w, head), Style(theme.choose, "Bold", dark), "left"),
        *block(_rest(service), (x, top + head, w, rest), Style(theme.text, "Regular", dark), "left"),
    )


def _cut(theme: Theme, name: str, room: Rect) -> str:
    """The name's first words, "…" where some are missing."""
    words_, lines = name.split(), max(1, room[3] // leading(theme.text))
    forms = [name, *(" ".join(words_[:n]) + " …" for n in range(len(words_) - 1, 0, -1))]
    return next((form for form in forms if fits(form, "Bold", theme.text, room[2], lines)), forms[-1])


def _crowd(page: Page, waiting: int, middle: int, top: int, dark: tuple[int, int, int]) -> tuple[Shape, ...]:
    """The sign for people, and their number; three digits have the place for themselves."""
    theme, said = page.theme, str(waiting)
    icon = round(theme.text * 0.8)
    if waiting > 99:
        return (Line(said, middle, top, theme.text, "SemiBold", dark, "middle"),)
    start = middle - (icon + theme.gap // 3 + width(said, "SemiBold", theme.text)) // 2
    return (
        Person(start, top + (leading(theme.text) - icon) // 2, icon, dark),
        Line(said, start + icon + theme.gap // 3, top, theme.text, "SemiBold", dark),
    )
