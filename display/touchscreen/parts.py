"""What every screen has: the header, cards and buttons, a row of buttons at the foot, and words that give way.

Where not everything fits, something is left out and nothing is made smaller: a text has shorter forms, the least
needed text of a stack goes first: fewer elements on a screen before smaller type (docs/look.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from display.drawing.elements import Box, Element, Rect, Shape, Style, block, text
from display.drawing.text import fits, leading, narrowest, tall, width
from display.drawing.theme import Colour, Theme
from display.touchscreen import words
from kiosk.core.dialog.view import View

# screens that need the header's second line for themselves
_FULL = ("thanks", "ticket", "fields", "procedures", "documents")


@dataclass
class Page:
    """A screen in the making. `area`: what is still free, between the edges."""

    view: View
    theme: Theme
    area: Rect = (0, 0, 0, 0)
    elements: list[Element] = field(default_factory=list)

    def add(self, element: Element) -> None:
        self.elements.append(element)

    def take_top(self, high: int) -> Rect:
        """A strip at the top of what is free."""
        x, y, w, h = self.area
        taken = high + self.theme.air
        self.area = (x, y + taken, w, h - taken)
        return (x, y, w, high)


# --- the header -------------------------------------------------------------------------------------------------


def begin(view: View, theme: Theme, lines: int = 0) -> Page:
    """The header: which office, what time; and whether this is only a trial. `lines`: 1 or 2, 0: as there is room."""
    lines = lines or (2 if theme.roomy and view.screen not in _FULL else 1)
    high = lines * leading(theme.text) + theme.gap // 2
    page, bar = Page(view, theme), (0, 0, theme.width, high)
    page.add(Element("header", "picture", "", bar, (Box(bar, theme.colours.navy),)))
    left, room = theme.edge, theme.width - 2 * theme.edge
    right = _corner(page, room, lines)
    middle = _middle(page, room - right - theme.gap, lines)
    _office(page, (left, theme.gap // 4, room - right - middle, lines * leading(theme.text)), lines)
    top = high + theme.air
    page.area = (left, top, room, theme.height - top - (theme.air if view.screen in _FULL else 2 * theme.air))
    return page


def _corner(page: Page, room: int, lines: int) -> int:
    """Time, over the date where there are two lines; the room taken."""
    view, theme = page.view, page.theme
    said = [("clock", view.clock, "Bold"), ("date", view.date, "Regular")][: lines if view.date else 1]
    named = max(width(view.office, "Bold", theme.text), width(view.place, "Regular", theme.text))
    if named + width(view.date, "Regular", theme.text) + theme.gap > room:
        said = said[:1]
    return _beside(page, said, theme.width - theme.edge)


def _middle(page: Page, room: int, lines: int) -> int:
    """The mark of a trial, else the hotline where there is room besides the office; the room taken."""
    view, theme = page.view, page.theme
    right = theme.edge + room
    if view.training:
        return _trial(page, right, lines) + 2 * theme.gap
    said = [("hotline-is", words.HOTLINE, "Regular"), ("hotline", view.hotline, "Bold")]
    wide = max(width(one, weight, theme.text) for _, one, weight in said)
    named = max(width(view.office, "Bold", theme.text), width(view.place, "Regular", theme.text))
    if lines == 1 or not view.hotline or named + wide + 2 * theme.gap > room:
        return theme.gap
    return _beside(page, said, right) + 2 * theme.gap


def _beside(page: Page, said: Sequence[tuple[str, str, str]], right: int) -> int:
    """Lines over each other that end at `right`; the room taken."""
    theme, step = page.theme, leading(page.theme.text)
    wide = max(width(one, weight, theme.text) for _, one, weight in said)
    for n, (id_, one, weight) in enumerate(said):
        rect = (right - wide, theme.gap // 4 + n * step, wide, step)
        page.add(text(id_, one, rect, Style(theme.text, weight, theme.colours.on_navy), "right"))
    return wide


def _trial(page: Page, right: int, lines: int) -> int:
    theme = page.theme
    wide, high = width(words.TRAINING, "Bold", theme.text) + 2 * theme.gap, leading(theme.text)
    rect = (right - wide, theme.gap // 4 + (lines - 1) * high // 2, wide, high)
    ground = Box(rect, theme.colours.gold, radius=theme.radius // 2)
    said = block(words.TRAINING, rect, Style(theme.text, "Bold", theme.colours.on_gold))
    page.add(Element("training", "text", words.TRAINING, rect, (ground, *said)))
    return wide


def _office(page: Page, rect: Rect, lines: int) -> None:
    """Name over place; what is too long for its line gives way whole."""
    view, theme = page.view, page.theme
    x, y, w, h = rect
    step = h // lines
    if lines == 2 and fits(view.office, "Bold", theme.text, w, 1) and fits(view.place, "Regular", theme.text, w, 1):
        page.add(text("office", view.office, (x, y, w, step), Style(theme.text, "Bold", theme.colours.on_navy), "left"))
        page.add(
            text(
                "place", view.place, (x, y + step, w, step), Style(theme.text, "Regular", theme.colours.on_navy), "left"
            )
        )
        return
    whole = f"{view.office} · {view.place}" if view.place else view.office
    said = next((s for s in (whole, view.office, view.place) if s and fits(s, "Bold", theme.text, w, lines)), "")
    if said:
        page.add(text("office", said, rect, Style(theme.text, "Bold", theme.colours.on_navy), "left"))


# --- words that give way ----------------------------------------------------------------------------------------


EXTRA = 1  # the need of a text that is welcome where there is room


@dataclass(frozen=True)
class Say:
    """A text of a stack, longest form first; `need`: what has less goes first when the room is short."""

    id: str
    forms: tuple[str, ...]
    size: int
    weight: str = "SemiBold"
    need: int = 9
    anchor: str = "middle"


def stack(page: Page, rect: Rect, says: Sequence[Say], air: int = 0) -> None:
    """Texts under each other in the middle of `rect`, `air` dots between them."""
    x, y, w, h = rect
    said, high = stacked(says, w, h, air)
    top = y + (h - high) // 2
    for say, form in said:
        deep, dark = _tall(say, form, w), page.theme.colours.ink
        page.add(text(say.id, form, (x, top, w, deep), Style(say.size, say.weight, dark), say.anchor))
        top += deep + air


def stacked(says: Sequence[Say], wide: int, high: int, air: int = 0) -> tuple[list[tuple[Say, str]], int]:
    """Which texts stand there in which form, and how high they are together."""
    said = [(say, say.forms[0]) for say in says if say.forms and say.forms[0]]
    while said and (deep := _deep(said, wide, air)) > high:
        said = _less(said, wide)
    return said, deep if said else 0


def _deep(said: list[tuple[Say, str]], wide: int, air: int) -> int:
    return sum(_tall(say, form, wide) for say, form in said) + air * (len(said) - 1)


def _tall(say: Say, form: str, room: int) -> int:
    return tall(form, say.weight, say.size, room)


def _less(said: list[tuple[Say, str]], wide: int) -> list[tuple[Say, str]]:
    """One step less: what is least needed goes, then texts take their next form that is less tall, then go too, by
    their need."""
    extra = [n for n, (say, _) in enumerate(said) if say.need <= EXTRA]
    longer = [n for n, (say, form) in enumerate(said) if _lower(say, form, wide)]
    at = min(extra or longer or range(len(said)), key=lambda n: said[n][0].need)
    say, form = said[at]
    shorter = [] if extra else [(say, one) for one in _lower(say, form, wide)[:1]]
    return [*said[:at], *shorter, *said[at + 1 :]]


def _lower(say: Say, form: str, wide: int) -> list[str]:
    """Its shorter forms that take less height than this one."""
    shorter = say.forms[say.forms.index(form) + 1 :]
    return [one for one in shorter if _tall(say, one, wide) < _tall(say, form, wide)]


def fitting(forms: Sequence[str], sizes: Sequence[int], room: int, lines: int = 1) -> tuple[str, int]:
    """The longest form that fits, as large as it does; the last of both where none does."""
    tries = ((form, size) for form in forms for size in sizes)
    return next((t for t in tries if fits(t[0], "Bold", t[1], room, lines)), (forms[-1], sizes[-1]))


def titled(theme: Theme, forms: Sequence[str], room: int) -> tuple[str, int]:
    """The words of a title and their size: on one line, on an upright panel on two."""
    return fitting(forms, (theme.title, theme.choose), room, 1 if theme.width > theme.height else 2)


def title(page: Page, forms: Sequence[str], anchor: str = "middle") -> None:
    """What this screen is about; where it takes smaller letters the rest of the screen stands where it stood."""
    theme, room = page.theme, page.area[2]
    said, size = titled(theme, forms, room)
    high = max(tall(said, "Bold", size, room), leading(theme.title))
    page.add(text("title", said, page.take_top(high), Style(size, "Bold", theme.colours.ink), anchor))


# --- what is touched --------------------------------------------------------------------------------------------


def card(page: Page, id_: str, name: str, rect: Rect, *shapes: Shape, fill: Colour | None = None) -> Element:
    """A touchable card; under the finger its line thickens and its ground changes (`ground`)."""
    theme, pressed = page.theme, page.view.pressed == id_
    colour, thin = theme.colours, max(2, theme.radius // 9)
    line, stroke = (colour.pressed_line, 2 * thin) if pressed else (colour.line, thin)
    ground_box = Box(rect, ground(page, id_, fill), line, theme.radius, stroke)
    return Element(id_, "button", name, rect, (ground_box, *shapes), touch=True)


def ground(page: Page, id_: str, fill: Colour | None = None) -> Colour:
    """What a card's words stand on."""
    colour = page.theme.colours
    return colour.pressed if page.view.pressed == id_ else fill or colour.card


def ink(page: Page, id_: str, main: bool = False) -> Colour:
    """What a card's words are written in."""
    colour = page.theme.colours
    if page.view.pressed == id_:
        return colour.on_pressed
    return colour.on_gold if main else colour.ink


def button(
    page: Page, id_: str, said: str, rect: Rect, main: bool = False, name: str = "", *, small: bool = False
) -> Element:
    """A button with words as large as they fit, or `small` beside what is chosen from; the main one is gold."""
    theme, (x, y, w, h) = page.theme, rect
    pad = theme.gap // 2
    inner, sizes = (x + pad, y, w - 2 * pad, h), (theme.choose, theme.text)[small:]
    tries = [(size, n) for n in (1, 2) for size in sizes if n * leading(size) <= h]
    size = next((s for s, n in tries if fits(said, "SemiBold", s, inner[2], n)), theme.text)
    fill = theme.colours.gold if main else theme.colours.card
    return card(
        page, id_, name or said, rect, *block(said, inner, Style(size, "SemiBold", ink(page, id_, main))), fill=fill
    )


def fitted(theme: Theme, forms: Sequence[str], rect: Rect) -> str:
    """The longest form that a button in this place holds on one or two lines; the last where none does."""
    lines = max(1, min(2, rect[3] // leading(theme.text)))
    room = rect[2] - theme.gap
    return next((said for said in forms if fits(said, "SemiBold", theme.text, room, lines)), forms[-1])


def least_wide(theme: Theme, said: str) -> int:
    """How narrow a button with these words may be: on as many lines as a button is high, in the smallest letters."""
    lines = max(1, theme.touch // leading(theme.text))
    return max(theme.touch, narrowest(said, "SemiBold", theme.text, lines) + theme.gap)


def foot(page: Page, buttons: Sequence[tuple[str, str, bool]]) -> None:
    """A row of (id, words, main) at the foot, alike in width where their words allow it; a single one at the right.
    Where the words have no room beside each other, each has a row."""
    if foot_rows(page, buttons) > 1:
        for one in reversed(buttons):
            foot(page, [one])
        return
    theme, (x, y, w, h) = page.theme, page.area
    least = [least_wide(theme, said) for _, said, _ in buttons]
    count = max(2, len(buttons))
    room = w - theme.gap * (count - 1)
    share = room // count
    left, top = (x if len(buttons) > 1 else x + share + theme.gap), y + h - theme.touch
    wides = [share] * len(buttons)
    if len(buttons) == 1 and least[0] > share:
        left, wides = x, [w]
    if len(buttons) > 1 and max(least) > share:
        wides = [wide + (room - sum(least)) // count for wide in least]
    for (id_, said, main), wide in zip(buttons, wides, strict=True):
        page.add(button(page, id_, said, (left, top, wide, theme.touch), main))
        left += wide + theme.gap
    page.area = (x, y, w, top - theme.gap - y)


def foot_rows(page: Page, buttons: Sequence[tuple[str, str, bool]]) -> int:
    least = [least_wide(page.theme, said) + page.theme.gap for _, said, _ in buttons]
    return len(buttons) if sum(least) - page.theme.gap > page.area[2] else 1


def grid(rect: Rect, columns: int, rows: int, gap: int) -> list[Rect]:
    """Equal cells, row by row."""
    x, y, w, h = rect
    wide, high = (w - gap * (columns - 1)) // columns, (h - gap * (rows - 1)) // rows
    return [(x + c * (wide + gap), y + r * (high + gap), wide, high) for r in range(rows) for c in range(columns)]
