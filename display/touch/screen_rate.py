"""Rating: four levels, whose visit it was, and thanks with reasons that look the same after every level."""

from display.touch import words
from display.touch.screen_parts import Page, bottom, button, card, title
from display.touch.things import Box, Face, Line, Piece, Rect, Thing, block, text
from display.touch.type import leading
from kiosk.core.view import CounterSpot

LEVELS = (4, 3, 2, 1)  # the order of the buttons, from the left


def rate(page: Page) -> None:
    """Level = place, face, word and colour, each enough alone."""
    view, theme = page.view, page.theme
    decline = [("decline", words.DECLINE, False)] if view.may_decline else []
    foot = bottom(page, [("back", words.BACK, False), *decline])
    title(page, words.HOW)
    if not view.large:
        said = f"{words.counter(view.counter)} · {words.PROMISE}" if view.counter else words.PROMISE
        about(page, said)
    _levels(page, foot - theme.gap)


def about(page: Page, said: str) -> None:
    """A line under the title."""
    theme = page.theme
    high = leading(theme.text)
    rect = (theme.edge, page.top, theme.width - 2 * theme.edge, high)
    page.add(text("about", said, rect, theme.text, "SemiBold", theme.colours.ink))
    page.top += high + theme.gap // 2


def _levels(page: Page, foot: int) -> None:
    """Side by side; large or upright, two by two."""
    theme = page.theme
    columns = 4 if theme.width > theme.height and not theme.large else 2
    rows = 4 // columns
    wide = (theme.width - 2 * theme.edge - theme.gap * (columns - 1)) // columns
    high = (foot - page.top - theme.gap * (rows - 1)) // rows
    for n, level in enumerate(LEVELS):
        x = theme.edge + n % columns * (wide + theme.gap)
        rect = (x, page.top + n // columns * (high + theme.gap), wide, high)
        page.add((_lying if wide > high * 1.6 else _standing)(page, level, n + 1, rect))


def _standing(page: Page, level: int, place: int, rect: Rect) -> Thing:
    """Face over word over the number of its button."""
    theme, (x, y, w, h) = page.theme, rect
    colour, named = theme.colours, 2 * leading(theme.choose)
    foot = y + h - theme.gap // 2 - leading(theme.text)
    radius = min((foot - named - y) // 2 - theme.gap // 2, w // 2 - theme.gap)
    middle = y + (foot - named - y) // 2 + theme.gap // 4
    inner = (x + theme.gap // 2, foot - named, w - theme.gap, named)
    return card(
        page,
        f"level-{level}",
        words.LEVELS[level],
        rect,
        Face(x + w // 2, middle, radius, level, colour.levels[level - 1], colour.card),
        *block(words.LEVELS[level], inner, theme.choose, "Bold", colour.ink),
        Line(words.button(place), x + w // 2, foot, theme.text, "Regular", colour.quiet, "middle"),
    )


def _lying(page: Page, level: int, place: int, rect: Rect) -> Thing:
    """Face beside word."""
    theme, (x, y, w, h) = page.theme, rect
    colour, radius = theme.colours, h // 2 - theme.gap
    left = x + 2 * radius + 2 * theme.gap
    inner = (left, y, x + w - theme.gap - left, h)
    face = Face(x + theme.gap + radius, y + h // 2, radius, level, colour.levels[level - 1], colour.card)
    said = block(words.LEVELS[level], inner, theme.choose, "Bold", colour.ink, "left")
    return card(page, f"level-{level}", words.LEVELS[level], rect, face, *said)


def which_counter(page: Page) -> None:
    """The room's counters as they stand; only those with a visit to rate can be touched."""
    theme = page.theme
    foot = bottom(page, [("skip", words.SKIP, False)])
    thanked = (theme.edge, foot, theme.width - 2 * theme.edge - theme.touch * 4 - theme.gap, theme.touch)
    page.add(text("noted", f"{words.THANKS} {words.NOTED}", thanked, theme.text, "SemiBold", theme.colours.ink, "left"))
    title(page, words.WHICH)
    page.top += theme.gap
    spots = page.view.counters
    columns = 5 if theme.width > theme.height else 3
    if -(-len(spots) // columns) * (theme.touch + theme.gap) > foot - page.top:
        spots = tuple(spot for spot in spots if spot.lit)
    _counters(page, spots, columns, foot - theme.gap)


def _counters(page: Page, spots: tuple[CounterSpot, ...], columns: int, foot: int) -> None:
    theme, rows = page.theme, max(1, -(-len(spots) // columns))
    wide = (theme.width - 2 * theme.edge - theme.gap * (columns - 1)) // columns
    high = min((foot - page.top - theme.gap * (rows - 1)) // rows, wide)
    for n, spot in enumerate(spots):
        rect = (theme.edge + n % columns * (wide + theme.gap), page.top + n // columns * (high + theme.gap), wide, high)
        page.add(_counter(page, spot, rect))


def _counter(page: Page, spot: CounterSpot, rect: Rect) -> Thing:
    theme, said, id_ = page.theme, words.counter(spot.number), f"counter-{spot.number}"
    if spot.lit:
        return button(page, id_, said, rect, main=True)
    pieces: tuple[Piece, ...] = (
        Box(rect, theme.colours.paper, theme.colours.line, theme.radius),
        *block(str(spot.number), rect, theme.text, "Regular", theme.colours.quiet),
    )
    return Thing(id_, "picture", said, rect, pieces)


def thanks(page: Page) -> None:
    """Thanks first; then whose it was, and reasons at the same places after every level."""
    view, theme = page.view, page.theme
    wrong = [("not-this-counter", words.NOT_HERE, False)] if view.may_correct else []
    foot = bottom(page, [*wrong, ("done", words.DONE, True)])
    title(page, words.THANKS)
    about(page, f"{words.about(view.counter) if view.counter else words.NOTED} {words.WHY}")
    _reasons(page, foot - theme.gap)


def _reasons(page: Page, foot: int) -> None:
    theme, codes = page.theme, tuple(words.REASONS)
    columns = 4 if theme.width > theme.height else 2
    rows = -(-len(codes) // columns)
    wide = (theme.width - 2 * theme.edge - theme.gap * (columns - 1)) // columns
    high = (foot - page.top - theme.gap * (rows - 1)) // rows
    for n, code in enumerate(codes):
        rect = (theme.edge + n % columns * (wide + theme.gap), page.top + n // columns * (high + theme.gap), wide, high)
        page.add(_reason(page, code, rect))


def _reason(page: Page, code: str, rect: Rect) -> Thing:
    """All in one size: the longest word must not tell which level it was."""
    theme, (x, y, w, h) = page.theme, rect
    colour, said, chosen = theme.colours, words.reason(code, page.view.level), code in page.view.reasons
    ink, fill = (colour.on_gold, colour.gold) if chosen else (colour.ink, colour.card)
    inner = (x + theme.gap // 2, y, w - theme.gap, h)
    return card(page, f"reason-{code}", said, rect, *block(said, inner, theme.text, "SemiBold", ink), fill=fill)
