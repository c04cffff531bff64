"""The home screen: what people came for as large cards, how to rate, priority, and help for the eyes."""

from display.touch import words
from display.touch.screen_parts import Page, button, card
from display.touch.things import Box, Disc, Line, Person, Piece, Rect, Thing, block, text
from display.touch.type import fits, leading, width, wrap
from kiosk.core.view import ServiceCard

MOST = 6  # choices on a screen


def home(page: Page) -> None:
    _banner(page)
    theme = page.theme
    tall = theme.height > theme.width
    area = (theme.edge, page.top, theme.width - 2 * theme.edge, theme.height - page.top - theme.edge // 2)
    side = _side_tall(page, area) if tall else _side_wide(page, area)
    _services(page, side, 1 if tall else 2)


def _banner(page: Page) -> None:
    """What concerns everybody now: a visit to rate, no paper; else the question of the day."""
    view, theme = page.view, page.theme
    high = leading(theme.choose) + theme.gap
    rect = (theme.edge, page.top, theme.width - 2 * theme.edge, high)
    said, id_ = _said(page)
    if id_ == "title":
        page.add(text("title", said, rect, theme.choose, "Bold", theme.colours.ink, "left"))
    else:
        size = theme.choose if fits(said, "Bold", theme.choose, rect[2] - 2 * theme.gap, 1) else theme.text
        pieces: tuple[Piece, ...] = (
            Box(rect, theme.colours.gold, radius=theme.radius // 2),
            *block(said, rect, size, "Bold", theme.colours.on_gold),
        )
        page.add(Thing(id_, "text", said, rect, pieces))
    page.top += high + theme.gap
    if view.hotline and id_ == "title":
        _hotline(page, rect, width(said, "Bold", theme.choose))


def _said(page: Page) -> tuple[str, str]:
    view = page.view
    if view.ask_counter:
        return words.just_done(view.ask_counter), "ask"
    if view.ask_many:
        return words.MANY, "ask"
    notice = words.NOTICES.get(view.notice, "")
    if notice:
        return notice, "notice"
    return (words.PRIORITY_ON, "notice") if view.priority else (words.HOME, "title")


def _hotline(page: Page, rect: Rect, taken: int) -> None:
    """Beside the question where there is room for it."""
    theme, said = page.theme, f"{words.HOTLINE} {page.view.hotline}"
    room = rect[2] - taken - 2 * theme.gap
    if width(said, "Regular", theme.text) <= room:
        place = (rect[0] + rect[2] - room, rect[1], room, rect[3])
        page.add(text("hotline", said, place, theme.text, "Regular", theme.colours.quiet, "right"))


def _side_wide(page: Page, area: Rect) -> Rect:
    """Rating, priority and help in a column at the right; what is left for the services."""
    theme, (x, y, w, h) = page.theme, area
    longest = max(width(said, "SemiBold", theme.text) for _, said in _helps(page))
    wide = max(round(w * 0.235), theme.touch * 2, longest + 2 * theme.gap + 8)
    left, rest = x + w - wide, h - 3 * (theme.touch + theme.gap)
    page.add(button(page, "rate", words.RATE, (left, y, wide, rest), main=True))
    for n, (id_, said) in enumerate(_helps(page)):
        top = y + rest + theme.gap + n * (theme.touch + theme.gap)
        page.add(_help(page, id_, said, (left, top, wide, theme.touch)))
    return (x, y, w - wide - theme.gap, h)


def _side_tall(page: Page, area: Rect) -> Rect:
    """On an upright panel the same four stand in two rows at the foot."""
    theme, (x, y, w, h) = page.theme, area
    wide, top = (w - theme.gap) // 2, y + h - 2 * theme.touch - theme.gap
    for n, (id_, said) in enumerate([("rate", words.RATE), *_helps(page)]):
        rect = (x + n % 2 * (wide + theme.gap), top + n // 2 * (theme.touch + theme.gap), wide, theme.touch)
        page.add(button(page, id_, said, rect, main=True) if id_ == "rate" else _help(page, id_, said, rect))
    return (x, y, w, h - 2 * (theme.touch + theme.gap))


def _helps(page: Page) -> list[tuple[str, str]]:
    large = words.SMALL if page.view.large else words.LARGE
    return [("priority", words.PRIORITY), ("large", large), ("contrast", words.CONTRAST)]


def _help(page: Page, id_: str, said: str, rect: Rect) -> Thing:
    """A toggle that is on is filled."""
    on = {"priority": page.view.priority, "large": page.view.large, "contrast": page.view.contrast}[id_]
    return button(page, id_, said, rect, main=on)


def _services(page: Page, area: Rect, columns: int) -> None:
    """As many cards as the panel holds, six at the most; the rest on further pages."""
    theme, (x, y, w, h) = page.theme, area
    least = max(theme.card, 2 * leading(theme.choose) + theme.gap)
    rows = max(1, min(MOST // columns, (h + theme.gap) // (least + theme.gap)))
    shown, more = _page_of(page.view.services, rows * columns, page.view.page)
    wide, high = (w - theme.gap * (columns - 1)) // columns, (h - theme.gap * (rows - 1)) // rows
    for n in range(len(shown) + more):
        rect = (x + n % columns * (wide + theme.gap), y + n // columns * (high + theme.gap), wide, high)
        page.add(_service(page, shown[n], rect) if n < len(shown) else button(page, "more", words.MORE, rect))


def _page_of(services: tuple[ServiceCard, ...], places: int, page: int) -> tuple[tuple[ServiceCard, ...], bool]:
    """The services of one page, and whether a card leads to the next; behind the last page comes the first."""
    if len(services) <= places:
        return services, False
    each = max(1, places - 1)
    start = page % -(-len(services) // each) * each
    return services[start : start + each], True


def _service(page: Page, service: ServiceCard, rect: Rect) -> Thing:
    """Letter, how many wait, and what it is for."""
    theme, (x, y, w, h) = page.theme, rect
    colour, radius = theme.colours, round(theme.choose * 0.62)
    middle = x + theme.gap + radius + theme.gap // 2
    letter_top = y + h // 2 - radius - leading(theme.text) // 2
    pieces: list[Piece] = [
        Disc(middle, letter_top + radius, radius, colour.navy if colour.paper[0] else colour.ink),
        Line(
            service.letter,
            middle,
            letter_top + radius - leading(theme.choose) // 2,
            theme.choose,
            "Bold",
            colour.on_navy if colour.paper[0] else colour.paper,
            "middle",
        ),
        *_crowd(page, service.waiting, middle, letter_top + 2 * radius + theme.gap // 3),
    ]
    left = middle + radius + theme.gap + theme.gap // 2
    pieces += _named(page, service, (left, y, x + w - theme.gap - left, h))
    name = f"{service.letter}. {service.name}. {words.waiting(service.waiting)}"
    return card(page, f"service-{service.letter}", name, rect, *pieces)


def _named(page: Page, service: ServiceCard, room: Rect) -> tuple[Piece, ...]:
    """The whole name where it fits at the size one chooses by; else the short one over the whole one, smaller."""
    theme, (x, y, w, h) = page.theme, room
    ink = theme.colours.ink
    if not service.short or fits(service.name, "Bold", theme.choose, w, 2):
        size = theme.choose if fits(service.name, "Bold", theme.choose, w, 2) else theme.text
        return block(service.name, room, size, "Bold", ink, "left")
    lines = len(wrap(service.name, "Regular", theme.text, w))
    high = leading(theme.choose) + lines * leading(theme.text)
    if lines > 2 or high > h or theme.large:
        return block(service.short, room, theme.choose, "Bold", ink, "left")
    top = y + (h - high) // 2
    head = block(service.short, (x, top, w, leading(theme.choose)), theme.choose, "Bold", ink, "left")
    rest = (x, top + leading(theme.choose), w, lines * leading(theme.text))
    return (*head, *block(service.name, rest, theme.text, "Regular", ink, "left"))


def _crowd(page: Page, waiting: int, middle: int, top: int) -> tuple[Piece, ...]:
    """The sign for people, and their number."""
    theme, said = page.theme, str(waiting)
    icon = round(theme.text * 0.8)
    start = middle - (icon + theme.gap // 3 + width(said, "SemiBold", theme.text)) // 2
    return (
        Person(start, top + (leading(theme.text) - icon) // 2, icon, theme.colours.quiet),
        Line(said, start + icon + theme.gap // 3, top, theme.text, "SemiBold", theme.colours.ink),
    )
