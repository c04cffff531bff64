"""Beyond the connectors of a recorded day: a clock that stands until it is moved, and ends of wires that promise.

What is shown, printed or spoken becomes a promise at that moment; nothing is drawn, put on paper or heard.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers import ports
from kiosk.app.app import App
from kiosk.core.dialog.view import View
from kiosk.paper.jobs import TicketJob

THANKS = ("thanks", "which-counter")
TAPS = (
    *("service-A", "service-B", "priority", "reprint", "rate", "level-1", "level-2", "level-3", "level-4", "skip"),
    *("counter-1", "counter-2", "counter-3", "reason-LATE", "reason-ATTITUDE", "decline", "not-this-counter", "done"),
)
MORNING = 1_795_480_270_000  # 2026-11-24 07:31:10


@dataclass
class StandingClock:
    """`drivers.ports.Clock`; `known`: its time was set by somebody."""

    wall_ms: int = MORNING
    mono_ms: int = 1_000_000
    boot_id: str = "first"
    known: bool = True

    def wall(self) -> int:
        return self.wall_ms

    def mono(self) -> int:
        return self.mono_ms

    def source(self) -> ports.ClockSource:
        return "synchronised" if self.known else "unknown"

    def rtc_name(self) -> str:
        return ""

    def boot(self) -> str:
        return self.boot_id

    def passes(self, ms: int) -> None:
        self.wall_ms, self.mono_ms = self.wall_ms + ms, self.mono_ms + ms


@dataclass(frozen=True)
class Promises:
    """Writes into the file of promises: what is written there stands at its place among the system calls."""

    fd: int
    clock: StandingClock

    def make(self, promise: str, **what: object) -> None:
        said = {"promise": promise, "at_ms": self.clock.wall_ms, **what}
        os.write(self.fd, json.dumps(said).encode() + b"\n")

    def file(self, promise: str, name: str, content: bytes) -> None:
        self.make(promise, name=name, sha256=hashlib.sha256(content).hexdigest())


class Eye:
    """The screen, seen and not drawn; a finger's x is the number of what it touches."""

    def __init__(self, promises: Promises) -> None:
        self._promises, self._shown = promises, ""
        self.app: App

    def poll(self, mono: int) -> None:
        """There is no panel to be found again."""

    def ms_until_due(self, mono: int) -> None:
        return None

    def hit(self, x: int, y: int) -> str:
        return TAPS[x]

    meant = hit

    def was_tapped(self, thing: str) -> None:
        return None

    def is_read(self, screen: str, mono: int) -> bool:
        return True

    def show(self, view: View, whom: tuple[object, ...] = ()) -> bool:
        dialog = self.app.dialog
        seen = f"{view.screen} {dialog.ticket} {dialog.rating} {view.level}"
        if seen != self._shown and view.screen == "ticket":
            self._promises.make("number", visit=dialog.ticket, ticket=view.ticket)
        elif seen != self._shown and view.screen in THANKS:
            self._promises.make("rating", rating=dialog.rating, level=view.level)
        self._shown = seen
        return True


class PaperTray:
    """The printer: each job's first byte is a promise; its end is said later, by `ends`."""

    def __init__(self, promises: Promises) -> None:
        self._promises, self.waiting = promises, list[TicketJob]()
        self.tickets: Callable[[str], str]

    def print(self, job: ports.PrintJob) -> None:
        if isinstance(job, TicketJob):
            self._promises.make("number", visit=job.visit, ticket=self.tickets(job.visit))
            self._promises.make("slip", visit=job.visit, copy=job.copy)
            self.waiting.append(job)

    def state(self) -> ports.PrinterState:
        return "ok"

    def close(self) -> None:
        self.waiting.clear()


class Lamps:
    def show(self, lit: Sequence[str], breathe: Sequence[str] = ()) -> None:
        """Nobody looks."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Loudspeaker:
    """Every call that is spoken is a promise."""

    promises: Promises
    rows: Callable[[], int] = int

    def say(self, sentence: str) -> int:
        self.promises.make("rows", rows=self.rows())
        return 0

    def close(self) -> None:
        """Nothing is open."""
