"""The settings file cannot be used: every mistake by its line, for whoever stands there with the card in hand.

As many mistakes as fit, in the order of the file; the title says how many there are in all. Nothing is touched here.
"""

from display import words
from display.screen_parts import Page, Say, stack

_NEED = 1000  # of the first mistake; the last ones go first where the room is short


def mistakes(page: Page) -> None:
    view, theme = page.view, page.theme
    said = [Say(f"mistake-{n}", (line,), theme.text, "Regular", _NEED - n) for n, line in enumerate(view.mistakes)]
    head = Say("head", words.mistakes(len(view.mistakes)), theme.title, "Bold", _NEED + 2)
    stack(page, page.area, [head, *said, Say("do", words.MEND, theme.choose, need=_NEED + 1)], theme.gap // 2)
