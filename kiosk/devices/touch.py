"""The touch panel in the app's loop: watched while it is there, looked for again when it is not.

A panel that is pulled out or was never found is news and no error: buttons, lamps and paper go on without it.
"""

from collections.abc import Callable

from drivers import ports
from drivers.reopen import Reopened

RETRY_MS = 3000

Open = Callable[[], ports.Touch]


class TouchInput:
    """`open_panel` raises Missing, None: there is none to look for; `watch` and `unwatch` are the loop's; `take` gets
    each touch."""

    def __init__(
        self,
        open_panel: Open | None,
        post: ports.Post,
        watch: Callable[[int, Callable[[], None]], None],
        unwatch: Callable[[int], None],
        take: Callable[[ports.Touched], None],
    ) -> None:
        self._watch, self._unwatch, self._take = watch, unwatch, take
        self._panel: Reopened[ports.Touch] | None = None
        if open_panel is not None:
            self._panel = Reopened("touch", open_panel, post, (RETRY_MS,), self._listen, self._leave)

    def ms_until_due(self, mono: int) -> int | None:
        """Milliseconds until the next look; None when there is nothing to look for."""
        return self._panel.ms_until_due(mono) if self._panel else None

    def poll(self, mono: int) -> None:
        if self._panel:
            self._panel.poll(mono)

    def close(self) -> None:
        if self._panel:
            self._leave(self._panel.device)
            self._panel.device = None

    def _listen(self, panel: ports.Touch) -> None:
        self._watch(panel.fileno(), self._read)

    def _leave(self, panel: ports.Touch | None) -> None:
        if panel is not None:
            self._unwatch(panel.fileno())
            panel.close()

    def _read(self) -> None:
        assert self._panel is not None and self._panel.device is not None
        try:
            touches = self._panel.device.read()
        except ports.Missing as missing:
            self._panel.lost(str(missing))
            return
        for touched in touches:
            self._take(touched)
