"""The home screen: what people came for as large cards, how to rate, priority, and help for the eyes.

The cards and their grid are in service_cards.py. Helpers without 20 mm of place go; the way to the public list takes a
cell that no service needs, else a helper's place, else a page after the services, and never a service's.
"""

from dataclasses import replace

from display.drawing.elements import Box, Element, Rect, Style, block, text
from display.drawing.text import fits, leading, width, wrap
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.list import shortened
from display.touchscreen.parts import Page, begin, button, fitted, fitting, grid
from display.touchscreen.service_cards import Plan, plan_of, service_card
from kiosk.core.dialog.view import View

SLOTS = 5  # rating, priority, the list or the other services, large letters, the dark ground


def said_once(view: View) -> View:
    """Before the first officer is there every card would say so, and the cards grow over two pages: where the line over
    them is free, it says it for all of them."""
    free = not (view.priority or _said(view)[0] != "title")
    if not free or len(view.services) < 2 or not all(card.unopened and not card.stopped for card in view.services):
        return view
    cards = tuple(replace(card, unopened=False, left=None) for card in view.services)
    return replace(view, services=cards, notice="unopened")


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
    places = min(_places(theme, h), SLOTS)
    _put(page, _services(page, places), grid((x + w - wide, y, wide, h), 1, places, theme.gap))


def _side(theme: Theme, wide: int) -> int:
    """How wide the column of helpers is."""
    longest = max(width(said, "SemiBold", theme.text) for said in (words.CONTRAST, words.OTHERS[0], words.LARGE))
    return max(round(wide * 0.235), theme.touch * 2, longest + theme.gap + 4)


def _upright(page: Page) -> None:
    """On an upright panel they stand in two rows at the foot; what turns the page, or the list, has a row over them
    where no cell is left for it."""
    theme, (x, y, w, h) = page.theme, page.area
    step = theme.touch + theme.gap
    page.area = (x, y, w, h - 2 * step)
    rows = 2 + _needs_row(page)
    page.area = (x, y, w, h - rows * step)
    feet = grid((x, y + h - 2 * step + theme.gap, w, 2 * step - theme.gap), 2, 2, theme.gap)
    over = [(x, y + h - 3 * step + theme.gap, w, theme.touch)] * (rows - 2)
    helps = _services(page, len(feet) + 2 * len(over))
    others = [one for one in helps if over and one[0] in ("more", "procedures")]
    _put(page, [one for one in helps if one not in others], feet)
    for (id_, said), rect in zip(others, _split(over, len(others), theme.gap), strict=False):
        page.add(_help(page, id_, said, rect))


def _needs_row(page: Page) -> bool:
    """Whether turning the page has no cell of the cards."""
    plan = plan_of(page.view.services, page.theme, page.area[2], page.area[3])
    return len(page.view.services) > plan.each and not plan.more_in_grid


def _split(rects: list[Rect], parts: int, gap: int) -> list[Rect]:
    return [cell for rect in rects for cell in grid(rect, max(1, parts), 1, gap)]


def _put(page: Page, helps: list[tuple[str, str]], slots: list[Rect]) -> None:
    """From both ends, so that each keeps its place where one comes into the middle or none is there."""
    first = len(helps) - 2 if len(helps) < len(slots) else len(helps)
    for (id_, said), rect in zip(helps, [*slots[:first], *slots[first - len(helps) :]][: len(helps)], strict=True):
        page.add(_help(page, id_, said, rect))


def _helps(page: Page) -> list[tuple[str, str]]:
    """Each in its own place, whatever is on."""
    view = page.view
    rate = [] if view.safe_mode else [("rate", words.RATE)]
    return [*rate, ("priority", words.PRIORITY), ("large", words.LARGE), ("contrast", words.CONTRAST)]


def _listed(page: Page, rect: Rect) -> Element:
    """The way to the public list."""
    said = fitted(page.theme, words.PROCEDURES, rect)
    return button(page, "procedures", said, rect, name=words.PROCEDURES[0])


def _help(page: Page, id_: str, said: str, rect: Rect) -> Element:
    """People come here for a number: beside its cards the helpers' words are small; rating is filled while somebody is
    asked for it, and a switch while it is on."""
    if id_ == "procedures":
        return _listed(page, rect)
    view = page.view
    if id_ == "rate":
        asked = bool(view.ask_counter or view.ask_many)
        return button(page, id_, said, rect, main=asked, small=not asked)
    on = {"priority": view.priority, "large": view.large, "contrast": view.contrast}.get(id_, False)
    forms = words.OTHERS if id_ == "more" else words.lit(said) if on else (said,)
    return button(page, id_, fitted(page.theme, forms, rect), rect, main=on, name=forms[0], small=True)


# --- the question of the day ------------------------------------------------------------------------------------


def _banner(page: Page) -> None:
    """What concerns everybody now: a visit to rate, no paper; else the question."""
    view, theme, colour = page.view, page.theme, page.theme.colours
    id_, forms = _said(page.view)
    room = page.area[2] - (2 * theme.gap if id_ != "title" else 0)
    said, size = fitting(forms, (theme.choose, theme.text), room)
    if said != forms[0] and id_ == "notice" and _has_second_line(page, forms[0], room):
        said, size = forms[0], theme.text
    if forms[0] in (view.stopped, *view.told):  # of the supervisor's own words none is left out that has room
        size = theme.choose if fits(forms[0], "Bold", theme.choose, room, 1) else theme.text
        said = shortened(forms[0], "Bold", size, room, _most_lines(page, forms[0], size, room))
    lines = len(wrap(said, "Bold", size, room))
    rect = page.take_top(max(leading(theme.choose), lines * leading(size)))
    if id_ == "title":
        page.add(text("title", said, rect, Style(size, "Bold", colour.ink), "left"))
        return
    ground_box = Box(rect, colour.gold, radius=theme.radius // 2)
    inner = (rect[0] + theme.gap, rect[1], room, rect[3])
    page.add(Element(id_, "text", said, rect, (ground_box, *block(said, inner, Style(size, "Bold", colour.on_gold)))))


def _most_lines(page: Page, said: str, size: int, room: int) -> int:
    """That leave the height of a card, with its letter and its crowd; where that does not do for all that is said, with
    what must be known of it too."""
    theme, line = page.theme, leading(page.theme.text)
    card = max(theme.card, theme.touch, leading(theme.choose) + line + theme.gap)
    most, fewer = ((page.area[3] - theme.air - high) // leading(size) for high in (card, card + line))
    return max(1, most if fits(said, "Bold", size, room, most) else fewer)


def _has_second_line(page: Page, said: str, room: int) -> bool:
    """The whole of it on two lines costs no card its place."""
    theme, (_, _, w, h) = page.theme, page.area
    plans = (plan_of(page.view.services, theme, w, h - high - theme.air) for high in _heights(theme))
    return fits(said, "Bold", theme.text, room, 2) and len({(plan.each, plan.columns) for plan in plans}) == 1


def _heights(theme: Theme) -> tuple[int, int]:
    return leading(theme.choose), 2 * leading(theme.text)


def _said(view: View) -> tuple[str, tuple[str, ...]]:
    if view.ask_counter:
        return "ask", words.just_done(view.ask_counter)
    if view.ask_many:
        return "ask", words.MANY
    notice = words.full(view.again) if view.again else words.NOTICES.get(view.notice, ())
    if view.stopped:
        notice = (view.stopped, *notice)
    if notice:
        return "notice", notice
    if view.told:
        return "notice", (view.told[0],)
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
        cell = next(free)
        page.add(button(page, "more", fitted(theme, words.OTHERS, cell), cell, name=words.OTHERS[0]))
    elif pages > 1:
        helps.insert(2 if places >= SLOTS else places - 1, ("more", words.OTHERS[0]))  # nothing that stays gives way
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
