"""Buttons on GPIO pins: pull-up, closed to ground, debounced by our own few lines, one `ButtonPressed` a press.

On gpiozero's `DigitalInputDevice` (a `Button` would wake ten times a second for its hold timer). Edges may come on any
thread; one of ours sleeps until a closed contact has been closed for long enough, and for ever while all are open. An
edge counts at the time that the kernel gave it, not when we got round to it: a program held up for a moment must not
take a bounce for two presses. So a press is posted some milliseconds late, with the time of its first edge.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from drivers.gpio.debounce import STUCK_MS, Contact, due, edge, held_since, opened, passed
from drivers.ports import ButtonPressed, DeviceBack, DeviceFailed, Missing, Post
from drivers.reopen import now_ms
from drivers.supervised import attempt, ignored, kept_alive
from drivers.together import Together

LOST_MS = 1000  # a contact that is open by now, and whose edge has not come, will not be told any more
_ON_ITS_WAY_S = 0.01  # until that edge is looked for again
_WORK = ""  # who tells that the work itself failed; a stuck button tells by its name


@dataclass
class _Button:
    """`heard`: what the pin calls with (ticks, level) of an edge; gpiozero alone would let go of it."""

    device: Any
    contact: Contact
    heard: Callable[[float, int], None] | None = None


class PinButtons:
    """`buttons`: (name, BCM pin); `clock`: mono ms; `factory`: gpiozero's pin factory whose ticks are seconds of
    CLOCK_MONOTONIC (drivers/gpio/lines.py, or its mock pins).

    A button that is down for a minute, or was down from the start, is DeviceFailed (stuck), and DeviceBack once all are
    free, and their lines can be read, of which a factory tells (`told`). Raises Missing when a pin cannot be had.
    """

    def __init__(self, buttons: Sequence[tuple[str, int]], post: Post, clock: Callable[[], int], factory: Any) -> None:
        self._post, self._clock = post, clock
        self._told: Together = getattr(factory, "told", None) or Together("buttons")
        self._news, self._closed, self._failed = threading.Condition(), False, False
        self._buttons = dict[str, _Button]()
        with ExitStack() as held:
            for name, pin in buttons:
                self._buttons[name] = _open(held, name, pin, factory)
            for name, button in self._buttons.items():
                self._hear(name, button)
            self._held = held.pop_all()
        self._thread = kept_alive("buttons", self._goes_on, self._broke)

    def _hear(self, name: str, button: _Button) -> None:
        """From the pin, not from the device's `when_activated`: the pin hands over each edge's own time."""
        button.heard = lambda ticks, level: self._edge(name, not level, round(ticks * 1000))
        button.device.pin.when_changed = button.heard

    def _edge(self, name: str, down: bool, at: int) -> None:
        """`at`: the edge's own time, however late it is heard; how long a contact was closed hangs on it."""
        with self._news:
            button = self._buttons[name]
            if down != button.contact.down:  # else the edge between the two was lost
                self._keep(name, *edge(button.contact, down, at))
                self._news.notify()

    def _goes_on(self) -> bool:
        """Sleeps until a contact has been closed for long enough, or has an edge; False when closed."""
        with self._news:
            if self._closed:
                return False
            dues = [at for button in self._buttons.values() if (at := due(button.contact)) is not None]
            self._news.wait(max(0, min(dues) - now_ms()) / 1000 if dues else None)
        for name in self._buttons:
            self._look(name)
        if self._failed:
            self._failed = False
            self._tell(_WORK, DeviceBack("buttons"))
        return True

    def _look(self, name: str) -> None:
        """The line itself is asked too: the edge that ended a dip, or closed it again, may be on its way still."""
        button = self._buttons[name]
        if (at := due(button.contact)) is None or at > now_ms():
            return
        still = attempt(lambda: button.device.is_active, ignored)  # of a line that does not answer lines.py tells
        with self._news:
            if still is button.contact.down:
                self._keep(name, *passed(button.contact, now_ms()))
            elif now_ms() - button.contact.since > LOST_MS:
                self._keep(name, opened(button.contact, now_ms()), False)
            else:
                self._news.wait(_ON_ITS_WAY_S)

    def _keep(self, name: str, contact: Contact, pressed: bool) -> None:
        button = self._buttons[name]
        before, button.contact = button.contact, contact
        if pressed:
            self._post(ButtonPressed(name, self._clock() - (now_ms() - contact.first)))
        if contact.stuck and not before.stuck:
            why = f"[[buttons]] {name}: down for {STUCK_MS // 1000} s: a sticker on it, a broken spring?"
            self._tell(name, DeviceFailed("buttons", why, "stuck"))
        if before.stuck and not contact.stuck:
            self._tell(name, DeviceBack("buttons"))

    def _tell(self, side: str, said: DeviceFailed | DeviceBack) -> None:
        self._told.of(side, self._post)(said)

    def _broke(self, why: str) -> None:
        """Looked at again by the next turn."""
        if not self._failed:
            self._failed = True
            self._tell(_WORK, DeviceFailed("buttons", why, "failed"))

    def are_down(self) -> bool:
        """Whether every one of them is pressed now; without buttons none is."""
        return bool(self._buttons) and all(button.device.is_active for button in self._buttons.values())

    def close(self) -> None:
        with self._news:
            self._closed = True
            self._news.notify()
        self._thread.join()
        self._held.close()
        for side in (*self._buttons, _WORK):
            self._told.forget(side)


def _open(held: ExitStack, name: str, pin: int, factory: Any) -> _Button:
    """`held` closes it."""
    from gpiozero import DigitalInputDevice, GPIOZeroError

    try:
        device = DigitalInputDevice(pin, pull_up=True, pin_factory=factory)
        held.callback(device.close)
        return _Button(device, held_since(now_ms()) if device.is_active else Contact())
    except (GPIOZeroError, OSError) as error:
        raise Missing(f"[[buttons]] {name}: GPIO {pin} cannot be used: {error}") from error


def are_down(buttons: Sequence[tuple[str, int]], factory: Any) -> bool:
    """Whether every one of them is pressed now; without buttons none is. Raises Missing when a pin cannot be had."""
    pins = PinButtons(buttons, lambda said: None, lambda: 0, factory)
    try:
        return pins.are_down()
    finally:
        pins.close()
