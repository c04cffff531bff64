"""Simulated pins: gpiozero's mock pins at the app's end of a Unix socket, on whose other end the cabinet presses.

Lines of JSON. To the app: `{"pin": 5, "level": 0, "at": 12.5}` an edge and its monotonic time in seconds (as the
kernel stamps one on a Pi), `{"clock": true}` the clock was set. To the cabinet:
`{"lamp": 17, "on": true}`, `{"screen": 12}` something was drawn. The thread sleeps in `recv`; a cabinet that is not
there is tried again each second. A wire that breaks in the middle of a press lets go of every pin it held.
"""

import json
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin

from drivers.ports import ClockMoved, Post
from drivers.supervised import kept_alive

_RETRY_S = 1.0


class PinWire:
    """`factory` is what the drivers are given; `drawn` tells the cabinet that the screen changed."""

    def __init__(self, path: Path, post: Post) -> None:
        self._path, self._post, self._lock = path, post, threading.Lock()
        self._socket: socket.socket | None = None
        self._told: dict[str, Any] = {}
        self._held: set[int] = set()  # pins that the cabinet holds down; only the wire's thread touches it
        self._closed = threading.Event()
        self.factory = MockFactory(pin_class=_pin_class(self._lamp))
        kept_alive("pins", self._goes_on, lambda why: print(f"pins.sock: {why}", file=sys.stderr, flush=True))

    def _lamp(self, pin: int, on: bool) -> None:
        self._tell(f"lamp{pin}", {"lamp": pin, "on": on})

    def drawn(self, count: int) -> None:
        self._tell("screen", {"screen": count})

    def _tell(self, about: str, message: dict[str, Any]) -> None:
        """Sent now, and again to a cabinet that comes later."""
        with self._lock:
            self._told[about] = message
            if self._socket is not None:
                self._send(self._socket, message)

    def _send(self, wire: socket.socket, message: dict[str, Any]) -> None:
        try:
            wire.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            self._socket = None  # the cabinet went away: the reader notices too, and connects again

    def _goes_on(self) -> bool:
        try:
            self._serve(socket.socket(socket.AF_UNIX))
        except OSError:
            self._closed.wait(_RETRY_S)  # no cabinet: it may come
        return not self._closed.is_set()

    def _serve(self, wire: socket.socket) -> None:
        with wire:
            wire.connect(str(self._path))
            with self._lock:
                self._socket = wire
                for message in self._told.values():
                    self._send(wire, message)
            try:
                with wire.makefile("rb") as lines:
                    for line in lines:
                        self._heard(json.loads(line))
            finally:
                with self._lock:
                    self._socket = None
                self._let_go()
        self._closed.wait(_RETRY_S)

    def _let_go(self) -> None:
        """No finger holds a button whose wire is gone: contacts are open, as the pull-up has them."""
        for number in tuple(self._held):
            self._drive(number, high=True)

    def _heard(self, message: dict[str, Any]) -> None:
        if "clock" in message:
            self._post(ClockMoved())
        else:
            self._drive(int(message["pin"]), bool(message["level"]), message.get("at", 0.0))

    def _drive(self, number: int, high: bool, at: float = 0.0) -> None:
        pin = self.factory.pin(number)
        pin.stamp = at
        if high:
            self._held.discard(number)
            pin.drive_high()
        else:
            self._held.add(number)
            pin.drive_low()

    def close(self) -> None:
        self._closed.set()
        with self._lock:
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)


def _pin_class(lamp: Any) -> type[Any]:
    class WiredPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
        """A mock pin that tells the far end when it is driven as an output, and keeps no history.

        `stamp`: the time that the next edge is said to have, as gpiozero's `ticks`; 0.0: now.
        """

        _state: bool
        stamp = 0.0

        def _change_state(self, value: bool) -> bool:
            if self._state == value:
                return False
            self._state, self._last_change = value, self.stamp or time.monotonic()
            if self._function == "output":
                lamp(int(self.info.name.removeprefix("GPIO")), bool(value))
            return True

    return WiredPin
