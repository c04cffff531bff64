"""The thanks: which answer was taken, and reasons that nobody names by a second tap."""

from collections.abc import Iterator
from dataclasses import replace
from math import degrees

import pytest

from display.drawing.elements import Line
from display.drawing.theme import Theme
from display.touchscreen import words
from display.touchscreen.layout import Element, layout
from kiosk.core.office import scales
from scripts.screenshots.views import RATE, THANKS
from tests.display.test_rules import meet
from tests.display.test_screens import ids
from tests.display.views import PANELS

SIZES = {  # dots and millimetres: those that are sold, lying and upright
    **PANELS,
    "7 inch, upright": (600, 1024, 90),
    "10.1 inch, coarse, upright": (600, 1024, 131),
    "15.6 inch, upright": (1080, 1920, 194),
    "21.5 inch, upright": (1080, 1920, 268),
}


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("large", [False, True])
def test_after_every_level_the_same_can_be_touched_at_the_same_places(panel: str, large: bool) -> None:
    """In letters of the same size: whoever presses wrongly and whoever asks back finds everything where it was."""
    theme = Theme.of(*PANELS[panel], large)

    def outline(level: int) -> list[tuple[str, object, set[int]]]:
        elements = layout(replace(THANKS, level=level, reasons=()), theme)
        return [(t.id, t.rect, {p.size for p in t.shapes if isinstance(p, Line)}) for t in elements if t.touch]

    assert outline(1) == outline(2) == outline(3) == outline(4)


@pytest.mark.parametrize("panel", SIZES)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_thanks_say_which_answer_was_taken(panel: str, large: bool, level: int) -> None:
    """By its word, and by its face wherever the other words leave room for it."""
    theme = Theme.of(*SIZES[panel], large)
    elements = {t.id: t for t in layout(replace(THANKS, level=level, reasons=()), theme)}
    assert words.LEVELS[level] in (elements["rated"].name if "rated" in elements else elements["title"].name)
    assert "face" in elements or large or SIZES[panel][2] < 200


@pytest.mark.parametrize("panel", SIZES)
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_answer_is_seen_from_three_metres(panel: str, level: int) -> None:
    """The face is 20 minutes of arc and more wherever it stands; its word 10 where that leaves the face its room, and
    never under the 5 of the least letters."""
    wide, _, mm = SIZES[panel]
    elements = {
        t.id: t for t in layout(replace(THANKS, level=level, counter=0, may_correct=False), Theme.of(*SIZES[panel]))
    }
    minutes = 60 * degrees(1 / 3000) * mm / wide  # of one dot
    if "face" in elements:
        assert elements["face"].rect[2] * minutes >= 20
    said = [shape for shape in elements["rated"].shapes if isinstance(shape, Line)]
    least = 10 if panel in ("10.1 inch", "10.1 inch, coarse", "21.5 inch, upright") else 5
    assert said[0].size * 0.74 * minutes >= least


def test_reasons_are_those_of_the_record() -> None:
    """Each code of the set in force has a wording for both signs, in the set's own order."""
    assert tuple(words.REASONS) == scales.REASONS.codes
    assert all(len(set(both)) == 2 or code == "OTHER" for code, both in words.REASONS.items())


def faces(theme: Theme) -> list[Element]:
    """Of levels 2 and 1, whatever else stands on the screen of rating."""
    asked = (replace(RATE, counter=n, may_decline=may, large=theme.large) for n in (0, 3, 12) for may in (True, False))
    return [t for view in asked for t in layout(view, theme) if t.id in ("level-1", "level-2")]


def thanked(theme: Theme) -> Iterator[tuple[int, tuple[Element, ...]]]:
    """Every page of every screen of thanks."""
    for counter, wrong in ((3, True), (3, False), (0, False)):
        view = replace(THANKS, counter=counter, may_correct=wrong, large=theme.large)
        yield from ((page, layout(replace(view, page=page), theme)) for page in range(8))


@pytest.mark.parametrize("panel", SIZES)
@pytest.mark.parametrize(("large", "contrast"), [(False, False), (True, False), (False, True), (True, True)])
def test_no_reason_lies_where_an_unhappy_face_lay(panel: str, large: bool, contrast: bool) -> None:
    """On every panel, in every mode, on every page: a finger that comes down again finds no reason there."""
    theme = Theme.of(*SIZES[panel], large, contrast)
    unhappy = faces(theme)
    reasons = [t for _, elements in thanked(theme) for t in elements if t.id.startswith("reason-")]
    assert unhappy and [(t.id, face.id) for t in reasons for face in unhappy if meet(t.rect, face.rect)] == []


@pytest.mark.parametrize("panel", SIZES)
@pytest.mark.parametrize("large", [False, True])
def test_the_thanks_are_said_and_every_reason_has_a_page(panel: str, large: bool) -> None:
    """All eight, or none where no row has its room; either way the thanks stand there, and the way to end."""
    theme = Theme.of(*SIZES[panel], large)
    seen = {page: ids(elements) for page, elements in thanked(theme)}
    reasons = {id_ for on_page in seen.values() for id_ in on_page if id_.startswith("reason-")}
    assert len(reasons) in (0, len(words.REASONS)) and (reasons or SIZES[panel][2] < 160)
    said = [{t.name for t in elements} & {*words.THANKS} for _, elements in thanked(theme)]
    assert all(said) and all("done" in on_page for on_page in seen.values())


@pytest.mark.parametrize("panel", ["10.1 inch", "10.1 inch, coarse", "15.6 inch", "21.5 inch"])
def test_on_a_large_panel_nothing_at_all_can_be_touched_where_an_unhappy_face_lay(panel: str) -> None:
    """There stand the thanks."""
    theme = Theme.of(*SIZES[panel])
    there = [t.id for _, page in thanked(theme) for t in page for f in faces(theme) if t.touch and meet(t.rect, f.rect)]
    assert there == []
