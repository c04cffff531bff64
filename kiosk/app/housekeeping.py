"""What is looked after once a minute: the clock that became known, the disk's reserve, the day that opens or closes."""

from collections.abc import Callable

from kiosk.app.journal_writer import JournalWriter
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.schedule import day_due
from kiosk.core.record.events import ClockCorrected, Fact

MINUTE_MS = 60_000


class Housekeeping:
    """`estimate`: wall time at a mono time as it was told before the clock was known (kiosk/journal/timestamps.py).
    `over`: safe mode is, and a start with everything may follow."""

    def __init__(
        self, settings: Settings, writer: JournalWriter, estimate: Callable[[int], int], over: Callable[[], bool]
    ) -> None:
        self._settings, self._writer, self._estimate, self.over = settings, writer, estimate, over
        self._clock, self._minute = writer.now().clock, -1

    def due(self, now: Moment) -> int:
        """Milliseconds until the next minute by the clock on the wall, which the screen shows."""
        return MINUTE_MS - now.wall % MINUTE_MS

    def look(self, now: Moment) -> bool:
        """Whether a new minute has begun, and was looked after."""
        if now.wall // MINUTE_MS == self._minute:
            return False
        self._minute = now.wall // MINUTE_MS
        self._correct_clock(now)
        self._writer.restore_reserve()
        self._turn_day(now)
        return True

    def _correct_clock(self, now: Moment) -> None:
        if self._clock == "estimated" and now.clock == "synchronised":
            offset = now.wall - self._estimate(now.mono)
            self._writer.write(lambda state, at: (Fact(ClockCorrected(offset)),))
        self._clock = now.clock

    def _turn_day(self, now: Moment) -> None:
        hours = self._settings.hours
        if day_due(self._writer.state, now, hours):
            self._writer.write(lambda state, at: day_due(state, at, hours))
