"""What anybody wrote into the journal, read when the bell rings; and the log folded back once it is quiet.

The bell's net (inotify) speaks before a commit can be seen, so after it the journal is looked at again a few times
(kiosk/journal/bell.py). The touch app owns the checkpoints: one between two citizens costs nobody a wait.
"""

from kiosk.app.journal_writer import JournalWriter
from kiosk.core.record.events import Recorded
from kiosk.journal.bell import LOOK_AGAIN_MS

QUIET_MS = 10_000  # without news before the log is folded back
FOLD_ROWS = 400  # rows after which folding back is worth its writes


class JournalNews:
    def __init__(self, writer: JournalWriter) -> None:
        self._writer = writer
        self._look_again = list[int]()
        self._folded, self._quiet_since = writer.state.seq, 0

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
            self._folded = self._writer.state.seq

    def _fold_due(self, mono: int) -> int | None:
        rows = self._writer.state.seq - self._folded
        return max(0, self._quiet_since + QUIET_MS - mono) if rows >= FOLD_ROWS else None
