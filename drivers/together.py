"""Several that tell of one device: it is well once none of them has anything to say against it.

What one tells ends no other's fault: a chip that is back presses no stuck button free. What is still wrong goes on to
be said, the worst of it: one that failed or is not there before one that is stuck, and the last of these.
"""

from threading import Lock

from drivers.ports import DeviceBack, DeviceFailed, Input, Post


class Together:
    """`device`: as in DeviceFailed. What is posted goes where the one that said it posts; from any thread."""

    def __init__(self, device: str) -> None:
        self._device, self._lock = device, Lock()
        self._failed = dict[str, DeviceFailed]()
        self._told: DeviceFailed | None = None

    def of(self, side: str, post: Post) -> Post:
        """What `side` is to post with."""
        return lambda said: self._heard(side, said, post)

    def forget(self, side: str) -> None:
        """It was closed, and says nothing more."""
        with self._lock:
            self._failed.pop(side, None)

    def _heard(self, side: str, said: Input, post: Post) -> None:
        if not isinstance(said, DeviceFailed | DeviceBack):
            post(said)
            return
        with self._lock:
            self._failed.pop(side, None)
            if isinstance(said, DeviceFailed):
                self._failed[side] = said
            was, self._told = self._told, self._worst()
            if self._told is None:
                post(said)
            elif self._told is not was:
                post(self._told)

    def _worst(self) -> DeviceFailed | None:
        return min(reversed(self._failed.values()), key=lambda one: one.state == "stuck", default=None)
