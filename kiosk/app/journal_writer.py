"""What the touch app writes and reads through: a journal that cannot be used becomes a screen that says so, no crash.

On a full disk the reserve is given back, the fault is written down, and what was to be written is tried once more; a
citizen is thanked only for what is on disk. `trouble` is what the out-of-order screen shows a technician.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.app.commands import Wishes
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.device import device_moved
from kiosk.core.dialog.table import Said, Wish
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.values import State
from kiosk.journal.bell import Bell
from kiosk.journal.disk_reserve import give_back, keep
from kiosk.journal.journal import DiskFull, JournalError

FULL = "The disk is full: make room on the data partition."
T = TypeVar("T")


class Pen:
    """`reserve`: the file of disk_reserve.py; it is taken at once if there is room."""

    def __init__(self, wishes: Wishes, bell: Bell, reserve: Path) -> None:
        self._wishes, self._bell, self._reserve = wishes, bell, reserve
        self.trouble = ""
        keep(reserve)

    def carry(self, wish: Wish) -> Said | None:
        """What came of it, for the talk."""
        done = self._tried(lambda: self._wishes.carry(wish))
        if done:
            self._went()
        return done[0] if done else None

    def write(self, decide: Callable[[State, Moment], tuple[Fact, ...]]) -> None:
        done = self._tried(lambda: self._wishes.write(decide))
        if done and done[0]:
            self._went()

    def news(self) -> list[Recorded]:
        """What was written by anybody since the last call."""
        done = self._tried(self._wishes.journal.refresh)
        return done[0] if done else []

    def fold(self, last: bool = False) -> None:
        """A checkpoint of the write-ahead log; `last`: before the program ends."""
        self._tried(lambda: self._wishes.journal.checkpoint(last))

    def look_after(self) -> None:
        """Now and then: with room again the reserve is taken anew, and that is written down."""
        if keep(self._reserve) and self._wishes.journal.state.devices.get("disk") == "full":
            self.write(lambda state, now: device_moved(state, "disk", "ok"))

    def _tried(self, work: Callable[[], T]) -> list[T]:
        """Its result alone, or nothing."""
        try:
            return [work()]
        except DiskFull:
            return self._on_reserve(work)
        except JournalError as error:
            self.trouble = str(error)
            return []

    def _on_reserve(self, work: Callable[[], T]) -> list[T]:
        self.trouble = FULL
        if not give_back(self._reserve):
            return []
        self.write(lambda state, now: device_moved(state, "disk", "full"))
        return self._tried(work)

    def _went(self) -> None:
        self.trouble = ""
        self._bell.ring()
