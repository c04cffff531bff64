"""What a period of the journal adds up to, read a day at a time."""

from collections.abc import Iterator

from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.figures.period import Period, period_of, period_of_day
from kiosk.core.office.rules import Stamp, stamp
from kiosk.journal.past.days import PastDay, days_between
from kiosk.journal.reading import Reader


def figures_between(journal: Reader, first: str, last: str, test: bool, now: Moment | None = None) -> Period:
    """Of these dates (YYYY-MM-DD), both included. `test`: of training alone; `now`: until when what is open today is
    counted. Raises JournalError."""
    return period_of(_each(journal, first, last, test, now))


def _each(journal: Reader, first: str, last: str, test: bool, now: Moment | None) -> Iterator[Period]:
    for day in days_between(journal, first, last):
        yield period_of_day(day.events, day.guessed, day.unread, _until(day, now), test)


def _until(day: PastDay, now: Moment | None) -> Stamp | None:
    return stamp(now) if now and day.date == day_of(now.wall) else None
