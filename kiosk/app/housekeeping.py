"""What is looked after once a minute: the clock, the disk's reserve, the day that opens or closes."""

from collections.abc import Callable

from kiosk.app.clock_keeping import ClockKeeping
from kiosk.app.journal_writer import JournalWriter
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.decisions.schedule import day_due
from kiosk.host.disk_writes import DiskWrites

MINUTE_MS = 60_000


class Housekeeping:
    """`over`: safe mode is, and a start with everything may follow."""

    def __init__(
        self, settings: Settings, writer: JournalWriter, clock: ClockKeeping, over: Callable[[], bool]
    ) -> None:
        self._settings, self._writer, self.clock, self.over = settings, writer, clock, over
        self._writes = DiskWrites(writer.bell.runtime, "app")
        self._minute, self._word = -1, ""

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
        return True

    def _turn_day(self, now: Moment) -> None:
        hours = self._settings.hours
        if day_due(self._writer.state, now, hours):
            self._writer.write(lambda state, at: day_due(state, at, hours))
