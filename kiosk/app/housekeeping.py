"""What is looked after once a minute: the clock that became known, the disk's reserve, the day that opens or closes."""

from collections.abc import Callable

from kiosk.app.journal_writer import JournalWriter
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment, is_known
from kiosk.core.decisions.schedule import day_due
from kiosk.core.record.events import ClockCorrected, Fact
from kiosk.core.state.values import State
from kiosk.journal.reading import Guess

MINUTE_MS = 60_000
TRIAL_OVER_MS = 60_000  # after a start of the app: by then a version on trial was judged (kiosk/update/rules.py)


class Housekeeping:
    """`guess`: the last moment of a start of the machine that was written without knowing the time, None for none or
    where the correction was written (the journal's `last_guess`). `over`: safe mode is, and a start with everything may
    follow."""

    def __init__(
        self, settings: Settings, writer: JournalWriter, guess: Callable[[str], Guess | None], over: Callable[[], bool]
    ) -> None:
        self._settings, self._writer, self._guess, self.over = settings, writer, guess, over
        self._began, self._minute, self._corrected = writer.now().mono, -1, False

    def due(self, now: Moment) -> int:
        """Milliseconds until the next minute by the clock on the wall, which the screen shows."""
        return MINUTE_MS - now.wall % MINUTE_MS

    def look(self, now: Moment) -> bool:
        """Whether a new minute has begun, and was looked after."""
        if now.wall // MINUTE_MS == self._minute:
            return False
        self._minute = now.wall // MINUTE_MS
        self._writer.retry(now.mono)
        self._correct_clock(now)
        self._writer.restore_reserve()
        self._turn_day(now)
        return True

    def _correct_clock(self, now: Moment) -> None:
        """Once for a start of the machine, when the time is known. Not just after a start of the app: an update that
        goes back from its trial finds nothing in the journal that the version before cannot read."""
        if not is_known(now.clock):
            self._corrected = False
        elif not self._corrected and now.mono - self._began >= TRIAL_OVER_MS:
            self._writer.write(self._correction)
            self._corrected = not self._writer.trouble

    def _correction(self, state: State, now: Moment) -> tuple[Fact, ...]:
        """By what stands in the journal, whichever program wrote it: a program that starts anew remembers nothing."""
        guess = self._guess(now.boot)
        if guess is None:
            return ()
        began_ms = now.wall - now.mono
        return (Fact(ClockCorrected(now.boot, began_ms, began_ms + guess.mono - guess.wall, now.clock)),)

    def _turn_day(self, now: Moment) -> None:
        hours = self._settings.hours
        if day_due(self._writer.state, now, hours):
            self._writer.write(lambda state, at: day_due(state, at, hours))
