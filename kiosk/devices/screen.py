"""The screen as the app uses it: a view goes in, what changed is drawn and shown, a finger's place becomes a name."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from display.drawing.canvas import Canvas
from display.drawing.theme import Theme
from display.engine import pygame
from display.touchscreen.address import OFFICE
from display.touchscreen.layout import Element, as_data, hit, layout
from kiosk.config.options import Kiosk
from kiosk.core.dialog.view import View
from kiosk.devices.panel import FoundPanel


class Screen:
    """Keeps the last view, and draws only when the next one differs."""

    def __init__(self, panel: FoundPanel, kiosk: Kiosk, address: Callable[[], str] = lambda: "") -> None:
        """`address`: where the kiosk is found now, asked for the screens that say so."""
        self.poll, self.ms_until_due, self._address = panel.poll, panel.ms_until_due, address
        self.panel, self._kiosk = panel, kiosk
        self._canvas = Canvas(self._theme(False, False))
        self._view: View | None = None
        self._elements: tuple[Element, ...] = ()
        self.drawn = 0
        self.on_drawn: Callable[[int], None] = lambda count: None

    def _theme(self, large: bool, contrast: bool) -> Theme:
        return Theme.of(self._kiosk.width, self._kiosk.height, self._kiosk.screen_mm, large, contrast)

    def show(self, view: View) -> bool:
        """True when something was drawn."""
        if view.screen in OFFICE:
            view = replace(view, address=self._address())
        if view == self._view:
            return False
        if self._view is None or (view.large, view.contrast) != (self._view.large, self._view.contrast):
            self._canvas = Canvas(self._theme(view.large, view.contrast))
        self._view, self._elements = view, layout(view, self._canvas.theme)
        self.panel.show(self._canvas.surface, self._canvas.draw(self._elements))
        self.drawn += 1
        self.on_drawn(self.drawn)
        return True

    def hit(self, x: int, y: int) -> str:
        """The id of what is touched there, "" for nothing."""
        return hit(self._elements, x, y)

    def data(self) -> dict[str, Any]:
        """What `GET /cabinet/screen` answers (docs/contract.md)."""
        assert self._view is not None
        return as_data(self._view, self._elements, (self._kiosk.width, self._kiosk.height))

    def picture(self) -> tuple[int, int, bytes]:
        surface = self._canvas.surface
        return (*surface.get_size(), pygame.image.tobytes(surface, "RGB"))
