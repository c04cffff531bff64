"""The home screen's controls and the names of services: in every mode where they were, and whole."""

from dataclasses import replace
from itertools import pairwise

import pytest

from display.drawing.elements import Line
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.layout import Element, layout
from kiosk.core.words.compounds import words_in
from scripts.screenshots.views import HOME, SENTENCE
from tests.display.test_thanks import SIZES

MODES = {"plain": (False, False), "large": (True, False), "dark": (False, True), "both": (True, True)}
SMALL = ("7 inch", "7 inch, upright")  # no room for large letters, and no switch for them
READ = [(panel, mode) for panel in SIZES for mode in MODES if panel not in SMALL or not MODES[mode][0]]
CONTROLS = ("rate", "priority", "large", "contrast")


def drawn(panel: str, mode: str, page: int = 0) -> dict[str, Element]:
    large, contrast = MODES[mode]
    view = replace(HOME, large=large, contrast=contrast, page=page)
    return {element.id: element for element in layout(view, Theme.of(*SIZES[panel], large, contrast))}


def has_middle_of(one: Element, other: Element) -> bool:
    (x, y, w, h), (left, top, wide, high) = one.rect, other.rect
    return x <= left + wide // 2 < x + w and y <= top + high // 2 < y + h


@pytest.mark.parametrize("letter", ["A", "C", "D"])
def test_one_stopped_service_takes_no_second_page_where_its_name_has_room_beside_the_note(letter: str) -> None:
    """The others' names need no room for a note that stands on one card alone."""
    stopped = tuple(replace(one, stopped=one.letter == letter) for one in HOME.services)
    shown = layout(replace(HOME, services=stopped), Theme.of(*SIZES["10.1 inch"]))
    assert len([one for one in shown if one.id.startswith("service-")]) == len(HOME.services)


@pytest.mark.parametrize("panel", SIZES)
@pytest.mark.parametrize("mode", ["large", "dark", "both"])
def test_a_control_keeps_its_place_in_every_mode(panel: str, mode: str) -> None:
    """No other one lies where it was; large letters can be put off wherever they can be put on."""
    plain, other = drawn(panel, "plain"), drawn(panel, mode)
    swapped = [(a, b) for a in CONTROLS for b in CONTROLS if a != b and a in plain and b in other]
    assert [(a, b) for a, b in swapped if has_middle_of(other[b], plain[a])] == []
    assert "large" not in plain or "large" in other


@pytest.mark.parametrize(("panel", "mode"), READ)
def test_every_services_whole_name_stands_on_its_card(panel: str, mode: str) -> None:
    """By the words that are drawn, over all pages, whatever the office calls it for short."""
    seen = dict[str, str]()
    for page in range(len(HOME.services)):
        for id_, element in drawn(panel, mode, page).items():
            if id_.startswith("service-"):
                seen[id_[-1]] = " ".join(shape.text for shape in element.shapes if isinstance(shape, Line))
    for service in HOME.services:
        missing = {word.strip(",") for word in service.name.split()} - {
            w.strip(",") for w in seen[service.letter].split()
        }
        assert missing <= {"–"}, (service.name, seen[service.letter])


@pytest.mark.parametrize(("panel", "mode"), READ)
def test_no_word_is_parted_on_a_card(panel: str, mode: str) -> None:
    for page in range(len(HOME.services)):
        for element in drawn(panel, mode, page).values():
            lines = [shape.text for shape in element.shapes if isinstance(shape, Line)]
            for one, two in pairwise(lines):
                last = [" ".join(word) for word in words_in(f"{one} {two}".split())]
                assert len(list(words_in(one.split()))) + len(list(words_in(two.split()))) == len(last), (one, two)


def test_what_is_so_of_every_service_is_said_once_over_the_cards() -> None:
    """In the morning, before the first officer is there: as many cards on the page as later. One service alone, or
    another sentence over the cards, has it on the card."""
    theme, closed = Theme.of(1280, 800, 217), tuple(replace(card, unopened=True) for card in HOME.services)
    usual, morning = layout(HOME, theme), layout(replace(HOME, services=closed), theme)
    said = next(element for element in morning if element.id == "notice")
    assert said.name == words.NOTICES["unopened"][0]
    assert cards(morning) == cards(usual) and not any("quầy" in name for name in cards(morning).values())
    others = (replace(HOME, services=(closed[0], *HOME.services[1:])), replace(HOME, services=closed, ask_counter=3))
    assert all("Chưa có quầy mở" in cards(layout(view, theme))["service-A"] for view in others)


def cards(elements: tuple[Element, ...]) -> dict[str, str]:
    return {element.id: element.name for element in elements if element.id.startswith("service-")}


@pytest.mark.parametrize(("panel", "mode"), [*READ, ("7 inch, upright", "large")])
def test_why_numbers_are_stopped_is_said_whole_in_every_mode_that_a_panel_has(panel: str, mode: str) -> None:
    """The supervisor's sentence on the closed screen: in smaller letters before not at all."""
    large, contrast = MODES[mode]
    view = replace(HOME, screen="closed", opens=SENTENCE, halted=True, large=large, contrast=contrast)
    said = {element.id: element for element in layout(view, Theme.of(*SIZES[panel], large, contrast))}["said"]
    assert " ".join(shape.text for shape in said.shapes if isinstance(shape, Line)) == SENTENCE
