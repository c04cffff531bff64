"""What the touch app writes and reads through: a journal that cannot be used becomes a screen that says so, no crash.

On a full disk the reserve is given back, the fault is written down, and what was to be written is tried once more; a
citizen is thanked only for what is on disk. `trouble` is what the out-of-order screen shows a technician, and what the
other programs are told (kiosk/host/troubles.py). While it lasts every few seconds one page is written as a trial, until
it goes through; a citizen's wish is a trial too. What the house itself had to write meanwhile (a printer's word, the
end of a slip) waits in memory, in order.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, TypeVar

from kiosk.app.commands import CommandHandlers, Decide
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.device import device_moved, journal_back
from kiosk.core.dialog.answers import Answer
from kiosk.core.dialog.commands import Command
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State, Visit
from kiosk.host.disk.reserve import keep
from kiosk.host.troubles import tell
from kiosk.journal.bell import Bell
from kiosk.journal.errors import DiskFull, JournalError
from kiosk.journal.schema import kept_beside
from kiosk.office import Office

FULL = "The disk is full: make room on the data partition."
MAX_WHY = 200  # letters of an event's text
RETRY_MS = 2_000  # between two trials; the screen is home within 5 s of the cause's end
MAX_LATER = 200  # of what waits to be written
PATIENCE_MS = 400  # for another program's lock: a finger waits
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
    """`reserve`: the file of kiosk/host/disk/reserve.py; it is taken at once if there is room."""

    def __init__(self, handlers: CommandHandlers, bell: Bell, reserve: Path) -> None:
        self._handlers, self._journal, self._reserve = handlers, handlers.journal, reserve
        self._later, self._retry_at = deque[Decide](maxlen=MAX_LATER), 0
        self.bell = bell
        self.trouble = ""
        self._journal.wait_at_most(PATIENCE_MS)
        tell(bell.runtime, "app", "")
        keep(reserve)

    @property
    def state(self) -> State:
        """As this program last saw the journal."""
        return self._journal.state

    def look(self) -> State:
        """The state with what everybody has written by now, for understanding what a person says: an officer's press of
        a moment ago counts, though its bell may come later. As last seen where the journal cannot be read."""
        self._tried(self._journal.look)
        return self.state

    def now(self) -> Moment:
        return self._journal.now()

    def settings(self) -> Settings:
        """Those that hold now."""
        self._handlers.renew(self.state)
        return self._handlers.settings

    def execute(self, command: Command) -> Done[Answer | None] | NotWritten:
        """Done with None: carried out, and there is nothing to say to the citizen."""
        done = self._tried(lambda: self._handlers.handle(command))
        if isinstance(done, Done):
            self._went()
        return done

    def wish(self, ask: Callable[[Office], T]) -> Done[T] | NotWritten:
        """What an officer asks for from a device of this program, by the settings and the desks of now. Raises
        Refused."""
        self.look()
        office = Office(self._journal, self.settings().rules, {}, lambda: None)  # `_went` rings
        done = self._tried(lambda: ask(office))
        if isinstance(done, Done):
            self._went()
        return done

    def past_visit(self, token: str) -> Visit | None:
        """Of a slip of the last days; None where there is none, or the journal cannot be read."""
        done = self._tried(lambda: self._handlers.past_visit(token))
        return done.result if isinstance(done, Done) else None

    def write(self, decide: Decide) -> None:
        """Now, or as soon as the journal can be written again; decided by the state of then."""
        if self.trouble or not self._wrote(lambda: self._handlers.write(decide)):
            self._later.append(decide)

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

    def journal_word(self) -> tuple[Literal["ok", "damaged", "renewed"], str]:
        """How the journal itself is, for whoever looks after it: ok; damaged, rows of late days cannot be read;
        renewed, it goes on from a lost one that is still kept aside. And why."""
        if self._journal.damages:
            return "damaged", "; ".join(map(str, self._journal.damages))[:MAX_WHY]
        kept = kept_beside(self._journal.path)
        return ("renewed", f"the lost one is kept in {', '.join(kept)}"[:MAX_WHY]) if kept else ("ok", "")

    def restore_reserve(self) -> None:
        """Now and then: with room again the reserve is taken anew, and that is written down."""
        if keep(self._reserve) and self._journal.state.devices.get("disk") == "full":
            self._wrote(lambda: self._handlers.write(lambda state, now: device_moved(state, "disk", "ok")))

    def retry_due(self, mono: int) -> int | None:
        """Milliseconds until the journal is tried again; None: nothing is wrong with it."""
        return max(0, self._retry_at - mono) if self.trouble else None

    def retry(self, mono: int) -> None:
        """Tries it when that is due."""
        if self.retry_due(mono) == 0:
            self._went()

    def _wrote(self, work: Callable[[], list[Recorded]]) -> bool:
        done = self._tried(work)
        if isinstance(done, Done) and done.result:
            self._went()
        return isinstance(done, Done)

    def _tried(self, work: Callable[[], T]) -> Done[T] | NotWritten:
        try:
            return Done(self._journal.on_reserve(work))
        except DiskFull:
            return self._failed(FULL)
        except JournalError as error:
            return self._failed(str(error))

    def _failed(self, why: str) -> NotWritten:
        if why != self.trouble:
            tell(self.bell.runtime, "app", why)
            self.bell.ring()  # whoever speaks of this box to others looks at once
        mono = self.now().mono
        if not self.retry_due(mono):  # else what fails meanwhile would put it off for ever
            self._retry_at = mono + RETRY_MS
        self.trouble = why
        return NotWritten(why)

    def _went(self) -> None:
        """Something went through. Trouble is over when a page was written: a wish that needed none proves nothing."""
        if self.trouble and isinstance(self._tried(self._journal.probe), Done):
            over, self.trouble = self.trouble, ""
            tell(self.bell.runtime, "app", "")
            self._catch_up(over)
        self.bell.ring()

    def _catch_up(self, over: str) -> None:
        """What was wrong, where it does not stand there yet as a full disk, and all that waits; whatever fails again
        goes on waiting."""
        waiting = [*self._later]
        self._later.clear()
        if over != FULL:
            self.write(lambda state, now: journal_back(state, over))
        for decide in waiting:
            self.write(decide)
