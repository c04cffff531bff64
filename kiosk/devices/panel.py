"""The kiosk's panel, looked for again when it is not there: a monitor may be switched on later than the kiosk.

Without it the kiosk serves on by its buttons. A panel that comes is given the whole picture.
"""

import sys
from collections.abc import Callable, Sequence

from display.drawing.elements import Rect
from display.engine import pygame
from display.panels import Panel
from drivers import ports
from drivers.reopen import Reopened
from drivers.supervised import attempt

RETRY_MS = 3000


class FoundPanel:
    """A panel of `open_panel`, which raises (NoScreen, Missing) while there is none."""

    def __init__(self, open_panel: Callable[[], Panel], post: ports.Post) -> None:
        self._post = post
        self._panel = Reopened("screen", open_panel, self._news, (RETRY_MS,), self._show_whole, _close)
        self._surface: pygame.Surface | None = None
        self.ms_until_due, self.poll = self._panel.ms_until_due, self._panel.poll

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        self._surface = surface
        panel = self._panel.device
        if panel is not None:
            attempt(lambda: panel.show(surface, rects), self._panel.lost)

    def _show_whole(self, panel: Panel) -> None:
        if self._surface is not None:
            panel.show(self._surface, [(0, 0, *self._surface.get_size())])

    def _news(self, said: ports.Input) -> None:
        """In the log too: who looks for a dark screen's reason does not find it on the screen."""
        if isinstance(said, ports.DeviceFailed):
            print(said.why, file=sys.stderr, flush=True)
        self._post(said)


def _close(panel: Panel | None) -> None:
    """Else its card would be ours for good: looked for every three seconds, that is twenty descriptors a minute."""
    if panel is not None:
        panel.close()
