"""The real app on its real drivers, whose far ends are played: a panel's records, a chip's lines, a scanner's and a
printer's pty, a card's memory, a player that is a script. Time is the tests' own; so is how long a frame or a commit
takes."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from display.panels import MappedPanel
from drivers import ports
from drivers.drm import cards as drm_cards
from drivers.drm.calls import Mode
from drivers.drm.choosing import Wish
from drivers.drm.screen import DrmScreen
from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.gpio.lines import LineFactory
from drivers.ports import CodeScanned
from drivers.printer.worker import EscposPrinter
from drivers.scanner.reader import LineScanner
from drivers.simulated.wires import SimulatedScanner, bounce
from drivers.speaker import ChildSpeaker
from drivers.touch import TouchPanel
from kiosk.config.options import Queue
from kiosk.devices.found import FoundButtons, FoundLamps
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import Devices
from kiosk.devices.panel import FoundPanel
from scripts.benchmarks.pty_printer import PtyPrinter, pty_printer
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room
from tests.drivers.fuzz.test_lines import QUICK
from tests.drivers.screens.simulated_card import SimulatedCard
from tests.drivers.simulated_lines import SimulatedLines
from tests.drivers.touch.simulated_panel import HIGH, SimulatedPanel, simulated_panel

SIZE = (1280, 800)
PINS = {button.name: button.pin for button in BUTTONS}
PATIENCE_S = 120.0


def until(holds: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.001)


@dataclass
class Wires:
    """What stands at the far ends."""

    panel: SimulatedPanel
    lines: SimulatedLines
    scanner: SimulatedScanner
    printer: PtyPrinter
    card: SimulatedCard
    player: Path

    def plays(self, script: str) -> None:
        """The player is this; "" and it is gone."""
        self.player.unlink(missing_ok=True)
        if script:
            self.player.write_text(f"#!/bin/sh\n{script}\n")
            self.player.chmod(0o755)


class Cabinet(Room):
    """`frame_ms`, `disk_ms`: how long a frame and a commit take just now."""

    def __init__(self, folder: Path, wires: Wires, mono: int) -> None:
        self.wires, self.frame_ms, self.disk_ms = wires, 0, 0
        self.served_so_far, self.scanner_there = 0, True
        super().__init__(folder, small(buttons=BUTTONS, queue=Queue(again_seconds=0)), mono)
        show, execute = self.app.screen.panel.show, self.app.writer.execute
        self.app.screen.panel.show = lambda *drawn: self._slowly(show, "frame_ms", *drawn)  # type: ignore[method-assign]
        self.app.writer.execute = lambda *command: self._slowly(execute, "disk_ms", *command)  # type: ignore[method-assign]

    def _slowly(self, does: Callable[..., Any], how: str, *given: Any) -> Any:
        done = does(*given)
        self.mono += getattr(self, how)
        return done

    def opened(self, inbox: Inbox) -> Devices:
        wires, pins, lit = self.wires, list(PINS.items()), [("satisfied", 12)]
        self.factory = LineFactory(wires.lines.ask, inbox.post)
        self.buttons = FoundButtons(lambda: PinButtons(pins, inbox.post, lambda: self.mono, self.factory), inbox.post)
        lamps = FoundLamps(lambda: PinLamps(lit, self.factory), inbox.post)
        printer = EscposPrinter(inbox.post, wires.printer.where, **QUICK)
        scanner = LineScanner("serial", str(self.folder / "scanner"), 9600, inbox.post)
        speaker = ChildSpeaker([str(wires.player)])
        touch = lambda: TouchPanel(wires.panel.path, SIZE)  # noqa: E731
        return Devices(lamps, printer, touch, speaker, inbox, scanner, (self.buttons, lamps))

    def panel(self, post: ports.Post) -> FoundPanel:
        card = self.wires.card
        return FoundPanel(lambda: MappedPanel(DrmScreen(Wish(SIZE), ioctl=card.ioctl, map_=card.map)), post)

    def turn(self) -> None:
        """One of the loop's own: whatever can be read is, then it settles."""
        for key, _ in self.app.loop._selector.select(0):
            key.data()
        self.app.settle()

    def reads_the_panel(self) -> None:
        """The loop comes to it, and to nothing else."""
        panel = self.app.touch._panel
        if panel is not None and panel.device is not None:
            self.app.touch._read()

    # --- what is done at the far ends ---

    def raw(self, x: int, y: int) -> tuple[int, int]:
        """A dot of the screen as the panel says it."""
        return round((x + 0.5) * HIGH / SIZE[0]), round((y + 0.5) * HIGH / SIZE[1])

    def contact(self, name: str, edges: list[tuple[float, int]], late_ms: int = 0) -> None:
        """Edges (ms after now, level) that the kernel stamped when they came, and of which all are heard by and by."""
        began, lines = self.mono, self.wires.lines
        self.mono = round(began + (edges[-1][0] if edges else 0) + late_ms) + 1
        with self.factory.edges._lock:
            for after, level in edges:
                lines.drive(PINS[name], level, (began + after) / 1000)
        if not lines.gone:
            until(self.hears_all, "the edges")

    def hears_all(self) -> bool:
        with self.factory.edges._lock:
            inputs = [line for number, line in self.wires.lines.held.items() if number in PINS.values()]
            return not self.factory.edges._broken and not any(line._edges or line._dead for line in inputs)

    def scans(self, code: str, times: int = 1) -> None:
        """Held under the scanner until it is read, as a person does, and for a while more."""
        waiting = self.app.devices.inbox._waiting
        end = time.monotonic() + PATIENCE_S
        while CodeScanned(code) not in tuple(waiting):
            assert time.monotonic() < end, f"never read: {code}"
            for _ in range(times):
                self.wires.scanner.scan(code)
            heard = threading.Event()
            for _ in range(100):
                if CodeScanned(code) in tuple(waiting):
                    break
                heard.wait(0.005)

    def serve(self, counter: int) -> str:
        """A visit that has just ended there; its slip's code."""
        self.served_so_far += 1
        self.served(counter, token := f"v{self.served_so_far:011d}")
        return token

    def close(self) -> None:
        self.app.touch.close()
        self.app.screen.panel._panel.lost("the end")
        os.close(self.wires.card.fd)
        if self.scanner_there:
            self.wires.scanner.unplug()
        self.app.devices.close()
        self.factory.close()
        self.bell.close()
        self.journal.close()


def finger(dice: random.Random) -> list[tuple[float, int]]:
    """The edges of one press, with bounce at both its ends, and the rest behind it."""
    edges, at = list[tuple[float, int]](), 0.0
    for level, stays in ((0, dice.randint(30, 400)), (1, dice.randint(60, 200))):
        for wait, now in bounce(level, dice):
            at += wait * 1000
            edges.append((at, now))
        at += stays
    return [*edges, (at, 1)]


def dips(dice: random.Random) -> list[tuple[float, int]]:
    """Sparks: closed for less than three milliseconds each."""
    edges, at = list[tuple[float, int]](), 0.0
    for _ in range(dice.randint(1, 5)):
        edges += [(at, 0), (at + dice.uniform(0.1, 2.4), 1)]
        at += dice.uniform(5, 60)
    return [*edges, (at + 60, 1)]


@contextmanager
def cabinet(folder: Path) -> Iterator[Cabinet]:
    """Open, with everything plugged in; the clock of the pins is the tests' own too."""
    (folder / "card0").write_bytes(b"")
    with pytest.MonkeyPatch.context() as patch, simulated_panel(folder) as panel, pty_printer(folder) as printer:
        card = SimulatedCard([(Mode(width=SIZE[0], height=SIZE[1]),)])
        wires = Wires(panel, SimulatedLines(), SimulatedScanner(folder / "scanner"), printer, card, folder / "player")
        wires.plays("exit 0")
        mono = [round(time.monotonic() * 1000)]
        made: list[Cabinet] = []

        def now() -> int:
            return made[0].mono if made else mono[0]

        patch.setattr(drm_cards, "CARDS", folder)
        patch.setattr("drivers.gpio.buttons.now_ms", now)
        patch.setattr("drivers.gpio.lines.time", SimpleNamespace(monotonic=lambda: now() / 1000))
        patch.setattr("drivers.gpio.lines._RETRY_MS", (5,))
        patch.setattr("drivers.scanner.reader._RETRY_MS", (5,))
        made.append(Cabinet(folder, wires, mono[0]))
        yield made[0]
        made[0].close()
