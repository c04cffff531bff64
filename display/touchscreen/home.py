"""The home screen: what people came for as large cards, how to rate, priority, and help for the eyes.

The cards and their grid are in service_cards.py. Helpers without 20 mm of place go; the way to the public list takes a
cell that no service needs, else a helper's place, else a page after the services, and never a service's.
"""

from display.drawing.elements import Box, Element, Rect, Style, block, text
from display.drawing.text import fits, leading, width
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.parts import Page, begin, button, fitted, fitting, grid
from display.touchscreen.service_cards import Plan, plan_of, service_card
from kiosk.core.dialog.view import View


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
    helps = 4 - view.safe_mode + (view.listed and not plan.has_free(len(view.services)))
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
    rate = [] if view.safe_mode else [("rate", words.RATE)]
    return [*rate, ("priority", words.PRIORITY), *eyes]


def _listed(page: Page, rect: Rect) -> Element:
    """The way to the public list."""
    said = fitted(page.theme, words.PROCEDURES, rect)
    return button(page, "procedures", said, rect, name=words.PROCEDURES[0])


def _help(page: Page, id_: str, said: str, rect: Rect) -> Element:
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
    if said != forms[0] and id_ == "notice" and _has_second_line(page, forms[0], room):
        said, size = forms[0], theme.text
    lines = 1 if fits(said, "Bold", size, room, 1) else 2
    rect = page.take_top(max(leading(theme.choose), lines * leading(size)))
    if id_ == "title":
        page.add(text("title", said, rect, Style(size, "Bold", colour.ink), "left"))
        return
    ground_box = Box(rect, colour.gold, radius=theme.radius // 2)
    inner = (rect[0] + theme.gap, rect[1], room, rect[3])
    page.add(Element(id_, "text", said, rect, (ground_box, *block(said, inner, Style(size, "Bold", colour.on_gold)))))


def _has_second_line(page: Page, said: str, room: int) -> bool:
    """The whole of it on two lines costs no card its place."""
    theme, (_, _, w, h) = page.theme, page.area
    plans = (plan_of(page.view.services, theme, w, h - high - theme.air) for high in _heights(theme))
    return fits(said, "Bold", theme.text, room, 2) and len({(plan.each, plan.columns) for plan in plans}) == 1


def _heights(theme: Theme) -> tuple[int, int]:
    return leading(theme.choose), 2 * leading(theme.text)


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


def _services(page: Page, places: int) -> list[tuple[str, str]]:
    """Adds the cards of this page; the helpers that are left beside them, at most `places`."""
    view, theme = page.view, page.theme
    plan = plan_of(view.services, theme, page.area[2], page.area[3])
    where = _where(view, plan, places)
    pages = -(-len(view.services) // plan.each) + (where == "page")
    at = view.page % pages
    shown = view.services[at * plan.each :][: plan.each]
    cells = grid(page.area, plan.columns, plan.rows, theme.gap)
    for service, rect in zip(shown, cells, strict=False):
        page.add(service_card(page, service, rect))
    free, helps = iter(cells[len(shown) :]), _helps(page)
    if pages > 1 and plan.more_in_grid:
        page.add(button(page, "more", words.MORE, next(free)))
    elif pages > 1:
        helps.insert(len(helps) - 2, ("more", words.MORE))
    if where == "help":
        helps.insert(_main_helps(pages, plan), ("procedures", words.PROCEDURES[0]))
    elif where and at == pages - 1:
        page.add(_listed(page, next(free)))
    return helps[:places]


def _where(view: View, plan: Plan, places: int) -> str:
    """Where the public list stands: in a cell that no service needs, among the helpers, or on a page after all
    services; "" where there is none."""
    pages = -(-len(view.services) // plan.each)
    if not view.listed:
        return ""
    if plan.has_free(len(view.services)):
        return "cell"
    return "help" if _main_helps(pages, plan) < places else "page"


def _main_helps(pages: int, plan: Plan) -> int:
    """Rating, priority, and turning the page where no cell does it."""
    return 2 + (pages > 1 and not plan.more_in_grid)
