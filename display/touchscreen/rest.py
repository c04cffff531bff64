"""A ticket just given, the question before one more, and the two screens of rest: closed, and out of order.

One thing is the largest on each.
"""

import re

from display.drawing.elements import Box, Element, Rect, Style, block, text
from display.drawing.text import LEADING, fits, leading, tall, width
from display.touchscreen import words
from display.touchscreen.parts import Page, Say, button, fitted, foot, least_wide, stack, stacked, title
from kiosk.core.dialog.view import View
from kiosk.core.words import waiting

_WHOLE = 100  # a size at which the number is measured


def ticket(page: Page) -> None:
    """The number is the largest thing; then who is before, and what the paper does."""
    view = page.view
    again = [("reprint", words.REPRINT, True)] if view.may_reprint else []
    seen = _answers(page) if view.asks_slip else []
    foot(page, [*again, *seen, *_later(page, [*again, *seen]), ("done", words.DONE, not again and not seen)])
    (_number_above if page.theme.height > page.theme.width else _number_beside)(page)


def _headed(page: Page, rect: Rect) -> Rect:
    """Whose number it is over it; that it is one of priority must not be overlooked. What is left of the place."""
    theme, (x, y, w, h) = page.theme, rect
    forms = words.YOUR_PRIORITY if page.view.prior else (words.YOUR_NUMBER,)
    high, pad = leading(theme.choose), 2 * theme.gap * page.view.prior
    said = next((one for one in forms if width(one, "Bold", theme.choose) + pad <= w), forms[-1])
    wide = min(w, width(said, "Bold", theme.choose) + pad)
    place = (x + (w - wide) // 2, y, wide, high)
    page.add(_tag(page, said, place) if page.view.prior else _title(page, said, (x, y, w, high)))
    return (x, y + high + theme.air, w, h - high - theme.air)


def _title(page: Page, said: str, rect: Rect) -> Element:
    return text("title", said, rect, Style(page.theme.choose, "Bold", page.theme.colours.ink))


def _tag(page: Page, said: str, rect: Rect) -> Element:
    theme, colour = page.theme, page.theme.colours
    named = block(said, rect, Style(theme.choose, "Bold", colour.on_gold))
    return Element("prior", "text", said, rect, (Box(rect, colour.gold, radius=theme.radius // 2), *named))


def _later(page: Page, others: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """A time to come back at, where nothing else is asked."""
    theme, view = page.theme, page.view
    if not view.later or others:
        return []
    rect = (0, 0, (page.area[2] - theme.gap) // 2, theme.touch)
    return [(f"later-{view.later}", fitted(theme, words.later(view.later_at), rect), False)]


def _answers(page: Page) -> list[tuple[str, str, bool]]:
    """Whether words are on the slip, as long as there is room beside "Xong"."""
    theme = page.theme
    ways = ((words.SLIP_NO, words.SLIP_YES), (words.NO, words.YES))
    free = page.area[2] - 2 * theme.gap - least_wide(theme, words.DONE)
    no, yes = next((way for way in ways if sum(least_wide(theme, said) for said in way) <= free), ways[-1])
    return [("no", no, False), ("yes", yes, True)]


def _number_above(page: Page) -> None:
    """What is said stands at the foot; the number has the rest, at least twice a title's height."""
    theme, (x, y, w, h) = page.theme, _headed(page, page.area)
    _, high = stacked(_about(page), w, h - round(2.2 * theme.title * LEADING))
    _number(page, (x, y, w, h - high))
    stack(page, (x, y + h - high, w, high), _about(page))


def _number_beside(page: Page) -> None:
    """The number stands at the left, what is said of it at the right; on a low panel no word more."""
    theme, (x, y, w, h) = page.theme, page.area
    half, low = (w - theme.gap) // 2, h < 9 * theme.choose
    _number(page, (x, y, half, h) if low and not page.view.prior else _headed(page, (x, y, half, h)))
    stack(page, (x + half + theme.gap, y, half, h), _about(page), theme.gap // 4)


def _about(page: Page) -> list[Say]:
    view, theme = page.view, page.theme
    return [
        Say("ahead", _of_turn(view), theme.choose, "Bold", need=6 if view.goes else 3),
        Say("service", _of_service(view), theme.text, "Regular", need=1),
        Say("slip", _of_slip(view), theme.choose, "SemiBold", need=5),
        Say("sit", _to_do(view), theme.text, "SemiBold", need=4),
        Say("prepare", waiting.prepare(view.prepare), theme.text, "SemiBold", need=2),
    ]


def _of_turn(view: View) -> tuple[str, ...]:
    """Of a line whose counters are closed nobody is told that it is nearly his turn."""
    if view.over:
        return ()
    if view.called_to:
        return waiting.called(view.called_to)
    if view.goes:
        return waiting.back_at(view.later_at)
    if view.missed_at:
        return waiting.missed(view.missed_at)
    return () if view.unopened and not view.ahead else waiting.ahead(view.ahead, view.at_least)


def _of_service(view: View) -> tuple[str, ...]:
    """With how long it will be; where there is no room for both, that alone: what it is for stands on the slip. Who was
    called in vain need not wait."""
    if view.missed_at:
        return (view.service,)
    nobody = waiting.nobody(view.resting) if view.unopened else ()
    wait = () if view.goes else nobody or (waiting.wait(*view.wait) if view.wait else ())
    return (*(f"{view.service} · {words}" for words in wait), *wait) if wait else (view.service,)


def _to_do(view: View) -> tuple[str, ...]:
    """Until it is called; who is called, was called in vain or goes away is told otherwise."""
    told = view.called_to or view.missed_at or view.goes or view.over
    return () if told else waiting.sit(view.callers)


def _of_slip(view: View) -> tuple[str, ...]:
    """Who was called in vain, or put aside, has the slip in hand."""
    if view.missed_at:
        return waiting.ASIDE if view.aside else waiting.kept(view.missed_at)
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


def another(page: Page) -> None:
    """One question, two large answers; the number that was just given is not hidden by it."""
    view, theme = page.view, page.theme
    title(page, words.ANOTHER)
    x, y, w, h = page.area
    says = [
        Say("given", words.just_given(view.ticket), theme.choose, need=5),
        Say("service", (view.asked,), theme.text, "Regular", need=1),
    ]
    _, high = stacked(says, w, h - theme.card - theme.gap)
    stack(page, (x, y, w, high), says)
    half, top = (w - theme.gap) // 2, y + high + theme.gap
    deep = min(h - high - theme.gap, 2 * theme.card)
    page.add(button(page, "no", words.NO_MORE, (x, top, half, deep)))
    page.add(button(page, "yes", words.ONE_MORE, (x + half + theme.gap, top, half, deep), main=not view.pressed))


def closed(page: Page) -> None:
    """When it opens; ratings are still welcome."""
    view, theme = page.view, page.theme
    half = (0, 0, (page.area[2] - theme.gap) // 2, theme.touch)
    listed = [("procedures", fitted(theme, words.PROCEDURES, half), False)] if view.listed else []
    rate = [] if view.safe_mode else [("rate", words.RATE, True)]
    if listed or rate:
        foot(page, [*listed, *rate])
    asked = words.just_done(view.ask_counter) if view.ask_counter else words.MANY if view.ask_many else ()
    opens, why = (view.opens,) if view.opens else (), words.STOPPED if view.halted else words.CLOSED
    head = () if view.opens.startswith(why) else why  # not twice
    said = Say("said", opens, _said_size(page, view.opens), need=8)
    stack(
        page,
        page.area,
        [
            Say("head", head, _head(page, head), "Bold", need=6 if stacked([said], *page.area[2:])[0] else 9),
            said,
            Say("ask", asked, theme.text, need=3),
            Say("hotline", _hotline(page), theme.text, need=1),
        ],
        theme.gap // 2,
    )


def _said_size(page: Page, said: str) -> int:
    """In smaller letters, where it would not be said at all in larger ones."""
    theme, (_, _, w, h) = page.theme, page.area
    return theme.choose if tall(said, "SemiBold", theme.choose, w) <= h else theme.text


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
    return size if width("".join(forms[:1]), "Bold", size) <= room else page.theme.title
