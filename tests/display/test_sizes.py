"""Every size that a monitor may have, lying and upright: each screen is whole on it."""

from dataclasses import replace
from itertools import combinations

import pytest

from display.drawing.elements import Element
from display.drawing.theme import Theme, width_mm
from display.panels import Fit
from display.touchscreen.layout import layout
from kiosk.config.options import Kiosk
from kiosk.devices.fitting import at, fitted
from tests.display.test_rules import extent, lines, meet, within
from tests.display.views import ALL

LYING = [(640, 480), (720, 480), (720, 576), (800, 480), (800, 600), (1024, 600), (1024, 768), (1280, 720), (1280, 768)]
LYING += [(1280, 800), (1280, 1024), (1360, 768), (1366, 768), (1400, 1050), (1440, 900), (1600, 900), (1600, 1200)]
LYING += [(1680, 1050), (1920, 1080), (1920, 1200)]
SIZES = [*LYING, *(size[::-1] for size in LYING)]
TOLD = ((0, 0), (350, 200), (1210, 680))  # millimetres: nothing, a middling one, a television


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_is_whole_on_every_monitor(size: tuple[int, int]) -> None:
    """Whatever millimetres it tells: nothing is outside, cut or over something else, in both sizes of letters."""
    for told in TOLD:
        kiosk = fitted(Kiosk(width=1, height=1), Fit(size, told))
        for name, view in ALL.items():
            for large in (False, True)[: 1 if name.startswith(("doctor", "mistakes")) else 2]:
                theme = Theme.of(kiosk.width, kiosk.height, kiosk.screen_mm, large)
                mark = view.mark and at(view.mark, (1280, 800), size)
                assert wrong(layout(replace(view, large=large, mark=mark), theme), size) == [], (name, large, told)


def wrong(elements: tuple[Element, ...], size: tuple[int, int]) -> list[object]:
    """What lies outside the screen or over something else, and what does not fit into its place."""
    placed = [one for one in elements if one.id != "header"]
    outside = [one.id for one in elements if not within(one.rect, (0, 0, *size)) or min(one.rect[2:]) <= 0]
    over = [(a.id, b.id) for a, b in combinations(placed, 2) if meet(a.rect, b.rect)]
    cut = [(one.id, line.text) for one in elements for line in lines(one) if not within(extent(line), one.rect)]
    return [*outside, *over, *cut]


def test_a_panel_as_the_settings_have_it_keeps_their_millimetres() -> None:
    """The technician measured it; what the monitor tells counts for any other size."""
    kiosk = Kiosk(width=1920, height=1080, screen_mm=476)
    assert fitted(kiosk, Fit((1920, 1080), (160, 90))) == kiosk
    assert fitted(kiosk, Fit((1280, 800), (300, 190))).screen_mm == 300
    for nonsense, taken in (((0, 0), 217), ((16, 9), 217), ((108, 65), 217), ((60_000, 3), 434)):
        assert fitted(kiosk, Fit((1280, 800), nonsense)).screen_mm == taken
    assert width_mm(1280, 800) == 217


@pytest.mark.parametrize("size", SIZES)
def test_every_dot_of_the_settings_has_its_place_on_the_panel(size: tuple[int, int]) -> None:
    """The corners are corners, and nothing is outside."""
    asked = (1280, 800)
    assert at((0, 0), asked, size) == (0, 0)
    x, y = at((1279, 799), asked, size)
    assert size[0] - 4 < x < size[0] and size[1] - 6 < y < size[1]
    assert at(at((640, 400), asked, size), size, asked) in {(a, b) for a in range(636, 642) for b in range(396, 402)}
