"""What the touch app writes of its clock: corrections and doubts into the journal, the last time and the battery clock
into files of the data folder (kiosk/host/clock_files.py). None of it holds anybody up: what fails is tried again.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.app.journal_writer import JournalWriter
from kiosk.core.calendar.moment import Moment, is_known
from kiosk.core.decisions.clock import doubted, settled
from kiosk.host.clock_files import keep_time, note_rtc
from kiosk.journal.timestamps import Timestamps

TRIAL_OVER_MS = 60_000  # after a start of the app: by then a version on trial was judged (kiosk/update/rules.py)
KEPT_MS = 1_800_000  # between two times kept; by day events are nearer than that, and nothing is written to the card


class ClockKeeping:
    """`timestamps`: the journal's own; `data`: the folder of the notes."""

    def __init__(self, writer: JournalWriter, timestamps: Timestamps, data: Path) -> None:
        self._writer, self._timestamps, self._data = writer, timestamps, data
        self._began = writer.now().mono
        self._kept, self._noted = self._began, False

    def look(self, now: Moment) -> None:
        """Not just after a start of the app does it write of times: an update that goes back from its trial finds
        nothing in the journal that the version before cannot read."""
        if now.mono - self._began >= TRIAL_OVER_MS:
            self._write_down(now)
        self._note(now)

    def stop(self) -> None:
        """The program ends."""
        now = self._writer.now()
        if is_known(now.clock):
            self._try(lambda: keep_time(self._data, now.wall))

    def _write_down(self, now: Moment) -> None:
        raw, state = self._timestamps.raw(), self._writer.state
        if doubted(state, raw):
            self._writer.write(lambda state, _: doubted(state, raw))
        if settled(state, now):
            self._writer.write(settled)

    def _note(self, now: Moment) -> None:
        last = self._writer.state.last
        if not is_known(now.clock):
            return
        if now.mono - self._kept >= KEPT_MS and (last is None or now.wall - last.wall >= KEPT_MS):
            self._kept = now.mono
            self._try(lambda: keep_time(self._data, now.wall))
        if not self._noted and now.clock in ("set", "synchronised") and (name := self._timestamps.clock.rtc_name()):
            self._noted = True
            self._try(lambda: note_rtc(self._data, name))

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            print(f"kiosk.data: a note of the clock was not kept: {error}", file=sys.stderr, flush=True)
