"""The far end of GPIO lines: what the kernel does with a line and what hangs on it, for tests of drivers/gpio/lines.py.

`SimulatedLines` plays the kernel in this process, over a real descriptor that becomes readable with each edge.
`SimChip` is the kernel itself, where it has gpio-sim (Documentation/admin-guide/gpio/gpio-sim.rst): the contract suite
runs on both.
"""

import contextlib
import errno
import os
import socket
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from gpiod import EdgeEvent, LineSettings
from gpiod.line import Bias, Direction, Edge, Value

SIM = Path("/sys/kernel/config/gpio-sim")


class SimulatedLine:
    """One line that was asked for."""

    def __init__(self, far: "SimulatedLines", number: int, settings: LineSettings) -> None:
        self.far, self.number, self.settings = far, number, settings
        self._near, self._end = socket.socketpair()
        self._edges: deque[EdgeEvent] = deque()
        self._dead = False

    def fileno(self) -> int:
        return self._near.fileno()

    def edge(self, level: int, at: float) -> None:
        self._dead = self._dead or self.far.gone  # as the kernel: of a chip that went away no line comes back by itself
        if self.settings.edge_detection is Edge.BOTH:
            kind = EdgeEvent.Type.RISING_EDGE if level else EdgeEvent.Type.FALLING_EDGE
            self._edges.append(EdgeEvent(kind.value, round(at * 1e9), self.number, 0, 0))
            with contextlib.suppress(OSError):  # it was let go by the other thread just now
                self._end.send(b"e")

    def read_edge_events(self) -> list[EdgeEvent]:
        self.far.refuses(self._dead)
        return [self._edges.popleft() for _ in self._near.recv(64)]

    def get_value(self, line: int | str) -> Value:
        self.far.refuses(self._dead)
        return Value(self.far.level(self.number))

    def set_value(self, line: int | str, value: Value) -> None:
        self.far.refuses()
        self.far.driven[self.number] = value.value

    def release(self) -> None:
        self._near.close()
        self._end.close()
        del self.far.held[self.number]
        self.far.driven.pop(self.number, None)


class SimulatedLines:
    """`ask` is what LineFactory is given; `drive` is a hand on the contact, `level` what a meter shows;
    `gone`: the chip answers to nothing but the release of its lines."""

    def __init__(self) -> None:
        self.gone = False
        self.held: dict[int, SimulatedLine] = {}
        self.driven: dict[int, int] = {}  # by us, as an output
        self._contact: dict[int, int] = {}  # by the hand

    def refuses(self, dead: bool = False) -> None:
        if self.gone or dead:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    def ask(self, number: int, settings: LineSettings) -> SimulatedLine:
        self.refuses()
        if number in self.held:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        self.held[number] = SimulatedLine(self, number, settings)
        if settings.direction is Direction.OUTPUT:
            self.driven[number] = settings.output_value.value
        return self.held[number]

    def drive(self, number: int, level: int, at: float = 0.0) -> None:
        """`at`: monotonic time of the edge in seconds; 0.0: now."""
        if level != self.level(number):
            self._contact[number] = level
            if (line := self.held.get(number)) is not None:
                line.edge(level, at or time.monotonic())

    def level(self, number: int) -> int:
        line = self.held.get(number)
        pulled = line is not None and line.settings.bias is Bias.PULL_UP
        return self.driven.get(number, self._contact.get(number, int(pulled)))


class SimChip:
    """A chip of 28 lines in the kernel; `device` is its /dev/gpiochip."""

    def __init__(self, folder: Path) -> None:
        self._folder, bank = folder, folder / "bank"
        bank.mkdir(parents=True)
        (bank / "num_lines").write_text("28")
        (bank / "label").write_text("kiosk-sim")
        (folder / "live").write_text("1")
        chip = (bank / "chip_name").read_text().strip()
        self.device = f"/dev/{chip}"
        self._lines = Path("/sys/devices/platform") / (folder / "dev_name").read_text().strip() / chip

    def drive(self, number: int, level: int) -> None:
        (self._lines / f"sim_gpio{number}/pull").write_text("pull-up" if level else "pull-down")

    def level(self, number: int) -> int:
        return int((self._lines / f"sim_gpio{number}/value").read_text())

    def close(self) -> None:
        (self._folder / "live").write_text("0")
        (self._folder / "bank").rmdir()
        self._folder.rmdir()


@contextlib.contextmanager
def sim_chip() -> Iterator[SimChip]:
    chip = SimChip(SIM / f"kiosk{os.getpid()}")
    try:
        yield chip
    finally:
        chip.close()
