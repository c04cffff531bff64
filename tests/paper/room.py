"""People in front of a kiosk without a screen: they take numbers, and look at their slips."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from drivers.ports import PrintMode
from kiosk.core.dialog.answers import Issued
from kiosk.core.dialog.commands import Issue, Reprint
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.state.values import Visit
from kiosk.paper.compose import Slips
from kiosk.paper.encode import Paper
from kiosk.paper.jobs import TicketJob
from scripts.benchmarks.printing_site import PrintingSite
from scripts.benchmarks.pty_printer import WiredPrinter
from scripts.benchmarks.sample_slip import CODE, sample_bytes

SLIPS = {mode: sample_bytes(384, mode) for mode in get_args(PrintMode)}
WORDS = re.compile(r"([A-Z]\d{3}) ([0-9a-z]{12})")


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

    def ticket(self, visit: Visit, told: Outlook | None, copy: int) -> TicketJob:
        return SampleJob((), Paper(384), visit.token, copy, visit.ticket)


class Room(PrintingSite):
    """Prints in `mode`."""

    def __init__(self, folder: Path, far: WiredPrinter, mode: PrintMode) -> None:
        super().__init__(folder, far, mode, SampleSlips)
        self.mode = mode

    def take(self) -> Visit:
        """Somebody takes a number; the visit once the last word on its slip is written."""
        issued = self.handlers.handle(Issue("A", False, "touch", sure=True))
        assert isinstance(issued, Issued)
        return self._end(issued.visit)

    def reprint(self, token: str) -> Visit:
        self.handlers.handle(Reprint(token))
        return self._end(token)

    def _end(self, token: str) -> Visit:
        self.wait(lambda: self.visit(token).slip != "sending")
        return self.visit(token)

    def device(self) -> str:
        return self.journal.state.devices.get("printer", "ok")

    def whole(self, visit: Visit) -> bool:
        """The slip of the visit as it stands now lies there, from its first byte to its cut."""
        body = self.slips.ticket(visit, None, visit.copies).encoded(self.mode)
        return any(body in sheet for sheet in self.far.printer.slips)

    def numbers(self) -> list[set[str]]:
        """The numbers that stand on each piece of paper."""
        return [{n for n, _ in WORDS.findall(sheet.text)} for sheet in self.far.printer.sheets]


@contextmanager
def room_of(folder: Path, far: WiredPrinter, mode: PrintMode = "raster") -> Iterator[Room]:
    with closing(Room(folder, far, mode)) as room:
        yield room
