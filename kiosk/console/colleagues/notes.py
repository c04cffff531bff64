"""What one officer wrote to the next about a visit that was sent on: it stays in the office and dies with the day.

Strategy: a small file of the console's own, beside the journal and never in it, so that no event, backup, bundle, copy
on a stick or message to the city has it. It is written before the facts that say that there is a note, so a cut between
the two leaves words that nobody points to, and none are missing. What is replaced or forgotten is overwritten where it
stood; what a card keeps of it in cells that it took out of use, no program can reach.
"""

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit
from kiosk.host.files import write_whole
from kiosk.host.owner import CONSOLE, own_folder
from kiosk.journal.errors import translated_errors

FILE = "notes.json"


class Notes:
    """Of one day, by visit and leg. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path, self._lock = path, threading.Lock()
        self._day, self._notes = _read(path)

    @classmethod
    def beside(cls, data: Path) -> "Notes":
        """`data`: the folder of the journal."""
        return cls(own_folder(data, CONSOLE) / FILE)

    def keep(self, state: State, facts: Sequence[Fact], note: str) -> None:
        """Of the visit that these facts send on. Raises DiskFull, JournalError."""
        sent = ((fact.visit, fact.event) for fact in facts if isinstance(fact.event, e.VisitTransferred))
        for token, event in sent:
            with self._lock, translated_errors(self.path):
                before = self._notes if self._day == state.opened else {}
                self._write(state.opened, {**before, _name(token or "", event.leg + 1): note})

    def of(self, visit: Visit) -> str | None:
        """The newest that came with it."""
        return self._notes.get(_name(visit.token, visit.noted)) if visit.noted else None

    def look(self, state: State) -> None:
        """Nothing stays behind the close of the day, whoever closed it. Raises JournalError."""
        over = state.seq and (state.closed or state.opened != self._day)
        with self._lock, translated_errors(self.path):
            if self._notes and over:
                self._write(0, {})

    def _write(self, day: int, notes: dict[str, str]) -> None:
        with _then_overwritten(self.path):
            write_whole(self.path, orjson.dumps({"day": day, "notes": notes}), 0o600)
        self._day, self._notes = day, notes


def _name(token: str, leg: int) -> str:
    return f"{token} {leg}"


def _read(path: Path) -> tuple[int, dict[str, str]]:
    """What cannot be read is no note."""
    try:
        found: Any = orjson.loads(path.read_bytes())
        return int(found["day"]), {str(name): str(note) for name, note in found["notes"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return 0, {}


class _then_overwritten:
    """The bytes of the file that stood there at the beginning, once another has its name."""

    def __init__(self, path: Path) -> None:
        self._path, self._old = path, -1

    def __enter__(self) -> None:
        with suppress(FileNotFoundError):
            self._old = os.open(self._path, os.O_WRONLY | os.O_NOFOLLOW)

    def __exit__(self, kind: object, error: object, at: object) -> None:
        if self._old < 0:
            return
        if error is None:
            os.pwrite(self._old, bytes(os.fstat(self._old).st_size), 0)
            os.fsync(self._old)
        os.close(self._old)
