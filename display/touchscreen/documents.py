"""One procedure: what to bring, how long it takes, what it costs; a number for it, and the list on paper.

The papers are text to read and not to choose: they stand in the least letters, each whole, over as many pages as it
takes; what belongs together is parted only where no page can hold it. A name that is too long for a title is cut there
and stands whole over the papers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from display.drawing.elements import Element, Rect, Style, block, text
from display.drawing.text import leading, tall, wrap
from display.touchscreen import words
from display.touchscreen.button_column import BACK, Choice, add_buttons, place_buttons, turning
from display.touchscreen.list import headed, packed
from display.touchscreen.parts import Page, fitted
from kiosk.core.dialog.view import View
from kiosk.core.office.procedures import Procedure, limit_words


@dataclass(frozen=True)
class Paragraph:
    """A text that stands together. `weight` of its letters."""

    id: str
    words: str
    weight: str = "Regular"


def documents(page: Page) -> None:
    """The name over its papers; the buttons beside them."""
    procedure = page.view.procedure
    if procedure is None:  # nothing was chosen: only the way back
        add_buttons(page, (BACK,), place_buttons(page, (BACK,)))
        return
    places = place_buttons(page, _slots(page.view, procedure))
    body = [*_named(page, procedure), *_said(page, procedure)]
    at, pages = _read(page, body)
    _put(page, procedure, places, turning(at, pages)[0])


def _slots(view: View, procedure: Procedure) -> tuple[Choice, ...]:
    """Everything that may stand beside the text."""
    number = (Choice(f"service-{procedure.service}", words.take(procedure.service), True),) if view.may_take else ()
    return (*number, Choice("print", words.PRINT_LIST), Choice("more", words.turn_to(99, 99)), BACK)


def _put(page: Page, procedure: Procedure, places: list[Rect], more: Choice | None) -> None:
    *number, printed, _, _ = _slots(page.view, procedure)
    comes = page.view.notice == "list-comes"
    may_print = page.view.may_print and not comes
    add_buttons(page, (*number, printed if may_print else None, more, BACK), places)
    if comes:
        page.add(_coming(page, places[-3]))


def _coming(page: Page, rect: Rect) -> Element:
    """In the button's place, so that nobody presses again."""
    said = fitted(page.theme, words.LIST_COMES, rect)
    lines = block(said, rect, Style(page.theme.text, "SemiBold", page.theme.colours.ink))
    return Element("list-comes", "text", said, rect, lines)


def _named(page: Page, procedure: Procedure) -> Iterator[Paragraph]:
    """The title; where it could not be whole, the name once more."""
    if not headed(page, procedure.name):
        yield Paragraph("name", procedure.name, "SemiBold")


def _said(page: Page, procedure: Procedure) -> Iterator[Paragraph]:
    """The papers, numbered as on paper, and the facts."""
    for number, document in enumerate(procedure.documents, 1):
        yield Paragraph(f"document-{number}", f"{number}. {document}")
    for id_, said in words.facts(limit_words(procedure.days), procedure.fee, page.view.hotline):
        yield Paragraph(id_, said, "SemiBold")


def _read(page: Page, body: list[Paragraph]) -> tuple[int, int]:
    """Adds this page of the text; which page it is, of how many."""
    theme, (x, y, w, h) = page.theme, page.area
    step, air = leading(theme.text), theme.gap // 2
    parts = [part for whole in body for part in _parted(whole, theme.text, w, max(1, h // step))]
    highs = tuple(tall(part.words, part.weight, theme.text, w) for part in parts)
    pages = packed(highs, air, h, len(parts))
    at = page.view.page % len(pages)
    for part, high in zip(parts[pages[at].start : pages[at].stop], highs[pages[at].start :], strict=False):
        page.add(text(part.id, part.words, (x, y, w, high), Style(theme.text, part.weight, theme.colours.ink), "left"))
        y += high + air
    return at, len(pages)


def _parted(whole: Paragraph, size: int, room: int, lines: int) -> Iterator[Paragraph]:
    """As it is where a page of so many lines holds it, else in pieces of a page."""
    wrapped = wrap(whole.words, whole.weight, size, room)
    for n, start in enumerate(range(0, len(wrapped), lines)):
        words_ = " ".join(wrapped[start : start + lines])
        yield Paragraph(f"{whole.id}-{n + 1}" if n else whole.id, words_, whole.weight)
