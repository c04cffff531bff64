"""What every screen has: the header, the title, cards and buttons, and the row of buttons at the foot."""

from dataclasses import dataclass, field

from display.touch import words
from display.touch.theme import Colour, Theme
from display.touch.things import Box, Piece, Rect, Thing, block, text
from display.touch.type import fits, leading, width, wrap
from kiosk.core.view import View


@dataclass
class Page:
    """A screen in the making. `top`: where the next thing may begin."""

    view: View
    theme: Theme
    top: int = 0
    things: list[Thing] = field(default_factory=list)

    def add(self, thing: Thing) -> None:
        self.things.append(thing)


def begin(view: View, theme: Theme) -> Page:
    """The header: which office, what time; and whether this is only a trial."""
    page, high = Page(view, theme), leading(theme.text) + 2 * theme.gap
    colour = theme.colours
    bar = Thing("header", "picture", "", (0, 0, theme.width, high), (Box((0, 0, theme.width, high), colour.navy),))
    page.add(bar)
    room = theme.width - 2 * theme.edge
    clock = width("00:00", "Bold", theme.text)
    page.add(_in_bar("clock", view.clock, (theme.width - theme.edge - clock, 0, clock, high), theme, "right", "Bold"))
    left = room - clock - 2 * theme.gap
    if view.training:
        left -= _training(page, high, theme.width - theme.edge - clock - 2 * theme.gap) + theme.gap
    page.add(_in_bar("office", _office(view, theme, left), (theme.edge, 0, left, high), theme, "left", "Bold"))
    page.top = high + theme.gap
    return page


def _in_bar(id_: str, said: str, rect: Rect, theme: Theme, anchor: str, weight: str) -> Thing:
    return text(id_, said, rect, theme.text, weight, theme.colours.on_navy, anchor)


def _office(view: View, theme: Theme, room: int) -> str:
    """As much of the office's name as fits, the whole of it first."""
    whole = f"{view.office} · {view.place}" if view.place else view.office
    said = (whole, view.office, view.place)
    return next((s for s in said if s and width(s, "Bold", theme.text) <= room), "")


def _training(page: Page, high: int, right: int) -> int:
    """The mark of a trial; the room it takes."""
    theme = page.theme
    wide = width(words.TRAINING, "Bold", theme.text) + 2 * theme.gap
    rect = (right - wide, theme.gap // 2, wide, high - theme.gap)
    pieces: tuple[Piece, ...] = (
        Box(rect, theme.colours.gold, radius=theme.radius // 2),
        *block(words.TRAINING, rect, theme.text, "Bold", theme.colours.on_gold),
    )
    page.add(Thing("training", "text", words.TRAINING, rect, pieces))
    return wide


def title(page: Page, said: str) -> None:
    """What this screen is about, on one line if it can be."""
    theme = page.theme
    room = theme.width - 2 * theme.edge
    size = theme.title if fits(said, "Bold", theme.title, room, 1) else theme.choose
    high = leading(size) * len(wrap(said, "Bold", size, room))
    page.add(text("title", said, (theme.edge, page.top, room, high), size, "Bold", theme.colours.ink))
    page.top += high


def card(page: Page, id_: str, name: str, rect: Rect, *pieces: Piece, fill: Colour | None = None) -> Thing:
    """A touchable card; under the finger it is lined in gold."""
    theme, pressed = page.theme, page.view.pressed == id_
    colour = theme.colours
    line, stroke = (colour.gold, 6) if pressed else (colour.line, 2)
    if pressed and fill == colour.gold:
        line = colour.ink
    ground = Box(rect, fill or colour.card, line, theme.radius, stroke)
    return Thing(id_, "button", name, rect, (ground, *pieces), touch=True)


def button(page: Page, id_: str, said: str, rect: Rect, main: bool = False, name: str = "") -> Thing:
    """A button with words; the main one is gold."""
    theme, (x, y, w, h) = page.theme, rect
    colour = theme.colours
    inner = (x + theme.gap, y, w - 2 * theme.gap, h)
    size = theme.choose if fits(said, "SemiBold", theme.choose, inner[2], 1) else theme.text
    ink, fill = (colour.on_gold, colour.gold) if main else (colour.ink, colour.card)
    return card(page, id_, name or said, rect, *block(said, inner, size, "SemiBold", ink), fill=fill)


def bottom(page: Page, buttons: list[tuple[str, str, bool]]) -> int:
    """A row of (id, words, main) at the foot, from left to right, a single one at the right; the top of the row."""
    theme = page.theme
    top = theme.height - theme.edge // 2 - theme.touch
    room = theme.width - 2 * theme.edge
    wide = min((room - theme.gap) // 2, theme.touch * 4)
    for n, (id_, said, main) in enumerate(reversed(buttons)):
        x = theme.edge if n else theme.width - theme.edge - wide
        page.add(button(page, id_, said, (x, top, wide, theme.touch), main))
    return top
