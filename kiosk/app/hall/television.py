"""The board on its television: hears what is told, looks once a second, draws what changed.

Told nothing for `SILENT_MS` it is grey and says so, whatever the reason. A television that is off, comes later or is
another one is found by the kiosk's own way of finding panels (kiosk/devices/panel.py).
"""

from collections.abc import Callable, Sequence

from display.panels import Fit, Panel
from display.television.painter import Painter
from display.television.scene import Playing, Scene, View, narrowed, played, scene_of
from drivers.ports import Post
from kiosk.devices.panel import FoundPanel

SILENT_MS = 8500  # two signs of life are lost, as on the page
PLAIN = (1920, 1080)


class Television:
    """`open_panel`, `post`: as of FoundPanel; `counters`: which are shown, none for all; `clock`: ms, set by nobody."""

    def __init__(
        self, open_panel: Callable[[], Panel], post: Post, counters: Sequence[int], clock: Callable[[], int]
    ) -> None:
        self.panel, self._counters, self._clock = FoundPanel(open_panel, post), counters, clock
        self.panel.on_fit = self._fit
        self._painter, self._playing, self._scene = Painter(PLAIN), Playing(), Scene()
        self._view: View | None = None
        self._heard, self._ahead = clock(), 0  # when something was told last; by how much the office's time is ahead

    def hear(self, view: View) -> None:
        self._heard, self._view = self._clock(), narrowed(view, self._counters)
        self._ahead = (view["clock"] or 0) - self._heard
        self.look()

    def look(self) -> None:
        """What time alone changed, too."""
        now = self._clock()
        self._scene = self._now(now)
        self.panel.poll(now)
        if self._view is not None or self._scene.offline:
            changed = self._painter.draw(self._scene)
            if changed:
                self.panel.show(self._painter.surface, changed)

    def _now(self, now: int) -> Scene:
        silent = now - self._heard > SILENT_MS
        if self._view is None:
            return Scene(offline=silent)
        self._playing = played(self._playing, self._view, now)
        wall = None if self._view["clock"] is None else now + self._ahead
        return scene_of(self._playing, self._view, wall, now, silent)

    def _fit(self, fit: Fit) -> None:
        """Another television: the same board, in its size."""
        if fit.size != self._painter.size:
            self._painter = Painter(fit.size)
        self._painter.draw(self._scene)
        self.panel.keep(self._painter.surface)
