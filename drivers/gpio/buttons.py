"""Buttons on GPIO pins: pull-up, closed to ground, debounced by our own few lines, one `ButtonPressed` a press.

On gpiozero's `DigitalInputDevice`, which brings no thread of its own (a `Button` wakes ten times a second for its hold
timer). Edges may come on any thread; each button keeps its own contact behind a lock. An edge counts at the time that
the kernel gave it, not when we got round to it: a program held up for a moment must not take a bounce for two presses.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from drivers.gpio.debounce import Contact, edge
from drivers.ports import ButtonPressed, Missing, Post


class PinButtons:
    """`buttons`: (name, BCM pin); `clock`: mono ms; `factory`: gpiozero's pin factory (drivers/gpio/lines.py).

    Raises Missing when a pin cannot be had.
    """

    def __init__(self, buttons: Sequence[tuple[str, int]], post: Post, clock: Callable[[], int], factory: Any) -> None:
        self._post, self._clock, self._lock = post, clock, threading.Lock()
        self._contacts = {name: Contact() for name, _ in buttons}
        self.devices = [self._open(name, pin, factory) for name, pin in buttons]

    def _open(self, name: str, pin: int, factory: Any) -> Any:
        from gpiozero import DigitalInputDevice, GPIOZeroError

        try:
            device = DigitalInputDevice(pin, pull_up=True, pin_factory=factory)
        except (GPIOZeroError, OSError) as error:
            raise Missing(f"[[buttons]] {name}: GPIO {pin} cannot be used: {error}") from error
        device.when_activated = lambda: self._edge(name, True, device.active_time)
        device.when_deactivated = lambda: self._edge(name, False, device.inactive_time)
        return device

    def _edge(self, name: str, down: bool, age: float) -> None:
        """`age`: seconds since the edge."""
        at = self._clock() - round(max(0.0, age) * 1000)
        with self._lock:
            self._contacts[name], pressed = edge(self._contacts[name], down, at)
        if pressed:
            self._post(ButtonPressed(name, at))

    def close(self) -> None:
        for device in self.devices:
            device.close()


def are_down(buttons: Sequence[tuple[str, int]], factory: Any) -> bool:
    """Whether every one of them is pressed now; without buttons none is. Raises Missing when a pin cannot be had."""
    pins = PinButtons(buttons, lambda said: None, lambda: 0, factory)
    try:
        return bool(buttons) and all(device.is_active for device in pins.devices)
    finally:
        pins.close()
