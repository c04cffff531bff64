"""One thread that sleeps on file descriptors; it wakes for them, and for the next moment at which something must be.

Knows nothing of kiosks: whoever watches a descriptor is called when it is readable, and once after each waking
everything is settled.
"""

import selectors
from collections.abc import Callable

Then = Callable[[], None]


class Loop:
    """`run` returns after `stop`."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._running = True

    def watch(self, fd: int, then: Then) -> None:
        """Call `then` whenever `fd` is readable."""
        self._selector.register(fd, selectors.EVENT_READ, then)

    def unwatch(self, fd: int) -> None:
        self._selector.unregister(fd)

    def watch_once(self, fd: int, then: Then) -> None:
        def done() -> None:
            self.unwatch(fd)
            then()

        self.watch(fd, done)

    def stop(self) -> None:
        self._running = False

    def run(self, settle: Then, due: Callable[[], int]) -> None:
        """`due`: ms until `settle` must be called, whatever happens."""
        settle()
        while self._running:
            for key, _ in self._selector.select(due() / 1000):
                key.data()
            settle()
