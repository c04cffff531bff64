"""What is looked after once a minute: the clock, the disk's reserve, the day that opens or closes."""

from collections.abc import Callable

from kiosk.app.clock_keeping import ClockKeeping
from kiosk.app.journal_writer import JournalWriter
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.decisions.device import not_told_again
from kiosk.core.decisions.schedule import day_due
from kiosk.host.disk.writes import DiskWrites

MINUTE_MS = 60_000
FIRST_WORDS_MS = 20_000  # after a start: by then every driver has looked for its device, and told of what is wrong


class Housekeeping:
    """`over`: safe mode is, and a start with everything may follow."""

    def __init__(
        self, settings: Settings, writer: JournalWriter, clock: ClockKeeping, over: Callable[[], bool]
    ) -> None:
        self.settings, self._writer, self.clock, self.over = settings, writer, clock, over
        self._writes = DiskWrites(writer.bell.runtime, "app")
        self._minute, self._word = -1, ""
        self.told = set[str]()  # devices that spoke since the start
        self._first_words: int | None = writer.now().mono + FIRST_WORDS_MS  # until then, mono ms; None: they are over

    def due(self, now: Moment) -> int:
        """Milliseconds until the next minute by the clock on the wall, which the screen shows."""
        return MINUTE_MS - now.wall % MINUTE_MS

    def look(self, now: Moment) -> bool:
        """Whether a new minute has begun, and was looked after. A clock that becomes known, or is doubted, does not
        wait for one."""
        new = now.wall // MINUTE_MS != self._minute
        if new or now.clock != self._word:
            self._word = now.clock
            self.clock.look(now)
        if not new:
            return False
        self._minute = now.wall // MINUTE_MS
        self._writer.retry(now.mono)
        self._writes.look(day_of(now.wall))
        self._writer.restore_reserve()
        self._turn_day(now)
        self._forget(now)
        return True

    def _forget(self, now: Moment) -> None:
        """Once a start, what an earlier one left."""
        if self._first_words is not None and now.mono >= self._first_words:
            self._first_words = None
            self._writer.write(lambda state, at: not_told_again(state, self.told))

    def _turn_day(self, now: Moment) -> None:
        hours = self.settings.hours
        if day_due(self._writer.state, now, hours):
            self._writer.write(lambda state, at: day_due(state, at, hours))
