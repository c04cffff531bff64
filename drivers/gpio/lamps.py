"""Lamps in the buttons. `show` returns at once; lamps breathe by a slow timer that exists only while one does.

What a lamp's pin refuses in between, the next `show` raises: whoever shows closes them then, and has them opened anew.
"""

import threading
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Any

from drivers.ports import Missing
from drivers.supervised import attempt

BREATH_S = 0.8  # seconds lit, then as long dark: seen from across the room, and two wake-ups in that time


class PinLamps:
    """`lamps`: (name, BCM pin); `factory` as for the buttons. Raises Missing when a pin cannot be had."""

    def __init__(self, lamps: Sequence[tuple[str, int]], factory: Any = None) -> None:
        self._lamps = dict[str, Any]()
        with ExitStack() as held:
            for name, pin in lamps:
                self._lamps[name] = held.enter_context(closing(_open(name, pin, factory)))
            self._held = held.pop_all()
        self._lock, self._broken = threading.Lock(), ""
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._timer: threading.Timer | None = None
        self._in = True

    def show(self, lit: Sequence[str], breathe: Sequence[str] = ()) -> None:
        """Raises OSError."""
        shown = (tuple(lit), tuple(breathe))
        with self._lock:
            if self._broken:
                raise OSError(self._broken)
            if shown != self._shown:
                self._shown, self._in = shown, True
                self._apply()

    def _apply(self) -> None:
        lit, breathe = self._shown
        if self._timer is not None:
            self._timer.cancel()
        self._timer = _timer(self._breath) if breathe else None
        for name, lamp in self._lamps.items():
            lamp.value = name in lit or (self._in and name in breathe)

    def _breath(self) -> None:
        attempt(self._breathes, self._breaks)

    def _breaks(self, why: str) -> None:
        self._broken = why

    def _breathes(self) -> None:
        with self._lock:
            if self._shown[1]:  # a timer that was already on its way when nothing breathes any more
                self._in = not self._in
                self._apply()

    def close(self) -> None:
        with self._lock:
            self._shown = ((), ())
            attempt(self._apply, self._breaks)
            self._held.close()


def _timer(then: Any) -> threading.Timer:
    timer = threading.Timer(BREATH_S, then)
    timer.daemon = True
    timer.start()
    return timer


def _open(name: str, pin: int, factory: Any) -> Any:
    from gpiozero import DigitalOutputDevice, GPIOZeroError

    try:
        return DigitalOutputDevice(pin, pin_factory=factory)
    except (GPIOZeroError, OSError) as error:
        raise Missing(f"[[buttons]] {name}: lamp on GPIO {pin} cannot be used: {error}") from error
