"""The buttons of a screen that has a list: in a column at the right, on an upright panel in rows at the foot.

A main one stands first, as wide as its place and at least as high as a card. Where a column is not high enough for all,
the others stand two by two. Places are kept: a button that is not there now leaves its place empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from display.drawing.elements import Rect
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.parts import Page, button, fitted, grid, least_wide


@dataclass(frozen=True)
class Choice:
    """`forms`: its words, the longest first; `main`: what most people come to this screen for, in gold."""

    id: str
    forms: tuple[str, ...]
    main: bool = False


BACK = Choice("back", words.GO_BACK)
_ROOM = 0.55  # of the width, that longer words on buttons leave to what stands beside them


def turning(page: int, pages: int) -> tuple[Choice | None, Choice | None]:
    """On, from the last to the first, and back one page; `page` from 0."""
    further = Choice("more", words.turn_to((page + 1) % pages + 1, pages)) if pages > 1 else None
    return further, Choice("previous", words.PREVIOUS) if page else None


WIDEST = (Choice("more", words.turn_to(9, 9)), Choice("previous", words.PREVIOUS), BACK)  # what may stand there


def place_buttons(page: Page, slots: Sequence[Choice]) -> list[Rect]:
    """The places of these buttons; `page.area` is what they leave."""
    theme, (x, y, w, h) = page.theme, page.area
    columns = _columns(theme, h, slots)
    if theme.height > theme.width:
        high = _deep(theme, slots, columns)
        page.area = (x, y, w, h - high - theme.gap)
        return _places(theme, (x, y + h - high, w, high), slots, columns)
    wide = _wide(theme, w, slots, columns)
    page.area = (x, y, w - wide - theme.gap, h)
    return _places(theme, (x + w - wide, y, wide, h), slots, columns)


def add_buttons(page: Page, choices: Sequence[Choice | None], places: Sequence[Rect]) -> None:
    """The buttons that are there now."""
    for choice, rect in zip(choices, places, strict=True):
        if choice is not None:
            said = fitted(page.theme, choice.forms, rect)
            page.add(button(page, choice.id, said, rect, choice.main, choice.forms[0]))


def _wide(theme: Theme, room: int, slots: Sequence[Choice], columns: int) -> int:
    """For the longest forms that leave enough to the rest, else for the shortest."""
    wides = []
    for level in range(max(len(slot.forms) for slot in slots)):
        said = (slot.forms[min(level, len(slot.forms) - 1)] for slot in slots if not (slot.main and columns > 1))
        each = max(theme.touch, *(least_wide(theme, form) for form in said))
        wides.append(max(round(room * 0.235), columns * (each + theme.gap) - theme.gap))
    return next((wide for wide in wides if wide <= room * (1 - _ROOM)), wides[-1])


def _columns(theme: Theme, high: int, slots: Sequence[Choice]) -> int:
    return 2 if theme.height > theme.width or _deep(theme, slots, 1) > high else 1


def _deep(theme: Theme, slots: Sequence[Choice], columns: int) -> int:
    """How high the buttons are at least."""
    main = slots[0].main
    rows = -(-(len(slots) - main) // columns)
    return rows * (theme.touch + theme.gap) - theme.gap + main * (theme.card + theme.gap)


def _places(theme: Theme, rect: Rect, slots: Sequence[Choice], columns: int) -> list[Rect]:
    x, y, w, h = rect
    if not slots[0].main:
        return grid(rect, columns, -(-len(slots) // columns), theme.gap)[: len(slots)]
    rows = -(-(len(slots) - 1) // columns)
    first = max(theme.card, (h - rows * theme.gap) // (rows + 1))
    below = (x, y + first + theme.gap, w, h - first - theme.gap)
    return [(x, y, w, first), *grid(below, columns, rows, theme.gap)[: len(slots) - 1]]
