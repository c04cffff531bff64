"""The touch panel in the app's loop: watched while it is there, looked for again when it is not.

A panel that is pulled out or was never found is news (DeviceFailed, DeviceBack) and no error: buttons, lamps and paper
go on without it.
"""

from collections.abc import Callable

from drivers import ports

AGAIN = 3000  # ms between two looks for a missing panel

Open = Callable[[], ports.Touch]


class TouchInput:
    """`open_panel` raises Missing; `watch` and `unwatch` are the loop's; `take` gets each touch."""

    def __init__(
        self,
        open_panel: Open | None,
        post: ports.Post,
        watch: Callable[[int, Callable[[], None]], None],
        unwatch: Callable[[int], None],
        take: Callable[[ports.Touched], None],
    ) -> None:
        self._open, self._post, self._watch, self._unwatch, self._take = open_panel, post, watch, unwatch, take
        self._panel: ports.Touch | None = None
        self._failed, self._look_at = False, 0

    def due(self, mono: int) -> int | None:
        """Milliseconds until the next look; None when there is nothing to look for."""
        return None if self._panel or not self._open else max(0, self._look_at - mono)

    def look(self, mono: int) -> None:
        if self._open is None or self.due(mono) != 0:
            return
        self._look_at = mono + AGAIN
        try:
            self._panel = self._open()
        except ports.Missing as missing:
            self._lost(str(missing))
            return
        self._watch(self._panel.fileno(), self._read)
        if self._failed:
            self._failed = False
            self._post(ports.DeviceBack("touch"))

    def _read(self) -> None:
        assert self._panel is not None
        try:
            touches = self._panel.read()
        except ports.Missing as missing:
            self.close()
            self._lost(str(missing))
            return
        for touched in touches:
            self._take(touched)

    def _lost(self, why: str) -> None:
        if not self._failed:
            self._failed = True
            self._post(ports.DeviceFailed("touch", why[:200]))

    def close(self) -> None:
        if self._panel is not None:
            self._unwatch(self._panel.fileno())
            self._panel.close()
        self._panel = None
