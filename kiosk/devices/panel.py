"""The kiosk's panel, looked for again when it is not there: a monitor may be switched on later than the kiosk.

Without it the kiosk serves on by its buttons. A panel that comes is given the whole picture. Another one may hang there
at any time: every two seconds it is looked whether that is so (what that costs: drivers/drm/screen.py), and what hangs
there then gets a picture of its own size.
"""

import sys
from collections.abc import Callable, Sequence

from display.drawing.elements import Rect
from display.engine import pygame
from display.panels import Fit, Panel
from drivers import ports
from drivers.reopen import MAX_WHY, Reopened
from drivers.supervised import attempt

RETRY_MS = 3000
LOOK_MS = 2000


class FoundPanel:
    """A panel of `open_panel`, which raises (NoScreen, Missing) while there is none.

    `on_fit` gets each panel's fit before its first picture, and draws that by `keep`.
    """

    def __init__(self, open_panel: Callable[[], Panel], post: ports.Post) -> None:
        self._post, self._look_at, self._told = post, 0, ""
        self._panel = Reopened("screen", open_panel, self._news, (RETRY_MS,), self._begin, _close)
        self._surface: pygame.Surface | None = None
        self.on_fit: Callable[[Fit], None] = lambda fit: None

    @property
    def fit(self) -> Fit | None:
        """Of the panel that is there; None: there is none, or it takes every picture."""
        return self._panel.device.fit if self._panel.device else None

    @property
    def there(self) -> bool:
        return self._panel.device is not None

    def ms_until_due(self, mono: int) -> int | None:
        """Milliseconds until the next look; None: nothing to look for."""
        if self._panel.device is not None and self._panel.device.fit is not None:
            return max(0, self._look_at - mono)
        return self._panel.ms_until_due(mono)

    def poll(self, mono: int) -> None:
        self._panel.poll(mono)
        panel = self._panel.device
        if panel is not None and self.ms_until_due(mono) == 0:
            self._look_at = mono + LOOK_MS
            attempt(lambda: self._look(panel), self._panel.lost)

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        self._surface = surface
        panel = self._panel.device
        if panel is not None:
            attempt(lambda: panel.show(surface, rects), self._panel.lost)

    def keep(self, surface: pygame.Surface) -> None:
        """What is to be shown from now on; whole, by who is about to."""
        self._surface = surface

    def _look(self, panel: Panel) -> None:
        if panel.refitted():
            self._begin(panel)

    def _begin(self, panel: Panel) -> None:
        """The whole picture, of this panel's size; and what panel it is, where that is news."""
        if panel.fit is not None:
            self.on_fit(panel.fit)
        if self._surface is not None:
            panel.show(self._surface, [(0, 0, *self._surface.get_size())])
        if panel.fit is not None:
            self._tell(panel.fit)

    def _tell(self, fit: Fit) -> None:
        """At a start nothing is said of a panel as the settings have it; afterwards each other one is news. That one
        came back is told by who looked for it."""
        if not self._panel.failed and fit.said != self._told and (self._told or fit.unlike):
            self._news(ports.DeviceBack("screen"))
        self._told = fit.said

    def _news(self, said: ports.Input) -> None:
        """In the log too: who looks for a dark screen's reason does not find it on the screen."""
        if isinstance(said, ports.DeviceBack) and self.fit is not None:
            said = ports.DeviceBack("screen", self.fit.said[:MAX_WHY])
        if isinstance(said, ports.DeviceFailed | ports.DeviceBack) and said.why:
            print(said.why, file=sys.stderr, flush=True)
        self._post(said)


def _close(panel: Panel | None) -> None:
    """Else its card would be ours for good: looked for every three seconds, that is twenty descriptors a minute."""
    if panel is not None:
        panel.close()
