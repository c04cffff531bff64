"""A call that does not come back: told from another thread, and whoever made it is not believed when it does.

An open, a write or a close to a worn USB device or terminal may hang in the kernel for as long as it likes, and nobody
can end it: its thread is lost until it returns, and no second one would fare better. So each such call is watched: one
that takes `HANGS_S` longer than it may is told of, once. When it returns after all, what it was made for is over by
then: Hung is raised behind it. The watch sleeps while no call is under way.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HANGS_S = 20.0  # as for a player


class Hung(OSError):
    """The call has returned, long after it was given up."""


class Watch:
    """`hung` is told which call hangs, while that one cannot return; it must not make such a call. `hangs`: one does
    now. For one thread at a time, whose name is `name`."""

    def __init__(self, name: str, hung: Callable[[str], object], patience: float = HANGS_S) -> None:
        self._hung, self._patience = hung, patience
        self._news, self._closed = threading.Condition(), False
        self._what, self._until = "", 0.0  # 0.0: no call is under way, or it was told of
        self.hangs = False
        self._thread = threading.Thread(target=self._watches, name=f"{name} watch", daemon=True)
        self._thread.start()

    @contextmanager
    def call(self, what: str, seconds: float = 0.0) -> Iterator[None]:
        """Around a call that may take `seconds`. Raises Hung behind one that was told of, unless it raised itself."""
        with self._news:
            self._what, self._until = what, time.monotonic() + seconds + self._patience
            self._news.notify()
        try:
            yield
        except BaseException:
            self._returned()
            raise
        if self._returned():
            raise Hung(f"{what} came back too late")

    def _returned(self) -> bool:
        with self._news:
            hung, self.hangs, self._until = self.hangs, False, 0.0
        return hung

    def _watches(self) -> None:
        with self._news:
            while not self._closed:
                left = self._until - time.monotonic()
                if self._until and left <= 0:
                    self._until, self.hangs = 0.0, True
                    self._hung(f"{self._what} does not come back")
                self._news.wait(max(0.0, left) if self._until else None)

    def ended(self, thread: threading.Thread) -> bool:
        """Waits for the end of the watched thread, and for none that hangs: False then. Nothing is watched any more."""
        while thread.is_alive() and not self.hangs:
            thread.join(0.05)
        with self._news:
            self._closed = True
            self._news.notify()
        return not thread.is_alive()
