"""The cabinet's ends of the wires: what stands behind the connectors, played so that it can break as the real does.

A pty for the printer (bytes kept, paper rendered, status answered, paced, stopped by faults), a pty for the scanner, a
FIFO for the finger, a socket for the pins (edges with bounce, lamps heard), a file for the clock. All in one asyncio
loop; the HTTP calls on top are kiosk/simulation/cabinet/calls.py.
"""

import asyncio
import json
import os
import pty
import random
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from drivers.clock import START, SimulatedClock
from drivers.ports import ClockSource
from drivers.simulated.printer.personality import SimulatedPrinter
from drivers.touch import records

Told = Callable[[str, Any], None]  # kind of news, its value
BOUNCE_MS = 8  # during which a contact is undecided
REST_S = 0.04  # that no finger can press again within
CHUNK_BYTES = 256  # between two looks at the pace


class SimulatedPrinterPort:
    """The printer's far end. `baud`: its pace, 0 for as fast as it comes. `news`: told of each cut."""

    def __init__(self, link: Path, printer: SimulatedPrinter, baud: int, news: Told) -> None:
        self.printer, self._baud, self._news = printer, baud, news
        self._fd, self._near = pty_at(link)

    def listen(self) -> None:
        asyncio.get_running_loop().add_reader(self._fd, self._arrived)

    def _arrived(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._fd)
        data = os.read(self._fd, CHUNK_BYTES)
        answer = self.printer.feed(data)
        if answer:
            os.write(self._fd, answer)
        self._news("paper", len(self.printer.slips))
        loop.call_later(len(data) * 10 / self._baud if self._baud else 0, self.listen)

    def set_state(self, word: str) -> None:
        self.printer.set_state(word)
        if late := self.printer.feed(b""):
            os.write(self._fd, late)
        self._news("printer", word)


class SimulatedScanner:
    """Types a code, ended as most scanners do."""

    def __init__(self, link: Path) -> None:
        self._fd, self._near = pty_at(link)

    def scan(self, code: str) -> None:
        """Raises BlockingIOError when nobody has read for long."""
        os.write(self._fd, code.encode() + b"\r")

    def unplug(self) -> None:
        """The cable is pulled."""
        os.close(self._fd)
        os.close(self._near)


def pty_at(link: Path) -> tuple[int, int]:
    """The master, and the near end kept open so that the kiosk may come and go; `link` points at it."""
    master, near = pty.openpty()
    tty.setraw(near)
    link.unlink(missing_ok=True)
    link.symlink_to(os.ttyname(near))
    os.set_blocking(master, False)
    return master, near


class SimulatedTouch:
    """A finger on the panel."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        os.mkfifo(path)
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def write(self, phase: str, x: int, y: int) -> None:
        os.write(self._fd, records(phase, x, y))


def bounce(level: int, dice: random.Random) -> Iterator[tuple[float, int]]:
    """(seconds to wait, level) of a contact that goes to `level`: a few quick changes, then at rest."""
    for _ in range(dice.randrange(0, 4)):
        yield dice.uniform(0, BOUNCE_MS / 4000), level
        yield dice.uniform(0, BOUNCE_MS / 4000), 1 - level
    yield dice.uniform(0, BOUNCE_MS / 4000), level


class SimulatedPins:
    """The buttons and lamps at the far end of dev/pins.sock. `news`: told of lamps and drawn screens."""

    def __init__(self, path: Path, news: Told, seed: int | None = None) -> None:
        self._path, self._news, self._dice = path, news, random.Random(seed)
        self._apps: set[asyncio.StreamWriter] = set()
        self._fingers: dict[int, asyncio.Lock] = {}
        self.lamps: dict[int, bool] = {}

    async def listen(self) -> None:
        self._path.unlink(missing_ok=True)
        await asyncio.start_unix_server(self._app, str(self._path))

    async def _app(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._apps.add(writer)
        async for line in reader:
            self._heard(json.loads(line))
        self._apps.discard(writer)
        writer.close()

    def _heard(self, message: dict[str, Any]) -> None:
        if "lamp" in message:
            self.lamps[message["lamp"]] = message["on"]
            self._news("lamp", message)
        elif "screen" in message:
            self._news("screen", message["screen"])

    def tell(self, message: dict[str, Any]) -> None:
        for app in self._apps:
            app.write(json.dumps(message).encode() + b"\n")

    async def press(self, pin: int, ms: int) -> None:
        """Down, held, and up again, with bounce at both ends; one finger a button, which then rests."""
        async with self._fingers.setdefault(pin, asyncio.Lock()):
            await self._go(pin, 0)
            await asyncio.sleep(ms / 1000)
            await self._go(pin, 1)
            await asyncio.sleep(REST_S)

    async def _go(self, pin: int, level: int) -> None:
        """Each edge carries its own time, as a kernel's does: a loaded machine may bring it late."""
        at = time.monotonic()
        for wait, now in bounce(level, self._dice):
            at += wait
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            self.tell({"pin": pin, "level": now, "at": at})


class ClockSetter:
    """The clock that every program of the kiosk reads."""

    def __init__(self, path: Path) -> None:
        self._path, self.reading = path, SimulatedClock(path)
        if path.exists():
            self.set = json.loads(path.read_text(encoding="utf-8"))
        else:
            self.set = {**START, "boot": os.urandom(4).hex()}
            self._write()

    def offset(self, seconds: float, source: ClockSource) -> None:
        """The wall clock is wrong by so much until it is told otherwise; what passes goes on as it did."""
        self._change(wrong_ms=round(seconds * 1000), source=source)

    def at(self, true: int, running: bool) -> None:
        """Time passes until it truly is `true` (ms): both clocks go on by the same distance. Back in time there is only
        another start of the machine."""
        distance = true - self.reading.true()
        if distance < 0:
            self.reboot()
        mono = self.reading.mono() + max(0, distance)
        if running:
            self._change(
                frozen_wall_ms=None,
                frozen_mono_ms=None,
                wall_offset_ms=self.set["wall_offset_ms"] + distance,
                mono_offset_ms=self.set["mono_offset_ms"] + max(0, distance),
            )
        else:
            self._change(frozen_wall_ms=true, frozen_mono_ms=mono, wall_offset_ms=0, mono_offset_ms=0)

    def passes(self, ms: int) -> None:
        self.at(self.reading.true() + ms, running=self.set["frozen_wall_ms"] is None)

    def reboot(self) -> None:
        """Another boot: a power cut."""
        self._change(boot=os.urandom(4).hex())

    def _change(self, **changes: Any) -> None:
        self.set = {**self.set, **changes}
        self._write()

    def _write(self) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(self.set), encoding="utf-8")
        new.replace(self._path)
