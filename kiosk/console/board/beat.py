"""When the console wakes by itself: at one moment for everything that comes again and again, so that a machine at rest
sleeps in between.
"""

import asyncio
from contextlib import suppress

BEAT_S = 2.0


def until_beat(seconds: float = BEAT_S) -> float:
    """Seconds until the next moment that is a multiple of `seconds` by the loop's clock; never nothing."""
    now = asyncio.get_running_loop().time()
    return beat_after(now, seconds) - now


def beat_after(now: float, seconds: float = BEAT_S) -> float:
    return (now // seconds + 1) * seconds


class Told:
    """Waits for a word, from whatever thread it comes."""

    def __init__(self) -> None:
        self._word = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def tell(self) -> None:
        if self._loop:
            with suppress(RuntimeError):  # the loop is over, and so is the wait
                self._loop.call_soon_threadsafe(self._word.set)

    async def wait(self, seconds: float) -> None:
        """For the word, at most this long."""
        self._loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._word.wait(), seconds)
        self._word.clear()
