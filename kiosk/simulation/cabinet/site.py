"""The simulated site of one kiosk: the far ends of its wires, and what a page needs to know of them."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from display.paper.glyph_cells import cells
from drivers.simulated.printer.line import readable
from drivers.simulated.printer.personality import KINDS, Personality, SimulatedPrinter
from drivers.simulated.relay import Relay
from drivers.simulated.wires import ClockSetter, SimulatedPins, SimulatedPrinterPort, SimulatedScanner, SimulatedTouch
from drivers.speaker import spoken
from kiosk.config.options import Config
from kiosk.core.calendar.moment import iso
from kiosk.paper.encode import paper_of
from kiosk.simulation.cabinet.keypads import FarKeypad


class Wrong(ValueError):
    """A call that the cabinet cannot carry out; the message says why."""


class Site:
    """The simulated site of one kiosk: all far ends of its wires. `news` go to every listening page."""

    def __init__(self, config: Config, relay: Relay | None, kind: str) -> None:
        wires = Path(config.hardware.wires)
        wires.mkdir(parents=True, exist_ok=True)
        self.config, self.wires, self.relay, self._pages = config, wires, relay, set[asyncio.Queue[str]]()
        printer = SimulatedPrinter(_personality(config, kind), readable(cells()))
        self.paper = SimulatedPrinterPort(wires / "printer", printer, config.printer.baud, self.news)
        self.scanner = SimulatedScanner(wires / "scanner")
        self.touch = SimulatedTouch(wires / "touch")
        self.pins = SimulatedPins(wires / "pins.sock", self.news)
        self.clock = ClockSetter(wires / "clock")
        self.buttons = {b.name: b.pin for b in config.buttons}
        serial = [pad for pad in config.keypads if pad.kind == "serial"]  # of those on USB there is nothing to play
        self.keypads = {pad.counter: FarKeypad(pad, wires, self.news) for pad in serial}

    async def open(self) -> None:
        self.paper.listen()
        for pad in self.keypads.values():
            pad.listen()
        await self.pins.listen()
        if self.relay is not None:
            await self.relay.plug(True)

    def news(self, kind: str, value: Any) -> None:
        for page in self._pages:
            page.put_nowait(f"event: {kind}\ndata: {json.dumps(value)}\n\n")

    async def listen(self) -> AsyncIterator[str]:
        """Server-Sent Events of one page."""
        page: asyncio.Queue[str] = asyncio.Queue()
        self._pages.add(page)
        try:
            yield "event: hello\ndata: {}\n\n"
            while True:
                yield await page.get()
        finally:
            self._pages.discard(page)

    def lamps(self) -> dict[str, bool]:
        lit = self.pins.lamps
        return {b.name: lit.get(b.lamp, False) for b in self.config.buttons if b.lamp >= 0}

    def state(self) -> dict[str, Any]:
        """Everything that the page needs at once."""
        now, heard = self.clock.reading, spoken(self.wires / "heard")
        return {
            "lamps": self.lamps(),
            "printer": self.paper.printer.state,
            "network": self.relay is None or self.relay.up,
            "clock": {"time": iso(now.wall()), "synchronised": now.source() == "synchronised", **self.clock.set},
            "slips": len(self.paper.printer.slips),
            "heard": heard[-5:],
            "buttons": list(self.buttons),
            "keypads": [pad.state() for pad in self.keypads.values()],
            "board": bool(self.config.board.output),
            "size": [self.config.kiosk.width, self.config.kiosk.height],
        }


def _personality(config: Config, kind: str) -> Personality:
    """As wide as the config says, and silent where it says so."""
    dots = paper_of(config.printer).dots
    return replace(KINDS["silent" if config.printer.silent else kind], dots=dots)
