"""A device that may be missing: looked for again and again, and its going and coming told once.

One for all that can be unplugged: panel and touch panel in the app's loop, printer and scanner in threads of their own.
Whoever owns it sleeps for `ms_until_due`, calls `poll`, and says when it broke (`lost`). The waits between looks grow;
no two looks by `poll` are nearer than the first of them, so that a device which opens and breaks at once costs little.
"""

import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from drivers.ports import DeviceBack, DeviceFailed, Post
from drivers.supervised import attempt, ignored

Device = TypeVar("Device")
MAX_WHY = 200  # letters of an error that go on


class Reopened(Generic[Device]):
    """`name`: as in DeviceFailed; `open_device`: raises while there is none, whatever it likes; `retry_ms`: from one
    look to the next, the last one again and again. Times are ms of a clock that nobody sets.

    `on_back` gets each device that was opened and may raise too; `on_lost` what there was of it, to be closed.
    """

    def __init__(
        self,
        name: str,
        open_device: Callable[[], Device],
        post: Post,
        retry_ms: Sequence[int],
        on_back: Callable[[Device], object] = lambda device: None,
        on_lost: Callable[[Device | None], object] = lambda device: None,
    ) -> None:
        self._name, self._open, self._post, self._retry_ms = name, open_device, post, retry_ms
        self._on_back, self._on_lost = on_back, on_lost
        self.device: Device | None = None
        self.failed, self._tries, self._look_at = False, 0, 0  # failed: told so, and nothing better since

    def ms_until_due(self, mono: int) -> int | None:
        """Milliseconds until the next look; None while the device is there."""
        return None if self.device is not None else max(0, self._look_at - mono)

    def poll(self, mono: int) -> None:
        """Looks for it when that is due."""
        if self.ms_until_due(mono) == 0:
            self.look(mono)

    def look(self, mono: int) -> None:
        """One look, due or not, for a device that is not there."""
        self._look_at = mono + self._retry_ms[min(self._tries, len(self._retry_ms) - 1)]
        self._tries += 1
        attempt(self._opened, self.lost)
        if self.device is None:
            return
        self._tries, self._look_at = 0, mono + self._retry_ms[0]
        if self.failed:
            self.failed = False
            self._post(DeviceBack(self._name))

    def renew(self, mono: int) -> None:
        """Let go, and looked for after the first wait: news only where it is not there then."""
        device, self.device = self.device, None
        attempt(lambda: self._on_lost(device), ignored)
        self._look_at = mono + self._retry_ms[0]

    def tell(self, failed: DeviceFailed) -> None:
        """From any thread: it is there and does not do its work. Its return is told, and no other loss before."""
        if not self.failed:
            self.failed = True
            self._post(failed)

    def _opened(self) -> None:
        self.device = self._open()
        self._on_back(self.device)

    def lost(self, why: str) -> None:
        """It broke, or is not there."""
        device, self.device = self.device, None
        attempt(lambda: self._on_lost(device), ignored)
        if not self.failed:
            self.failed = True
            self._post(DeviceFailed(self._name, why[:MAX_WHY]))


def now_ms() -> int:
    """For a thread of its own, which has no other clock."""
    return time.monotonic_ns() // 1_000_000
