"""From a view to the things on the screen: one function a screen, pure but for the letters' widths.

Every screen is a header, one largest thing, and what can be touched; rows and pages follow from millimetres, so a
smaller panel shows fewer things and never smaller letters.
"""

from collections.abc import Callable
from typing import Any

from display.touch import words
from display.touch.screen_home import home
from display.touch.screen_parts import Page, begin, bottom, title
from display.touch.screen_rate import rate, thanks, which_counter
from display.touch.theme import Theme
from display.touch.things import Thing, inside, text
from display.touch.type import LEADING, leading, wrap
from kiosk.core.view import View

__all__ = ["Thing", "as_data", "hit", "layout"]


def layout(view: View, theme: Theme) -> tuple[Thing, ...]:
    """All things of the screen, in the order they are drawn."""
    page = begin(view, theme)
    _SCREENS[view.screen](page)
    return tuple(page.things)


def hit(things: tuple[Thing, ...], x: int, y: int) -> str:
    """The id of the touchable thing at a dot, "" for none."""
    return next((t.id for t in reversed(things) if t.touch and inside(t.rect, x, y)), "")


def as_data(view: View, things: tuple[Thing, ...], size: tuple[int, int]) -> dict[str, Any]:
    """CONTRACT, `GET /cabinet/screen`."""
    shown = [{"id": t.id, "role": t.role, "name": t.name, "rect": list(t.rect)} for t in things]
    return {"screen": view.screen, "size": list(size), "things": shown}


def ticket(page: Page) -> None:
    """The number is the largest thing; then who is before, and what the paper does."""
    view, theme, colour = page.view, page.theme, page.theme.colours
    foot = bottom(page, _ticket_buttons(view)) - theme.gap
    title(page, words.YOUR_NUMBER)
    low = text_block(page, "slip", words.SLIPS.get(view.slip, ""), foot, theme.choose, "SemiBold")
    wait = f"{view.service} · {words.wait(view.wait)}" if view.wait else view.service
    low = text_block(page, "service", wait, low, theme.text, "Regular")
    low = text_block(page, "ahead", words.ahead(view.ahead), low, theme.choose, "Bold")
    room = (theme.edge, page.top, theme.width - 2 * theme.edge, low - page.top)
    size = min(round(room[3] / LEADING), theme.title * 6)
    page.add(text("ticket", view.ticket, room, size, "Bold", colour.navy if colour.paper[0] else colour.ink))


def _ticket_buttons(view: View) -> list[tuple[str, str, bool]]:
    again = [("reprint", words.REPRINT, True)] if view.slip in ("failed", "doubtful") else []
    return [*again, ("done", words.DONE, not again)]


def text_block(page: Page, id_: str, said: str, foot: int, size: int, weight: str) -> int:
    """A text that stands on `foot`; its top. Nothing for no words."""
    if not said:
        return foot
    room = page.theme.width - 2 * page.theme.edge
    high = leading(size) * len(wrap(said, weight, size, room))
    page.add(text(id_, said, (page.theme.edge, foot - high, room, high), size, weight, page.theme.colours.ink))
    return foot - high


def closed(page: Page) -> None:
    _notice(page, words.CLOSED, words.opens(page.view.opens) if page.view.opens else "", rate=True)


def out_of_order(page: Page) -> None:
    _notice(page, words.BROKEN, words.ASK_DESK, rate=False)


def _notice(page: Page, head: str, said: str, rate: bool) -> None:
    view, theme = page.view, page.theme
    foot = bottom(page, [("rate", words.RATE, True)]) if rate else theme.height - theme.edge
    hotline = f"{words.HOTLINE}: {view.hotline}" if view.hotline else ""
    low = text_block(page, "hotline", hotline, foot - theme.gap, theme.text, "SemiBold")
    low = text_block(page, "trouble", view.trouble, low, theme.text, "Regular")
    middle = page.top + (low - page.top) // 2
    big = round(theme.title * 1.3)
    text_block(page, "head", head, middle, big, "Bold")
    text_block(page, "said", said, middle + 2 * leading(theme.choose), theme.choose, "SemiBold")


_SCREENS: dict[str, Callable[[Page], None]] = {
    "home": home,
    "ticket": ticket,
    "rate": rate,
    "thanks": thanks,
    "which-counter": which_counter,
    "closed": closed,
    "out-of-order": out_of_order,
}
