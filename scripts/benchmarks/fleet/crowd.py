"""Thousands of kiosks in one thread: whoever's line has something to say gets a turn, and all of them each second.

A hundred dial at a time, as the broker's queue of those who knock holds so many (mosquitto's listen(2)); a province's
kiosks spread their calls too.
"""

import selectors
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.benchmarks.fleet.kiosk import Kiosk

AT_ONCE = 100  # that dial, or wait for the broker's answer
ALL_S = 1.0  # seconds between two turns of everybody: keepalives, what is due to be sent again


@dataclass
class Moments:
    """Seconds since the first one dialled: until all were connected, and until the city had everything; None: never."""

    all_connected: float | None = None
    all_stored: float | None = None


class Crowd:
    def __init__(self, kiosks: Sequence[Kiosk]) -> None:
        self._kiosks, self._lines = kiosks, selectors.DefaultSelector()
        self._waits = dict[str, dict[int, int]]()  # source → descriptor → events

    def drained(self, patience: float) -> Moments:
        """Until the city has everything, or no further kiosk is done for `patience` seconds."""
        begun = moved = all_at = time.monotonic()
        done, moments = 0, Moments()
        while moments.all_stored is None and time.monotonic() < moved + patience:
            self._ready()
            if time.monotonic() < all_at:
                continue
            all_at = time.monotonic() + ALL_S
            self._everybody(all_at)
            before, done = done, sum(kiosk.is_done for kiosk in self._kiosks)
            moved = all_at if done > before else moved
            self._note(moments, done, time.monotonic() - begun)
        return moments

    def _note(self, moments: Moments, done: int, seconds: float) -> None:
        if moments.all_connected is None and all(kiosk.is_ready for kiosk in self._kiosks):
            moments.all_connected = seconds
        if done == len(self._kiosks):
            moments.all_stored = seconds

    def _ready(self) -> None:
        for key, events in self._lines.select(ALL_S / 10):
            self._turn(key.data, bool(events & selectors.EVENT_READ), time.monotonic())
        for kiosk in self._callers():
            kiosk.dial()
            self._listen(kiosk)

    def _callers(self) -> Iterator[Kiosk]:
        """Who dials now."""
        now = time.monotonic()
        calling = sum(kiosk.wire is not None and not kiosk.is_ready for kiosk in self._kiosks)
        away = [kiosk for kiosk in self._kiosks if kiosk.wire is None and now >= kiosk.dial_at]
        yield from away[: max(0, AT_ONCE - calling)]

    def _everybody(self, now: float) -> None:
        for kiosk in self._kiosks:
            self._turn(kiosk, False, now)

    def _turn(self, kiosk: Kiosk, readable: bool, now: float) -> None:
        kiosk.turn(readable, now)
        self._listen(kiosk)

    def _listen(self, kiosk: Kiosk) -> None:
        """At once after its turn: a number that it closed is another kiosk's a moment later."""
        wanted, had = _wanted(kiosk), self._waits.get(kiosk.source, {})
        if wanted == had:
            return
        for line in had:
            self._lines.unregister(line)
        for line, events in wanted.items():
            self._lines.register(line, events, kiosk)
        self._waits[kiosk.source] = wanted

    def close(self) -> None:
        for kiosk in self._kiosks:
            if kiosk.wire:
                kiosk.wire.close()
        self._lines.close()


def _wanted(kiosk: Kiosk) -> dict[int, int]:
    wire = kiosk.wire
    if wire is None:
        return {}
    readers, writers = wire.readers(), wire.writers()
    bits = selectors.EVENT_READ, selectors.EVENT_WRITE
    return {line: bits[0] * (line in readers) | bits[1] * (line in writers) for line in {*readers, *writers}}
