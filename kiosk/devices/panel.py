"""The kiosk's panel, looked for again when it is not there: a monitor may be switched on later than the kiosk.

Without it the kiosk serves on by its buttons; that it is missing and that it is back is news (DeviceFailed,
DeviceBack), told once. A panel that comes is given the whole picture.
"""

import sys
from collections.abc import Callable, Sequence

import pygame

from display.drawing.elements import Rect
from display.panels import Panel
from drivers import ports

AGAIN = 3000  # ms between two looks for a missing panel


class FoundPanel:
    """A panel of `open_panel`, which raises OSError (NoScreen, Missing) while there is none."""

    def __init__(self, open_panel: Callable[[], Panel], post: ports.Post) -> None:
        self._open, self._post = open_panel, post
        self._panel: Panel | None = None
        self._surface: pygame.Surface | None = None
        self._failed, self._look_at = False, 0

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        self._surface = surface
        if self._panel is not None:
            try:
                self._panel.show(surface, rects)
            except OSError as error:
                self._lost(error)

    def due(self, mono: int) -> int | None:
        """Milliseconds until the next look; None while the panel is there."""
        return None if self._panel else max(0, self._look_at - mono)

    def look(self, mono: int) -> None:
        if self.due(mono) != 0:
            return
        self._look_at = mono + AGAIN
        try:
            self._panel = self._open()
            if self._surface is not None:
                self._panel.show(self._surface, [(0, 0, *self._surface.get_size())])
        except OSError as error:
            self._lost(error)
            return
        self._back()

    def _lost(self, error: OSError) -> None:
        self._panel = None
        if not self._failed:
            self._failed = True
            print(error, file=sys.stderr, flush=True)
            self._post(ports.DeviceFailed("screen", str(error)[:200]))

    def _back(self) -> None:
        if self._failed:
            self._failed = False
            self._post(ports.DeviceBack("screen"))
