"""What anybody wrote into the journal, read when the bell rings; and the log folded back once it is quiet.

The bell's net (inotify) speaks before a commit can be seen, so after it the journal is looked at again a few times
(kiosk/journal/bell.py). The touch app owns the checkpoints: one between two citizens costs nobody a wait. Each writes
down how far the journal reaches too (kiosk/journal/last_known.py), so one is made before a loss could hide more numbers
than are left out then; and none where nothing was written.
"""

from kiosk.app.journal_writer import JournalWriter
from kiosk.core.record.events import Recorded
from kiosk.core.state.losses import AHEAD, ahead
from kiosk.journal.bell import LOOK_AGAIN_MS

QUIET_MS = 60_000  # without news before the log is folded back
SHORT_QUIET_MS = 10_000  # the same when there is much in it
FOLD_ROWS = 400  # rows that are much
FOLD_NUMBERS = AHEAD // 2  # numbers of one service that are much
MUST_FOLD_NUMBERS = AHEAD - 5  # whoever waits


class JournalNews:
    def __init__(self, writer: JournalWriter) -> None:
        self._writer = writer
        self._look_again = list[int]()
        self._folded, self._quiet_since = writer.state, 0

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
            self._folded = self._writer.state

    def _fold_due(self, mono: int) -> int | None:
        quiet = quiet_before_fold(self._writer.state.seq - self._folded.seq, ahead(self._writer.state, self._folded))
        return None if quiet is None else max(0, self._quiet_since + quiet - mono)


def quiet_before_fold(rows: int, numbers: int) -> int | None:
    """Milliseconds without news after which the log is folded back; None: nothing was written. Pure.

    `rows`, `numbers`: written since, and of the service that gave most."""
    if not rows:
        return None
    if numbers >= MUST_FOLD_NUMBERS:
        return 0
    return SHORT_QUIET_MS if rows >= FOLD_ROWS or numbers >= FOLD_NUMBERS else QUIET_MS
