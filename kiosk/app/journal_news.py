"""What anybody wrote into the journal, read when the bell rings; and the log folded back once it is quiet.

The bell's net (inotify) speaks before a commit can be seen, so after it the journal is looked at again a few times
(kiosk/journal/bell.py). The touch app owns the checkpoints: one between two citizens costs nobody a wait. Each writes
down how far the journal reaches too (kiosk/journal/last_known.py), so one is made before a loss could hide more numbers
than are left out then; and none where nothing was written. It writes each page of the file that was touched since the
last one, so the fewer there are a day, the longer the card lives: not two within `APART_MS` while there is little in
the log (measured by `./scripts/bench flash`).
"""

from typing import NamedTuple

from kiosk.app.journal_writer import JournalWriter
from kiosk.core.record.events import Recorded
from kiosk.core.state.losses import AHEAD, ahead
from kiosk.journal.bell import LOOK_AGAIN_MS

QUIET_MS = 60_000  # without news before the log is folded back
APART_MS = 900_000  # from one folding back to the next, where not much is in the log
SHORT_QUIET_MS = 10_000  # the same when there is much in it
FOLD_ROWS = 400  # rows that are much
FOLD_NUMBERS = AHEAD // 2  # numbers of one service that are much
MUST_FOLD_NUMBERS = AHEAD - 5  # whoever waits


class JournalNews:
    def __init__(self, writer: JournalWriter) -> None:
        self._writer = writer
        self._look_again = list[int]()
        self._folded, self._quiet_since = writer.state, 0
        self._folded_at = -APART_MS  # at the first quiet minute of a start, however soon it comes

    def hear(self) -> None:
        """The bell's descriptor is readable."""
        if self._writer.bell.heard():
            self._look_again = list(LOOK_AGAIN_MS)

    def take(self) -> list[Recorded]:
        """What was written since the last call, oldest first."""
        del self._look_again[:1]
        news = self._writer.refresh()
        if news:
            self._quiet_since = self._writer.now().mono
        return news

    def dues(self, mono: int) -> tuple[int | None, int | None]:
        """Milliseconds until the next look, and until the log wants folding back; None: not by itself."""
        return (self._look_again[0] if self._look_again else None), self._fold_due(mono)

    def fold_if_quiet(self, mono: int) -> None:
        if self._fold_due(mono) == 0:
            self._writer.checkpoint()
            self._folded, self._folded_at = self._writer.state, mono

    def _fold_due(self, mono: int) -> int | None:
        rows, numbers = self._writer.state.seq - self._folded.seq, ahead(self._writer.state, self._folded)
        wait = wait_before_fold(rows, numbers)
        if wait is None:
            return None
        return max(0, self._quiet_since + wait.quiet - mono, self._folded_at + wait.apart - mono)


class Wait(NamedTuple):
    """Milliseconds: without news, and since the last folding back."""

    quiet: int
    apart: int


def wait_before_fold(rows: int, numbers: int) -> Wait | None:
    """What is waited for before the log is folded back; None: nothing was written. Pure.

    `rows`, `numbers`: written since, and of the service that gave most."""
    if not rows:
        return None
    if numbers >= MUST_FOLD_NUMBERS:
        return Wait(0, 0)
    much = rows >= FOLD_ROWS or numbers >= FOLD_NUMBERS
    return Wait(SHORT_QUIET_MS, 0) if much else Wait(QUIET_MS, APART_MS)
