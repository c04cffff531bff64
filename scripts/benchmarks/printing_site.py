"""A kiosk without a screen: a real journal, the real printer's worker on a wire."""

import queue
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.ports import DeviceFailed, Input, PrinterSaid, PrintMode, SlipEnded
from drivers.printer.worker import EscposPrinter
from kiosk.app import print_jobs
from kiosk.app.commands import CommandHandlers
from kiosk.core.calendar.moment import ClockSource
from kiosk.core.decisions.device import device_moved
from kiosk.core.state.values import Visit
from kiosk.journal.opening import migrate, open_file
from kiosk.paper.compose import Slips
from scripts.benchmarks.pty_printer import WiredPrinter
from scripts.small_office import small

MODEL = "KIOSK-58"
QUICK: dict[str, Any] = {
    "rest": lambda seconds: None,
    "settle": 0.02,
    "poll": 0.05,
    "troubled": 0.02,
    "stuck": 1.0,
    "out": 0.6,
    "answer": 0.06,
    "look": 0.05,
}
_MORNING = 1_795_480_270_000


class _Morning:
    """A clock that begins at 7:31 on a working day."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def mono(self) -> int:
        return round((time.monotonic() - self._began) * 1000)

    def wall(self) -> int:
        return _MORNING + self.mono()

    def source(self) -> ClockSource:
        return "synchronised"

    def boot(self) -> str:
        return "boot"

    def rtc_name(self) -> str:
        return ""


class PrintingSite:
    """`far`: the printer's end of the wire; `mode`: confirmed for MODEL, which it must say it is."""

    def __init__(self, folder: Path, far: WiredPrinter, mode: PrintMode, slips: type[Slips]) -> None:
        self.far = far
        migrate(folder / "journal.db")
        self.journal = open_file(folder / "journal.db", "urn:x:test", _Morning())
        self.handlers = CommandHandlers(self.journal, small(), self._token)
        self.slips = slips(small(), self.journal)
        self._tokens = 0
        self._inputs: queue.Queue[Input] = queue.Queue()
        self.printer = EscposPrinter(
            self._inputs.put,
            replace(far.where, baud=921600),
            retry=(0.02,),
            print_mode=mode,
            print_mode_for=MODEL if mode != "raster" else "",
            **QUICK,
        )

    def _token(self) -> str:
        self._tokens += 1
        return f"t{self._tokens:011d}"

    def visit(self, token: str) -> Visit:
        return self.journal.state.visits[token]

    def wait(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        """Does what the app's loop does until it holds."""
        end = time.monotonic() + seconds
        self._news()
        while not holds():
            assert time.monotonic() < end, (self.journal.state.devices, self.far.printer.state)
            with suppress(queue.Empty):  # the far end's paper moves without an input of ours
                self._hear(self._inputs.get(timeout=0.02))
            self._news()

    def _news(self) -> None:
        for recorded in self.journal.refresh():
            job = print_jobs.job_of(self.slips, self.journal.state, recorded)
            if job is not None:
                self.printer.print(job)

    def _hear(self, said: Input) -> None:
        match said:
            case SlipEnded():
                self.handlers.write(lambda s, now: print_jobs.ended(s, said))
            case PrinterSaid(state):
                self.handlers.write(lambda s, now: device_moved(s, "printer", state))
            case DeviceFailed(device):
                self.handlers.write(lambda s, now: device_moved(s, device, "missing"))

    def close(self) -> None:
        self.printer.close()
        self.journal.close()
