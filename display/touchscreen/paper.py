"""The screens for whoever puts paper in: how the roll lies, whether it prints, and how to turn it.

The picture is drawn from boxes and discs: the printer from its side, the roll in it, the paper's end that comes out.
"""

from display.drawing.elements import Box, Disc, Element, Rect, Shape
from display.touchscreen import words
from display.touchscreen.parts import Page, Say, button, foot, stack, stacked, title


def refill(page: Page) -> None:
    """The cover is open: how the roll goes in."""
    _picture_and_words(page, words.REFILL, words.REFILL_HOW, "refill-picture", turned=False)


def turn_roll(page: Page) -> None:
    """Nothing was to be seen on the test slip: the roll lies the wrong way round."""
    _picture_and_words(page, words.TURN, words.TURN_HOW, "turn-picture", turned=True)


def paper_check(page: Page) -> None:
    """One question, two large answers."""
    view, theme = page.view, page.theme
    title(page, words.SEE_WORDS)
    x, y, w, h = page.area
    says = [Say("said", words.LOOK_AT_SLIP, theme.choose, need=5)]
    _, high = stacked(says, w, h - theme.card - theme.gap)
    stack(page, (x, y, w, high), says)
    half, top = (w - theme.gap) // 2, y + high + theme.gap
    deep = min(h - high - theme.gap, 2 * theme.card)
    page.add(button(page, "yes", words.YES, (x, top, half, deep), main=not view.pressed))
    page.add(button(page, "no", words.NO, (x + half + theme.gap, top, half, deep)))


def _picture_and_words(page: Page, head: tuple[str, ...], how: tuple[str, ...], id_: str, turned: bool) -> None:
    theme = page.theme
    foot(page, [("done", words.DONE, True)])
    title(page, head)
    x, y, w, h = page.area
    upright = h > w
    room = (x, y, w, h * 3 // 5) if upright else (x, y, w * 2 // 5, h)
    said = (x, y + room[3], w, h - room[3]) if upright else (x + room[2] + theme.gap, y, w - room[2] - theme.gap, h)
    side = min(room[2], room[3])
    place = (room[0] + (room[2] - side) // 2, room[1] + (room[3] - side) // 2, side, side)
    page.add(Element(id_, "picture", how[-1], place, _printer(page, place, turned)))
    stack(
        page,
        said,
        [Say("how", how, theme.choose, need=9), Say("scratch", words.SCRATCH, theme.text, need=1)],
        theme.gap,
    )


def _printer(page: Page, rect: Rect, turned: bool) -> tuple[Shape, ...]:
    """A body open at the top; the paper leaves the roll below and comes out in front, or, to be turned, above."""
    colour, (x, y, s, _) = page.theme.colours, rect
    unit = s // 24
    body = Box((x + unit, y + 7 * unit, 20 * unit, 15 * unit), colour.line, colour.ink, unit, max(2, unit // 3))
    middle, centre = x + 9 * unit, y + 14 * unit
    ring = max(2, unit // 3)
    roll = (
        Disc(middle, centre, 6 * unit, colour.ink),
        Disc(middle, centre, 6 * unit - ring, colour.card),
        Disc(middle, centre, 2 * unit, colour.ink),
    )
    edge = centre - 6 * unit if turned else centre + 6 * unit - ring
    flat = Box((middle, edge, 10 * unit, ring), colour.ink)
    top = y + 2 * unit
    strip = Box((x + 19 * unit - unit // 2, top, 3 * unit, edge + ring - top), colour.card, colour.ink, 0, ring)
    lines = tuple(
        Box((x + 19 * unit, top + (1 + n) * unit, 2 * unit, ring), colour.line if turned else colour.ink)
        for n in range(3)
    )
    return (body, strip, *lines, flat, *roll)
