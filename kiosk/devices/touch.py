"""The touch panel in the app's loop: watched while it is there, looked for again when it is not.

A panel that is pulled out or was never found is news and no error: buttons, lamps and paper go on without it. So is
something that lies on it for a minute (water, a sticker), while fingers count beside it.
"""

from collections.abc import Callable

from drivers import ports
from drivers.ports import DeviceBack, DeviceFailed
from drivers.reopen import Reopened, now_ms
from drivers.supervised import attempt

RETRY_MS = 3000
STUCK_MS = 60_000
_LIES = f"hardware.touch: something touches the panel for {STUCK_MS // 1000} s: water, a sticker, a frame too tight?"

Open = Callable[[], ports.Touch]


class TouchInput:
    """`open_panel` raises Missing, None: there is none to look for; `watch` and `unwatch` are the loop's; `take` gets
    each touch; `clock`: ms, the panel's own."""

    def __init__(
        self,
        open_panel: Open | None,
        post: ports.Post,
        watch: Callable[[int, Callable[[], None]], None],
        unwatch: Callable[[int], None],
        take: Callable[[ports.Touched], None],
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self._watch, self._unwatch, self._take = watch, unwatch, take
        self._post, self._clock, self._stuck = post, clock, False
        self._panel: Reopened[ports.Touch] | None = None
        if open_panel is not None:
            self._panel = Reopened("touch", open_panel, post, (RETRY_MS,), self._listen, self._leave)

    def ms_until_due(self, mono: int) -> int | None:
        """Milliseconds until the next look, for a panel or at what lies on it; None: there is nothing to look for."""
        if self._panel is None or self._panel.device is None or self._stuck:
            return self._panel.ms_until_due(mono) if self._panel else None
        since = self._panel.device.since()
        return None if since is None else max(0, since + STUCK_MS - self._clock())

    def poll(self, mono: int) -> None:
        if self._panel:
            self._panel.poll(mono)
            self._look_at(self._panel.device)

    def _look_at(self, panel: ports.Touch | None) -> None:
        since = panel.since() if panel else None
        stuck = since is not None and self._clock() - since >= STUCK_MS
        if panel and stuck != self._stuck:
            self._stuck = stuck
            self._post(DeviceFailed("touch", _LIES, "stuck") if stuck else DeviceBack("touch"))

    def close(self) -> None:
        if self._panel:
            self._leave(self._panel.device)
            self._panel.device = None

    def _listen(self, panel: ports.Touch) -> None:
        self._watch(panel.fileno(), self._read)

    def _leave(self, panel: ports.Touch | None) -> None:
        self._stuck = False
        if panel is not None:
            self._unwatch(panel.fileno())
            panel.close()

    def _read(self) -> None:
        assert self._panel is not None and self._panel.device is not None
        for touched in attempt(self._panel.device.read, self._panel.lost) or ():
            self._take(touched)
