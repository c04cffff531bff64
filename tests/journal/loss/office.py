"""A kiosk in the middle of its day, made once and copied for each damage: half of its rows are folded back, half stand
in the log."""

import shutil
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.events import DeviceChanged, Fact
from kiosk.journal.journal import Journal
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.loss.preparing import prepare
from kiosk.journal.opening import open_file
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, TestClock

FILES = ("journal.db", "journal.db-wal", "journal.heads")


def kiosk_at(folder: Path, clock: TestClock | None = None) -> Kiosk:
    return Kiosk(folder / "journal.db", SOURCE, clock or TestClock(), "")


def prepared(folder: Path, anew: bool = True, clock: TestClock | None = None) -> list[str]:
    """As at the start of the box; what it said."""
    said: list[str] = []
    prepare(kiosk_at(folder, clock), anew, said.append)
    return said


def opened(folder: Path, clock: TestClock | None = None) -> Journal:
    return open_file(folder / "journal.db", SOURCE, clock or TestClock())


def take(journal: Journal, service: str) -> int:
    """The number that a citizen gets."""
    token = f"t{journal.state.seq}"
    written = journal.transact(lambda s, now: queue.issue(s, now, RULES, NewTicket(token, service)))
    return int(str(written[-1].event.__dict__["number"]))


def news(journal: Journal, n: int) -> None:
    journal.transact(lambda state, now: (Fact(DeviceChanged("scanner", f"state {n}")),))


@dataclass(frozen=True)
class Day:
    """`given`: the last number of each service; `rows` of the journal `id`; `folded`: rows that are folded back."""

    folder: Path
    id: str
    given: dict[str, int]
    rows: int
    folded: int

    def copied(self, to: Path) -> "Day":
        """As the disk stands while the programs run, or after a power cut."""
        to.mkdir()
        for name in FILES:
            if (self.folder / name).exists():
                shutil.copy(self.folder / name, to / name)
        return replace(self, folder=to)


def make(folder: Path, numbers: int = 18) -> Day:
    """The log stays as it is: somebody else still has the journal open."""
    prepared(folder)
    journal, given = opened(folder), {"A": 0, "B": 0}
    journal.checkpoint()
    for n in range(numbers):
        service = "AAB"[n % 3]
        given[service] = take(journal, service)
        news(journal, n)
        if n == numbers // 2:
            journal.checkpoint()
            folded = journal.state.seq
    keep = Day(folder, journal.id, given, journal.state.seq, folded)
    _OPEN.append(journal)
    return keep


_OPEN: list[Journal | sqlite3.Connection] = []  # closing the last one would fold the log back on Python 3.11
