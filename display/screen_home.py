"""The home screen: what people came for as large cards, how to rate, priority, and help for the eyes.

The cards' grid is searched for, not set: as few pages as can be with every name whole in letters of 6.4 mm; a short
name stands in where the office gave one, the whole one under it where that fits. Helpers without 20 mm of place go.
"""

from dataclasses import dataclass
from functools import lru_cache

from display import words
from display.screen_parts import Page, begin, button, card, fitted, fitting, grid, ground, ink
from display.theme import Theme
from display.things import Box, Disc, Line, Person, Piece, Rect, Thing, block, text
from display.type import fits, leading, tall, width
from kiosk.core.view import ServiceCard, View

MOST = 6  # choices on a screen
_FEW = 3  # cards on a page, from which "more" takes no card's place but a helper's


def header_lines(view: View, theme: Theme) -> int:
    """One line of header where that saves turning a page or leaving a helper out, else as there is room."""
    if not theme.roomy or theme.height > theme.width:
        return 0
    two, one = (_lacks(view, theme, begin(view, theme, lines).area[3]) for lines in (2, 1))
    return 1 if one < two else 2


def _lacks(view: View, theme: Theme, high: int) -> tuple[int, int]:
    """Pages of services, and helpers without a place."""
    wide = theme.width - 2 * theme.edge - theme.gap
    plan = plan_of(view.services, theme, wide - _side(theme, wide), high - leading(theme.choose) - theme.air)
    helps = 4 + (view.listed and not plan.has_free(len(view.services)))
    return -(-len(view.services) // plan.each), max(0, helps - _places(theme, high))


def _places(theme: Theme, high: int) -> int:
    return max(1, (high + theme.gap) // (theme.touch + theme.gap))


def home(page: Page) -> None:
    if page.theme.height > page.theme.width:
        _banner(page)
        _upright(page)
    else:
        _wide(page)


def _wide(page: Page) -> None:
    """Rating, priority and help in a column at the right; the question and the cards beside it."""
    theme, (x, y, w, h) = page.theme, page.area
    wide = _side(theme, w - theme.gap)
    page.area = (x, y, w - wide - theme.gap, h)
    _banner(page)
    helps = _services(page, _places(theme, h))
    for (id_, said), rect in zip(helps, grid((x + w - wide, y, wide, h), 1, len(helps), theme.gap), strict=True):
        page.add(_help(page, id_, said, rect))


def _side(theme: Theme, wide: int) -> int:
    """How wide the column of helpers is."""
    longest = max(width(said, "SemiBold", theme.text) for said in (words.CONTRAST, words.MORE, words.SMALL))
    return max(round(wide * 0.235), theme.touch * 2, longest + theme.gap + 4)


def _upright(page: Page) -> None:
    """On an upright panel they stand in two rows at the foot."""
    theme, (x, y, w, h) = page.theme, page.area
    high = 2 * theme.touch + theme.gap
    page.area = (x, y, w, h - high - theme.gap)
    helps = _services(page, 4)
    for (id_, said), rect in zip(helps, grid((x, y + h - high, w, high), 2, 2, theme.gap), strict=False):
        page.add(_help(page, id_, said, rect))


def _helps(page: Page) -> list[tuple[str, str]]:
    """What is on comes first: it must be possible to put it off again."""
    view = page.view
    eyes = [("large", words.SMALL if view.large else words.LARGE), ("contrast", words.CONTRAST)]
    if view.contrast and not view.large:
        eyes.reverse()
    return [("rate", words.RATE), ("priority", words.PRIORITY), *eyes]


def _listed(page: Page, rect: Rect) -> Thing:
    """The public list: in a cell that no service needs, else among the helpers."""
    said = fitted(page.theme, words.PROCEDURES, rect)
    return button(page, "procedures", said, rect, name=words.PROCEDURES[0])


def _help(page: Page, id_: str, said: str, rect: Rect) -> Thing:
    """Rating is the main thing here; a toggle that is on is filled too."""
    if id_ == "procedures":
        return _listed(page, rect)
    view = page.view
    on = {"rate": True, "priority": view.priority, "large": view.large, "contrast": view.contrast}.get(id_, False)
    return button(page, id_, said, rect, main=on)


# --- the question of the day ------------------------------------------------------------------------------------


def _banner(page: Page) -> None:
    """What concerns everybody now: a visit to rate, no paper; else the question."""
    theme, colour = page.theme, page.theme.colours
    id_, forms = _said(page)
    room = page.area[2] - (2 * theme.gap if id_ != "title" else 0)
    said, size = fitting(forms, (theme.choose, theme.text), room)
    lines = 1 if fits(said, "Bold", size, room, 1) else 2
    rect = page.take_top(max(leading(theme.choose), lines * leading(size)))
    if id_ == "title":
        page.add(text("title", said, rect, size, "Bold", colour.ink, "left"))
        return
    shape = Box(rect, colour.gold, radius=theme.radius // 2)
    inner = (rect[0] + theme.gap, rect[1], room, rect[3])
    page.add(Thing(id_, "text", said, rect, (shape, *block(said, inner, size, "Bold", colour.on_gold))))


def _said(page: Page) -> tuple[str, tuple[str, ...]]:
    view = page.view
    if view.ask_counter:
        return "ask", words.just_done(view.ask_counter)
    if view.ask_many:
        return "ask", words.MANY
    notice = words.NOTICES.get(view.notice, ())
    if notice:
        return "notice", notice
    return "title", words.HOME_PRIORITY if view.priority else words.HOME


# --- the cards --------------------------------------------------------------------------------------------------


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


def _services(page: Page, places: int) -> list[tuple[str, str]]:
    """Adds the cards of this page; the helpers that are left beside them, at most `places`."""
    view, theme = page.view, page.theme
    plan = plan_of(view.services, theme, page.area[2], page.area[3])
    pages = -(-len(view.services) // plan.each)
    start = view.page % pages * plan.each
    shown = view.services[start : start + plan.each]
    cells = grid(page.area, plan.columns, plan.rows, theme.gap)
    for service, rect in zip(shown, cells, strict=False):
        page.add(_service(page, service, rect))
    helps = _helps(page)
    if pages > 1 and plan.more_in_grid:
        page.add(button(page, "more", words.MORE, cells[len(shown)]))
    elif pages > 1:
        helps.insert(2, ("more", words.MORE))
    if view.listed and not plan.has_free(len(view.services)):
        helps.insert(2, ("procedures", words.PROCEDURES[0]))
    elif view.listed and start + len(shown) == len(view.services):
        page.add(_listed(page, cells[len(shown) + (pages > 1 and plan.more_in_grid)]))
    return helps[:places]


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


def _service(page: Page, service: ServiceCard, rect: Rect) -> Thing:
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
    pieces = (
        Disc(middle, top + radius, radius, dark),
        letter,
        *_crowd(page, service.waiting, middle, top + 2 * radius, ink(page, id_)),
        *_named(page, service, _name_room(theme, rect), ink(page, id_)),
    )
    return card(page, id_, f"{service.letter}. {service.name}. {words.waiting(service.waiting)}", rect, *pieces)


def _named(page: Page, service: ServiceCard, room: Rect, dark: tuple[int, int, int]) -> tuple[Piece, ...]:
    theme, (x, y, w, h) = page.theme, room
    way = _way(theme, service, room)
    if way in ("whole", "short"):
        return block(service.name if way == "whole" else service.short, room, theme.choose, "Bold", dark, "left")
    if not way:  # no grid holds this name: as much of it as there is room for
        return block(_cut(theme, service.name, room), room, theme.text, "Bold", dark, "left")
    head = tall(service.short, "Bold", theme.choose, w)
    rest = tall(service.name, "Regular", theme.text, w)
    top = y + (h - head - rest) // 2
    return (
        *block(service.short, (x, top, w, head), theme.choose, "Bold", dark, "left"),
        *block(service.name, (x, top + head, w, rest), theme.text, "Regular", dark, "left"),
    )


def _cut(theme: Theme, name: str, room: Rect) -> str:
    """The name's first words, "…" where some are missing."""
    words_, lines = name.split(), max(1, room[3] // leading(theme.text))
    forms = [name, *(" ".join(words_[:n]) + " …" for n in range(len(words_) - 1, 0, -1))]
    return next((form for form in forms if fits(form, "Bold", theme.text, room[2], lines)), forms[-1])


def _crowd(page: Page, waiting: int, middle: int, top: int, dark: tuple[int, int, int]) -> tuple[Piece, ...]:
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
