"""From a view to the elements on the screen: one function a screen, pure but for the letters' widths.

Every screen is a header, one largest thing, and what can be touched; rows and pages follow from millimetres, so a
smaller panel shows fewer elements and never smaller letters.
"""

from collections.abc import Callable
from typing import Any

from display.drawing.elements import Element, inside
from display.drawing.theme import Theme
from display.touchscreen.address import OFFICE, address
from display.touchscreen.doctor import doctor
from display.touchscreen.documents import documents
from display.touchscreen.home import header_lines, home, said_once
from display.touchscreen.list import fields, procedures
from display.touchscreen.mistakes import mistakes
from display.touchscreen.paper import paper_check, refill, turn_roll
from display.touchscreen.parts import Page, begin
from display.touchscreen.rate import rate, which_counter
from display.touchscreen.rest import another, closed, out_of_order, ticket
from display.touchscreen.thanks import thanks
from kiosk.core.dialog.view import View

__all__ = ["Element", "as_data", "hit", "layout"]


def layout(view: View, theme: Theme) -> tuple[Element, ...]:
    """All elements of the screen, in the order they are drawn."""
    view = said_once(view) if view.screen == "home" else view
    page = begin(view, theme, header_lines(view, theme) if view.screen == "home" else 0)
    if view.address and view.screen in OFFICE and not view.mark and not view.code:
        address(page)
    _SCREENS[view.screen](page)
    return tuple(page.elements)


def hit(elements: tuple[Element, ...], x: int, y: int) -> str:
    """The id of the touchable element at a dot, "" for none."""
    return next((t.id for t in reversed(elements) if t.touch and inside(t.rect, x, y)), "")


def as_data(view: View, elements: tuple[Element, ...], size: tuple[int, int]) -> dict[str, Any]:
    """What `GET /cabinet/screen` answers (docs/contract.md)."""
    shown = [{"id": t.id, "role": t.role, "name": t.name, "rect": list(t.rect)} for t in elements]
    return {"screen": view.screen, "size": list(size), "things": shown}


_SCREENS: dict[str, Callable[[Page], None]] = {
    "home": home,
    "ticket": ticket,
    "another": another,
    "rate": rate,
    "thanks": thanks,
    "which-counter": which_counter,
    "closed": closed,
    "out-of-order": out_of_order,
    "refill": refill,
    "turn-roll": turn_roll,
    "paper-check": paper_check,
    "doctor": doctor,
    "mistakes": mistakes,
    "fields": fields,
    "procedures": procedures,
    "documents": documents,
}
