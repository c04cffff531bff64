"""Every citizen's screen at the sizes that are sold, in the three modes, by what stands on it: no pixel is drawn.

What is cut, too small or over something else is held by test_rules.py on its panels; here stand what people miss first:
a service's whole name, a control where it was, a word that is not parted, room for a finger.
"""

from dataclasses import replace
from itertools import pairwise

import pytest

from display.drawing.elements import Line
from display.drawing.text import width
from display.drawing.theme import Theme
from display.touchscreen.layout import Element, layout
from kiosk.core.words.compounds import words_in
from scripts.screenshots.views import HOME, SENTENCE, VIEWS
from tests.display.test_sizes import wrong

PANELS = {  # dots, and the width that is seen
    "1920x1080, 21.5 inch": (1920, 1080, 476),
    "1280x800, 10.1 inch": (1280, 800, 217),
    "1024x600, 10.1 inch": (1024, 600, 223),
    "800x480, 7 inch": (800, 480, 154),
    "1080x1920, 21.5 inch": (1080, 1920, 268),
    "600x1024, 10.1 inch": (600, 1024, 131),
}
MODES = {"normal": (False, False), "dark": (False, True), "large": (True, False)}
OFFICES = ("doctor", "mistakes", "refill", "turn-roll", "paper-check")  # who sees these is no citizen
CITIZENS = {name: view for name, view in VIEWS.items() if not name.startswith(OFFICES) and not view.address}
LEAST_TOUCH_MM = 15
CONTROLS = ("rate", "priority", "large", "contrast")
SMALL = "800x480, 7 inch"  # no room for large letters, and no switch for them
AT = [(panel, mode) for panel in PANELS for mode in MODES if (panel, mode) != (SMALL, "large")]


def drawn(panel: str, mode: str, name: str, page: int | None = None) -> tuple[Element, ...]:
    large, dark = MODES[mode]
    view = replace(CITIZENS[name], large=large, contrast=dark)
    view = view if page is None else replace(view, page=page)
    return layout(view, Theme.of(*PANELS[panel], large, dark))


def lines(element: Element) -> list[str]:
    return [shape.text for shape in element.shapes if isinstance(shape, Line)]


def too_wide(element: Element, line: Line, words: list[str]) -> bool:
    """For one line of its place: the element, or what a face or a letter at the left leaves of it."""
    x, _, w, _ = element.rect
    room = x + w - line.x if line.anchor == "left" else w
    return max(width(word, line.weight, line.size) for word in words) > room * 9 // 10


@pytest.mark.parametrize(("panel", "mode"), AT)
def test_nothing_is_cut_or_hidden_and_a_finger_has_its_room(panel: str, mode: str) -> None:
    """On no screen, on no panel, in no mode."""
    dot = PANELS[panel][0] / PANELS[panel][2]
    for name in CITIZENS:
        elements = drawn(panel, mode, name)
        assert wrong(elements, PANELS[panel][:2]) == [], name
        small = [one.id for one in elements if one.touch and min(one.rect[2:]) < LEAST_TOUCH_MM * dot]
        assert small == [], name


@pytest.mark.parametrize(("panel", "mode"), AT)
def test_no_word_is_parted_at_the_end_of_a_line(panel: str, mode: str) -> None:
    """On any screen, as far as the word has room on a line of its own."""
    for name in CITIZENS:
        for element in drawn(panel, mode, name):
            for one, two in pairwise(shape for shape in element.shapes if isinstance(shape, Line)):
                apart = len([*words_in(one.text.split())]) + len([*words_in(two.text.split())])
                whole = [" ".join(word) for word in words_in(f"{one.text} {two.text}".split())]
                assert apart == len(whole) or too_wide(element, one, whole), (name, one.text, two.text)


@pytest.mark.parametrize(("panel", "mode"), AT)
def test_every_services_whole_name_stands_on_its_card_whatever_else_is_said_there(panel: str, mode: str) -> None:
    """How few are left, that it is stopped, that no counter is open: the name goes before all of it."""
    for name in ("home", "home-few", "home-stopped", "home-told", "home-ask", "home-no-slip"):
        seen = dict[str, str]()
        for page in range(len(HOME.services)):
            cards = [one for one in drawn(panel, mode, name, page) if one.id.startswith("service-")]
            seen |= {card.id[-1]: " ".join(lines(card)) for card in cards}
        for service in HOME.services:
            missing = {*service.name.replace(",", "").split()} - {*seen[service.letter].replace(",", "").split()}
            assert missing <= {"–"}, (name, service.name, seen[service.letter])


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", ["home", "home-few", "home-ask", "home-stopped"])
def test_a_control_stays_where_it_was_in_every_mode(panel: str, name: str) -> None:
    """No other one comes to lie where it was, and what can be put on can be put off."""
    plain = {one.id: one for one in drawn(panel, "normal", name) if one.id in CONTROLS}
    for mode in ("dark", "large"):
        other = {one.id: one for one in drawn(panel, mode, name) if one.id in CONTROLS}
        assert plain.keys() <= other.keys(), (mode, plain.keys() - other.keys())
        order = sorted(plain, key=lambda id_: (plain[id_].rect[1], plain[id_].rect[0]))
        assert order == sorted(plain, key=lambda id_: (other[id_].rect[1], other[id_].rect[0])), mode


@pytest.mark.parametrize(("panel", "mode"), AT)
def test_the_supervisors_sentence_is_whole(panel: str, mode: str) -> None:
    """Why numbers are stopped, or what everybody is told: every word, on home and closed, over cards that stay."""
    for name in ("home-stopped", "home-told", "closed-stopped"):
        said = " ".join(" ".join(lines(one)) for one in drawn(panel, mode, name) if one.id in ("notice", "said"))
        assert said == SENTENCE, name
        assert name.startswith("closed") or any(one.id == "service-A" for one in drawn(panel, mode, name))


@pytest.mark.parametrize(("panel", "mode"), AT)
def test_a_number_of_priority_says_so(panel: str, mode: str) -> None:
    """On its screen, over the number; no other number does."""
    assert [one.name for one in drawn(panel, mode, "ticket-prior") if "ƯU TIÊN" in one.name]
    assert not [one.name for one in drawn(panel, mode, "ticket") if "ƯU TIÊN" in one.name]
