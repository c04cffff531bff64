"""What the touch app writes and reads through: a journal that cannot be used becomes a screen that says so, no crash.

On a full disk the reserve is given back, the fault is written down, and what was to be written is tried once more; a
citizen is thanked only for what is on disk. `trouble` is what the out-of-order screen shows a technician.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from kiosk.app.commands import CommandHandlers, Decide
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.device import device_moved
from kiosk.core.dialog.answers import Answer
from kiosk.core.dialog.commands import Command
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State
from kiosk.host.disk_reserve import give_back, keep
from kiosk.journal.bell import Bell
from kiosk.journal.errors import DiskFull, JournalError

FULL = "The disk is full: make room on the data partition."
T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """The journal took it; `result` is what it gave."""

    result: T


@dataclass(frozen=True)
class NotWritten:
    """Nothing of it is on disk, and nobody may be thanked for it. `why`: one English line for a technician."""

    why: str


class JournalWriter:
    """`reserve`: the file of kiosk/host/disk_reserve.py; it is taken at once if there is room."""

    def __init__(self, handlers: CommandHandlers, bell: Bell, reserve: Path) -> None:
        self._handlers, self._journal, self._reserve = handlers, handlers.journal, reserve
        self.bell = bell
        self.trouble = ""
        keep(reserve)

    @property
    def state(self) -> State:
        """As this program last saw the journal."""
        return self._journal.state

    def now(self) -> Moment:
        return self._journal.now()

    def execute(self, command: Command) -> Done[Answer | None] | NotWritten:
        """Done with None: carried out, and there is nothing to say to the citizen."""
        done = self._tried(lambda: self._handlers.handle(command))
        if isinstance(done, Done):
            self._went()
        return done

    def write(self, decide: Decide) -> None:
        self._wrote(lambda: self._handlers.write(decide))

    def sweep(self) -> None:
        """The ends of visits that are due by now."""
        self._wrote(self._handlers.sweep)

    def refresh(self) -> list[Recorded]:
        """What was written by anybody since the last call."""
        done = self._tried(self._journal.refresh)
        return done.result if isinstance(done, Done) else []

    def checkpoint(self, last: bool = False) -> None:
        """Folds the write-ahead log back; `last`: before the program ends."""
        self._tried(lambda: self._journal.checkpoint(last))

    def restore_reserve(self) -> None:
        """Now and then: with room again the reserve is taken anew, and that is written down."""
        if keep(self._reserve) and self._journal.state.devices.get("disk") == "full":
            self.write(lambda state, now: device_moved(state, "disk", "ok"))

    def _wrote(self, work: Callable[[], list[Recorded]]) -> None:
        done = self._tried(work)
        if isinstance(done, Done) and done.result:
            self._went()

    def _tried(self, work: Callable[[], T]) -> Done[T] | NotWritten:
        try:
            return Done(work())
        except DiskFull:
            return self._on_reserve(work)
        except JournalError as error:
            return self._failed(str(error))

    def _on_reserve(self, work: Callable[[], T]) -> Done[T] | NotWritten:
        failed = self._failed(FULL)
        if not give_back(self._reserve):
            return failed
        self.write(lambda state, now: device_moved(state, "disk", "full"))
        return self._tried(work)

    def _failed(self, why: str) -> NotWritten:
        self.trouble = why
        return NotWritten(why)

    def _went(self) -> None:
        self.trouble = ""
        self.bell.ring()
