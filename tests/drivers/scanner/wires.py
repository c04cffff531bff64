"""The far ends of a scanner, each under the real driver: a serial line, a keyboard; both can be pulled and plugged."""

import os
import queue
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

import pytest

from drivers.ports import CodeScanned, Input, Post
from drivers.scanner.reader import LineScanner
from drivers.simulated.wires import SimulatedScanner
from tests.drivers.scanner.simulated_keyboard import simulated_keyboard


class Far(Protocol):
    """`scan`: a whole code and its `end`; `junk`: whatever an ill one says; `calm`: it is well again. They raise
    BlockingIOError when nobody has read for long."""

    kind: str
    path: Path

    def scan(self, code: str, end: str = "\r") -> None: ...
    def junk(self, dice: random.Random) -> None: ...
    def calm(self) -> None: ...
    def unplug(self) -> None: ...
    def plug(self) -> None: ...


class SerialFar:
    kind = "serial"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.plug()

    def scan(self, code: str, end: str = "\r") -> None:
        self.noise(f"{code}{end}".encode())

    def noise(self, data: bytes) -> None:
        os.write(self._far._fd, data)

    def junk(self, dice: random.Random) -> None:
        self.noise(dice.randbytes(700))

    def calm(self) -> None:
        self.noise(b"\r")

    def unplug(self) -> None:
        self.path.unlink()
        self._far.unplug()

    def plug(self) -> None:
        self._far = SimulatedScanner(self.path)


@contextmanager
def serial_far(folder: Path) -> Iterator[SerialFar]:
    far = SerialFar(folder / "scanner")
    yield far
    if far.path.is_symlink():
        far.unplug()


@contextmanager
def keyboard_far(folder: Path) -> Iterator[Far]:
    with simulated_keyboard(folder / "scanner") as far:
        yield far


Wire = Callable[[Path], AbstractContextManager[Far]]
WIRES = pytest.mark.parametrize("wire", [serial_far, keyboard_far], ids=["serial", "keyboard"])


def scanner_at(far: Far, post: Post) -> LineScanner:
    return LineScanner(far.kind, str(far.path), 9600, post)


def opened(said: "queue.Queue[Input]", far: Far, end: str = "\r") -> None:
    """Scans until it is heard: before the line is open nobody hears it. What else was said is passed by."""
    for n in range(600):
        with suppress(BlockingIOError):  # nobody has opened it for long
            far.scan(f"first{n}", end=end)
        try:
            while said.get(timeout=0.1 if end else 1.0) != CodeScanned(f"first{n}"):
                continue
            return
        except queue.Empty:
            continue
    raise AssertionError("the scanner never opened its line")
