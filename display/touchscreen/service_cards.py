"""The services as cards: the grid that asks least of people, and a card with its letter, its name and how many wait.

The grid is searched for, not set: as few pages as can be with every name whole in letters of 6.4 mm; a short name
stands in where the office gave one, the whole one under it where that fits.
"""

from dataclasses import dataclass
from functools import lru_cache

from display.drawing.elements import Disc, Element, Line, Person, Rect, Shape, Style, block
from display.drawing.text import fits, leading, tall, width
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
    """The grid that asks least of people: a further page weighs as much as four names that are only short ones."""
    short = {plan: _short_ones(services, theme, plan, wide, high) for plan in _plans(len(services), theme, wide, high)}
    good = {plan: count for plan, count in short.items() if count is not None} or {Plan(1, 1, 1, False): 0}
    return min(good, key=lambda plan: _cost(plan, len(services), good[plan]))


def _cost(plan: Plan, services: int, short: int) -> tuple[int, int]:
    pages = -(-services // plan.each)
    return 4 * pages + short, pages


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
    room = _name_room(theme, cell)
    ways = [_way(theme, service, room) for service in services]
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
    """whole: the name in large letters; both: the short one over the whole one in small ones; short; "": none fits."""
    _, _, w, h = room
    if h < 2 * _disc(theme) + leading(theme.text):
        return ""
    if fits(service.name, "Bold", theme.choose, w, h // leading(theme.choose)):
        return "whole"
    if not service.short or not fits(service.short, "Bold", theme.choose, w, h // leading(theme.choose)):
        return ""
    head = tall(service.short, "Bold", theme.choose, w)
    rest = (h - head) // leading(theme.text)
    return "both" if rest > 0 and fits(service.name, "Regular", theme.text, w, rest) else "short"


def service_card(page: Page, service: ServiceCard, rect: Rect) -> Element:
    """Letter, how many wait, and what it is for."""
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
    shapes = (
        Disc(middle, top + radius, radius, dark),
        letter,
        *_crowd(page, service.waiting, middle, top + 2 * radius, ink(page, id_)),
        *_named(page, service, _name_room(theme, rect), ink(page, id_)),
    )
    return card(page, id_, f"{service.letter}. {service.name}. {words.waiting(service.waiting)}", rect, *shapes)


def _named(page: Page, service: ServiceCard, room: Rect, dark: tuple[int, int, int]) -> tuple[Shape, ...]:
    theme, (x, y, w, h) = page.theme, room
    way = _way(theme, service, room)
    if way in ("whole", "short"):
        return block(service.name if way == "whole" else service.short, room, Style(theme.choose, "Bold", dark), "left")
    if not way:  # no grid holds this name: as much of it as there is room for
        return block(_cut(theme, service.name, room), room, Style(theme.text, "Bold", dark), "left")
    head = tall(service.short, "Bold", theme.choose, w)
    rest = tall(service.name, "Regular", theme.text, w)
    top = y + (h - head - rest) // 2
    return (
        *block(service.short, (x, top, w, head), Style(theme.choose, "Bold", dark), "left"),
        *block(service.name, (x, top + head, w, rest), Style(theme.text, "Regular", dark), "left"),
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
