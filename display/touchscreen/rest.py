"""A ticket just given, and the two screens of rest: closed, and out of order. One thing is the largest on each."""

import re

from display.drawing.elements import Rect, Style, text
from display.drawing.text import LEADING, fits, leading, width
from display.touchscreen import words
from display.touchscreen.parts import Page, Say, fitted, foot, least_wide, stack, stacked, title
from kiosk.core.dialog.view import View

_WHOLE = 100  # a size at which the number is measured


def ticket(page: Page) -> None:
    """The number is the largest thing; then who is before, and what the paper does."""
    view = page.view
    again = [("reprint", words.REPRINT, True)] if view.may_reprint else []
    seen = _answers(page) if view.asks_slip else []
    foot(page, [*again, *seen, ("done", words.DONE, not again and not seen)])
    beside = page.area[3] < 9 * page.theme.choose and page.area[2] > page.area[3]
    if beside:
        _number_beside(page)
    else:
        title(page, (words.YOUR_NUMBER,))
        _number_above(page)


def _answers(page: Page) -> list[tuple[str, str, bool]]:
    """Whether words are on the slip, as long as there is room beside "Xong"."""
    theme = page.theme
    ways = ((words.SLIP_NO, words.SLIP_YES), (words.NO, words.YES))
    free = page.area[2] - 2 * theme.gap - least_wide(theme, words.DONE)
    no, yes = next((way for way in ways if sum(least_wide(theme, said) for said in way) <= free), ways[-1])
    return [("no", no, False), ("yes", yes, True)]


def _number_above(page: Page) -> None:
    """What is said stands at the foot; the number has the rest, at least twice a title's height."""
    theme, (x, y, w, h) = page.theme, page.area
    _, high = stacked(_about(page), w, h - round(2.2 * theme.title * LEADING))
    _number(page, (x, y, w, h - high))
    stack(page, (x, y + h - high, w, high), _about(page))


def _number_beside(page: Page) -> None:
    """On a low panel the number stands at the left, what is said of it at the right."""
    theme, (x, y, w, h) = page.theme, page.area
    half = (w - theme.gap) // 2
    _number(page, (x, y, half, h))
    stack(page, (x + half + theme.gap, y, half, h), _about(page))


def _about(page: Page) -> list[Say]:
    view, theme = page.view, page.theme
    service = (f"{view.service} · {words.wait(view.wait)}", view.service) if view.wait else (view.service,)
    return [
        Say("ahead", words.ahead(view.ahead), theme.choose, "Bold", need=3),
        Say("service", service, theme.text, "Regular", need=1),
        Say("slip", _of_slip(view), theme.choose, "SemiBold", need=5),
    ]


def _of_slip(view: View) -> tuple[str, ...]:
    if view.asks_slip:
        return words.SLIP_ASKED
    return words.SLIP_BLANK if view.notice == "slip-blank" else words.SLIPS.get(view.slip, ())


def _number(page: Page, rect: Rect) -> None:
    theme, colour = page.theme, page.theme.colours
    wide = width(page.view.ticket, "Bold", _WHOLE)
    size = min(round(rect[3] / LEADING) - 1, rect[2] * _WHOLE // max(1, wide) - 2, theme.title * 6)
    page.add(
        text("ticket", page.view.ticket, rect, Style(size, "Bold", colour.navy if colour.paper[0] else colour.ink))
    )


def closed(page: Page) -> None:
    """When it opens; ratings are still welcome."""
    view, theme = page.view, page.theme
    half = (0, 0, (page.area[2] - theme.gap) // 2, theme.touch)
    listed = [("procedures", fitted(theme, words.PROCEDURES, half), False)] if view.listed else []
    rate = [] if view.safe_mode else [("rate", words.RATE, True)]
    if listed or rate:
        foot(page, [*listed, *rate])
    asked = words.just_done(view.ask_counter) if view.ask_counter else words.MANY if view.ask_many else ()
    opens = (words.opens(view.opens),) if view.opens else ()
    stack(
        page,
        page.area,
        [
            Say("head", words.CLOSED, _head(page, words.CLOSED), "Bold", need=9),
            Say("said", opens, theme.choose, need=7),
            Say("ask", asked, theme.text, need=3),
            Say("hotline", _hotline(page), theme.text, need=1),
        ],
        theme.gap // 2,
    )


def out_of_order(page: Page) -> None:
    """Calm: what to do instead, whom to call; one line at the foot for the technician, who reads the rest elsewhere."""
    view, theme = page.view, page.theme
    works = (words.BUTTONS_WORK,) if view.notice == "buttons-work" else ()
    unwritten = words.NOT_WRITTEN if view.notice == "not-written" else ()
    said = [
        Say("head", words.BROKEN, _head(page, words.BROKEN), "Bold", need=9),
        Say("not-written", unwritten, theme.choose, need=8),
        Say("said", (words.ASK_DESK,), theme.choose, need=7),
        Say("buttons-work", works, theme.choose, need=5),
        Say("hotline", _hotline(page), theme.text, need=3),
    ]
    _trouble(page, said)
    stack(page, page.area, said, theme.gap // 2)


def _trouble(page: Page, before: list[Say]) -> None:
    """Only where nothing that a citizen reads gives way to it."""
    theme, (x, y, w, h) = page.theme, page.area
    line, air = leading(theme.text), theme.gap // 2
    forms = (form for form in troubles(page.view.trouble) if fits(form, "Regular", theme.text, w, 1))
    form, room = next(forms, ""), h - line - theme.gap
    if not form or stacked(before, w, room, air) != stacked(before, w, h, air):
        return
    page.area = (x, y, w, room)
    style = Style(theme.text, "Regular", theme.colours.quiet)
    page.add(text("trouble", form, (x, y + h - line, w, line), style, "left"))


def troubles(trouble: str) -> list[str]:
    """A technician's sentence, and its shorter beginnings; of a file at its front the name alone. Pure."""
    bare = re.sub(r"^/\S*/", "", trouble)
    ends = [match.start() for match in re.finditer("; |: ", bare)]
    return [bare, *(bare[:end] for end in reversed(ends))]


def _hotline(page: Page) -> tuple[str, ...]:
    """Not twice: the header has it where there is room."""
    if not page.view.hotline or any(element.id == "hotline" for element in page.elements):
        return ()
    return (f"{words.HOTLINE}: {page.view.hotline}",)


def _head(page: Page, forms: tuple[str, ...]) -> int:
    """Half as large again as a title, where the line fits so."""
    size, room = round(1.5 * page.theme.title), page.area[2]
    return size if width(forms[0], "Bold", size) <= room else page.theme.title
