"""Drawn dots: only what changed is drawn, and the picture is the one that drawing all of it would give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.drawing.canvas import Canvas
from display.drawing.theme import Theme
from display.engine import pygame
from display.panels import NoScreen, SdlPanel
from display.touchscreen.layout import layout
from kiosk.core.dialog.view import View
from scripts.screenshots.views import HOME, RATE, THANKS, TICKET
from tests.display.views import ALL, CASES, shown

THEME = Theme.of(1280, 800, 217)
MOMENTS = [
    HOME,
    *(View(**{**vars(HOME), **change}) for change in (
        {"pressed": "service-B"}, {"clock": "08:16"}, {"priority": True}, {"ask_counter": 3}, {"training": True},
    )),
    RATE,
    View(**{**vars(RATE), "pressed": "level-1"}),
    THANKS,
    View(**{**vars(THANKS), "reasons": ("LATE", "OTHER")}),
    TICKET,
]  # fmt: skip


def picture(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")


@settings(max_examples=15)
@given(st.lists(st.sampled_from(range(len(MOMENTS))), min_size=1, max_size=5))
def test_drawing_the_change_gives_the_whole_picture(walk: list[int]) -> None:
    """After any walk through the screens the surface equals one that was drawn at once."""
    canvas = Canvas(THEME)
    for step in walk:
        canvas.draw(layout(MOMENTS[step], THEME))
    fresh = Canvas(THEME)
    fresh.draw(layout(MOMENTS[walk[-1]], THEME))
    assert picture(canvas.surface) == picture(fresh.surface)


def test_nothing_outside_the_returned_rectangles_changed() -> None:
    """A pressed card costs that card: all dots outside the rectangles that `draw` names are as before."""
    canvas = Canvas(THEME)
    canvas.draw(layout(HOME, THEME))
    before = canvas.surface.copy()
    rects = canvas.draw(layout(MOMENTS[1], THEME))
    card = next(t.rect for t in layout(HOME, THEME) if t.id == "service-B")
    assert [tuple(rect) for rect in rects] == [card]
    assert picture(before) != picture(canvas.surface)
    for surface in (before, canvas.surface):
        surface.fill("black", card)
    assert picture(before) == picture(canvas.surface)


def test_the_same_screen_again_draws_nothing() -> None:
    """No change, no rectangle."""
    canvas = Canvas(THEME)
    canvas.draw(layout(HOME, THEME))
    assert canvas.draw(layout(HOME, THEME)) == []


@pytest.mark.parametrize("name", ALL)
def test_every_screen_can_be_drawn_on_a_small_panel(name: str) -> None:
    """Drawing fails on no screen of a 7" panel, in no mode."""
    for _, _, large, contrast in (case for case in CASES if case[:2] == ("7 inch", name)):
        theme, _, elements = shown("7 inch", name, large, contrast)
        assert Canvas(theme).draw(elements) == [(0, 0, theme.width, theme.height)]


def test_a_window_shows_the_changed_rectangles(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `show` is given stands on SDL's own surface; dots outside it are left alone."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    panel = SdlPanel(64, 40)
    try:
        picture_ = pygame.Surface((64, 40), depth=32)
        picture_.fill("gold")
        panel.show(picture_, [(8, 8, 16, 16)])
        shown_ = pygame.display.get_surface()
        assert shown_ is not None
        assert (shown_.get_at((10, 10))[:3], shown_.get_at((40, 10))[:3]) == (picture_.get_at((0, 0))[:3], (0, 0, 0))
    finally:
        pygame.display.quit()


def test_a_window_that_cannot_be_opened_names_its_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """SDL's refusal comes as NoScreen, which says which option asked for it."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "no-such-driver")
    with pytest.raises(NoScreen, match=r"hardware\.screen"):
        SdlPanel(64, 40)
