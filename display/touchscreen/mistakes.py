"""The settings file cannot be used: every mistake by its line, for whoever stands there with the card in hand.

As many mistakes as fit, in the order of the file; the title says how many there are in all. What can be done about them
here stands below as cards (kiosk/recovery/repairs.py); else the file is mended elsewhere.
"""

from display.touchscreen import words
from display.touchscreen.doctor import answers
from display.touchscreen.parts import EXTRA, Page, Say, stack

_NEED = 1000  # of the first mistake; the last ones go first where the room is short


def mistakes(page: Page) -> None:
    view, theme = page.view, page.theme
    said = [Say(f"mistake-{n}", (line,), theme.text, "Regular", _NEED - n) for n, line in enumerate(view.mistakes)]
    head = Say("head", words.mistakes(len(view.mistakes)), theme.title, "Bold", _NEED + 2)
    elsewhere = Say("do", words.MEND, theme.choose, need=_NEED + 1)
    if view.answers:
        _cards(page)
        elsewhere = Say("do", words.MEND_ELSE, theme.text, need=EXTRA)
    stack(page, page.area, [head, *said, elsewhere], theme.gap // 2)


def _cards(page: Page) -> None:
    """At the foot of what is free, beside each other where it is wide."""
    theme, (x, y, w, h) = page.theme, page.area
    rows = 1 if w > h else len(page.view.answers)
    deep = rows * theme.touch + (rows - 1) * theme.gap
    answers(page, (x, y + h - deep, w, deep), rows)
    page.area = (x, y, w, h - deep - theme.gap)
