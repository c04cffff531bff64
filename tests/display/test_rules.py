"""The rules of docs/look.md, held on every screen, panel and mode: nothing overlaps, is cut, too small or too pale."""

from collections.abc import Callable
from itertools import combinations, groupby

import pytest

from display.drawing.elements import Box, Disc, Element, Line
from display.drawing.text import leading, width
from display.drawing.theme import CONTRAST, contrast
from tests.display.views import CASES, PANELS, shown

CAPITAL = 0.74  # the font's own: height of an H over the type size
Case = tuple[str, str, bool, bool]
Rect = tuple[int, int, int, int]


def _at(case: Case) -> str:
    return f"{case[0]}{'-large' * case[2]}{'-contrast' * case[3]}"


AT = {at: list(cases) for at, cases in groupby(sorted(CASES, key=_at), key=_at)}


def each(rule: Callable[[Case], None]) -> Callable[[str], None]:
    """The rule on every screen, a test for each panel and mode: thousands of tests would take longer to count than to
    hold. The screen that breaks it is named."""

    def held(at: str) -> None:
        for case in AT[at]:
            try:
                rule(case)
            except AssertionError as error:
                error.add_note(f"on {case}")
                raise

    held.__name__, held.__doc__ = rule.__name__, rule.__doc__
    return pytest.mark.parametrize("at", AT)(held)


def extent(line: Line) -> Rect:
    """The place that a line takes."""
    w = width(line.text, line.weight, line.size)
    x = {"left": line.x, "middle": line.x - w // 2, "right": line.x - w}[line.anchor]
    return (x, line.top, w, leading(line.size))


def within(inner: Rect, outer: Rect) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[0] + inner[2] <= outer[0] + outer[2]
        and inner[1] + inner[3] <= outer[1] + outer[3]
    )


def meet(a: Rect, b: Rect) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def lines(element: Element) -> list[Line]:
    return [shape for shape in element.shapes if isinstance(shape, Line)]


@each
def test_no_two_things_overlap(case: Case) -> None:
    """Nothing lies over anything else; only the header's band lies under what stands in it."""
    _, _, elements = shown(*case)
    placed = [element for element in elements if element.id != "header"]
    band = next(element for element in elements if element.id == "header").rect
    over = [(a.id, b.id) for a, b in combinations(placed, 2) if meet(a.rect, b.rect)]
    halfway = [element.id for element in placed if meet(element.rect, band) and not within(element.rect, band)]
    assert over == [] and halfway == []


@each
def test_everything_is_on_the_screen_and_no_word_is_cut(case: Case) -> None:
    """Each thing lies within the screen, each line within its thing, no line on another."""
    theme, _, elements = shown(*case)
    screen = (0, 0, theme.width, theme.height)
    assert [t.id for t in elements if not within(t.rect, screen) or min(t.rect[2:]) <= 0] == []
    assert [(t.id, line.text) for t in elements for line in lines(t) if not within(extent(line), t.rect)] == []
    assert [
        (t.id, a.text, b.text) for t in elements for a, b in combinations(lines(t), 2) if meet(extent(a), extent(b))
    ] == []


@each
def test_fingers_find_what_they_aim_at(case: Case) -> None:
    """Nothing to touch is under 20 mm; cards to choose from on a 10.1" panel and above not under 30 mm; at most six."""
    theme, _, elements = shown(*case)
    dot = theme.width / PANELS[case[0]][2]
    ten_inch = min(theme.width, theme.height) / dot >= 120
    small = [t.id for t in elements if t.touch and min(t.rect[2:]) < 20 * dot - 0.01]
    cards = [t for t in elements if t.id.startswith(("service-", "level-", "field-", "procedure-"))]
    assert small == []
    assert not ten_inch or [t.id for t in cards if min(t.rect[2:]) < 30 * dot - 0.01] == []
    assert len([t for t in elements if t.id.startswith(("service-", "field-", "procedure-"))]) <= 6


@each
def test_letters_are_large_enough(case: Case) -> None:
    """No capital under 4.8 mm; what one needs in order to choose 6.4; in the large mode 8.5, and nothing under 6.4."""
    theme, _, elements = shown(*case)
    dot, large = theme.width / PANELS[case[0]][2], case[2]
    least, choose = (6.4, 8.5) if large else (4.8, 6.4)
    sizes = {(t.id, line.text): line.size * CAPITAL / dot for t in elements for line in lines(t)}
    assert {at: mm for at, mm in sizes.items() if mm < least - 0.06} == {}
    chosen = ("service-", "level-", "reason-", "counter-", "field-", "procedure-")
    largest = {t.id: max(line.size * CAPITAL / dot for line in lines(t)) for t in elements if t.touch and lines(t)}
    assert {i: mm for i, mm in largest.items() if i.startswith(chosen) and mm < choose - 0.06} == {}


@each
def test_every_word_stands_out(case: Case) -> None:
    """Each word's contrast on what lies under it is at least 10:1, in the high-contrast theme 20:1."""
    theme, _, elements = shown(*case)
    least = 20 if theme.colours is CONTRAST else 10
    pale, seen = [], list[Box | Disc]()
    for element in elements:
        for shape in element.shapes:
            if isinstance(shape, (Box, Disc)):
                seen.append(shape)
            elif isinstance(shape, Line):
                ground = ground_of(shape, seen) or theme.colours.paper
                if contrast(shape.colour, ground) < least:
                    pale.append((element.id, shape.text, contrast(shape.colour, ground)))
    assert pale == []


def ground_of(line: Line, seen: list[Box | Disc]) -> tuple[int, int, int] | None:
    x, y, w, h = extent(line)
    middle = (x + w // 2, y + h // 2, 1, 1)
    for shape in reversed(seen):
        if isinstance(shape, Box) and within(middle, shape.rect):
            return shape.fill
        if isinstance(shape, Disc) and abs(middle[0] - shape.x) + abs(middle[1] - shape.y) < shape.radius:
            return shape.colour
    return None


@each
def test_every_screen_has_its_header(case: Case) -> None:
    """The time stands on every screen, and the mark of a trial while there is one."""
    _, view, elements = shown(*case)
    names = {element.name for element in elements}
    assert view.clock in names
    assert not view.training or any("chạy thử" in name.lower() for name in names)
