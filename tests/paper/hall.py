"""A hall without a screen: a real journal, the real printer's worker on a pty, and people who take numbers."""

import queue
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from drivers.ports import DeviceFailed, Input, PrinterSaid, PrintMode, SlipEnded
from drivers.printer.worker import EscposPrinter
from kiosk.app import print_jobs
from kiosk.app.commands import CommandHandlers
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.device import device_moved
from kiosk.core.dialog.answers import Issued
from kiosk.core.dialog.commands import Issue, Reprint
from kiosk.core.state.values import Visit
from kiosk.journal.journal import Journal, migrate
from kiosk.paper.compose import Slips
from kiosk.paper.encode import Paper
from kiosk.paper.jobs import TicketJob
from tests.app.settings import small
from tests.paper.samples import CODE, sample_bytes
from tests.paper.wires import Far

SLIPS = {mode: sample_bytes(384, mode) for mode in get_args(PrintMode)}
MODEL = "KIOSK-58"
WORDS = re.compile(r"([A-Z]\d{3}) ([0-9a-z]{12})")
QUICK = {"settle": 0.02, "poll": 0.05, "troubled": 0.02, "stuck": 0.3, "out": 0.3, "answer": 0.02, "look": 0.05}
_MORNING = 1_795_480_270_000


@dataclass(frozen=True)
class SampleJob(TicketJob):
    """The sample slip with a visit's own words in it; a reprint is told by a line of its own."""

    number: str

    def encoded(self, mode: PrintMode) -> bytes:
        mark = b"IN LAI\n" if self.copy else b""
        slip = SLIPS[mode].replace(b"A015", self.number.encode()).replace(CODE.encode(), self.visit.encode())
        return slip[:2] + mark + slip[2:]


class SampleSlips(Slips):
    """Made once for all of the day's slips: only their words are exchanged."""

    def ticket(self, visit: Visit, ahead: int, copy: int) -> TicketJob:
        return SampleJob((), Paper(384), visit.token, copy, visit.ticket)


class Hall:
    """`far`: the printer's end of the wire; `mode`: confirmed for MODEL, which it must say it is."""

    def __init__(self, folder: Path, far: Far, mode: PrintMode, slips: type[Slips]) -> None:
        self.far, self.mode, self._began = far, mode, time.monotonic()
        migrate(folder / "journal.db")
        self.journal = Journal.open(folder / "journal.db", "urn:x:test", self._now)
        self.handlers = CommandHandlers(self.journal, small(), self._token)
        self.slips = slips(small(), self.journal)
        self._tokens = 0
        self._inputs: queue.Queue[Input] = queue.Queue()
        self.printer = EscposPrinter(
            self._inputs.put,
            **far.where,
            baud=921600,
            retry=(0.02,),
            print_mode=mode,
            print_mode_for=MODEL if mode != "raster" else "",
            **QUICK,  # type: ignore[arg-type]  # all are seconds
        )

    def _now(self) -> Moment:
        mono = round((time.monotonic() - self._began) * 1000)
        return Moment(_MORNING + mono, mono, "boot", "synchronised")

    def _token(self) -> str:
        self._tokens += 1
        return f"t{self._tokens:011d}"

    def take(self) -> Visit:
        """Somebody takes a number; the visit once the last word on its slip is written."""
        issued = self.handlers.handle(Issue("A", False, "touch"))
        assert isinstance(issued, Issued)
        return self._end(issued.visit)

    def reprint(self, token: str) -> Visit:
        self.handlers.handle(Reprint(token))
        return self._end(token)

    def _end(self, token: str) -> Visit:
        self.wait(lambda: self.visit(token).slip != "sending")
        return self.visit(token)

    def visit(self, token: str) -> Visit:
        return self.journal.state.visits[token]

    def device(self) -> str:
        return self.journal.state.devices.get("printer", "ok")

    def wait(self, holds: Callable[[], bool], seconds: float = 30) -> None:
        """Does what the app's loop does until it holds."""
        end = time.monotonic() + seconds
        self._news()
        while not holds():
            assert time.monotonic() < end, (self.device(), self.far.printer.state)
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

    def whole(self, visit: Visit) -> bool:
        """The slip of the visit as it stands now lies there, from its first byte to its cut."""
        body = self.slips.ticket(visit, 0, visit.copies).encoded(self.mode)
        return any(body in sheet for sheet in self.far.printer.slips)

    def numbers(self) -> list[set[str]]:
        """The numbers that stand on each piece of paper."""
        return [{n for n, _ in WORDS.findall(sheet.text)} for sheet in self.far.printer.sheets]


@contextmanager
def hall(folder: Path, far: Far, mode: PrintMode = "raster", slips: type[Slips] = SampleSlips) -> Iterator[Hall]:
    opened = Hall(folder, far, mode, slips)
    try:
        yield opened
    finally:
        opened.printer.close()
        opened.journal.close()
