"""The days of a period, each with its events at their true times: only the rows of these days are read, and few around.

Where a period begins is found by halving, from the times that rows tell; from there on days are told one after the
other, so that no more than one of them is in memory. A day whose clock was a guess got its date, and its events their
times, by rows that came later: these are looked for first.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.core.calendar.moment import from_iso
from kiosk.core.figures.days import dates_in, days_in
from kiosk.core.figures.moments import Happened, corrections_in, truly
from kiosk.core.record.events import ClockBounded, ClockCorrected, DayDated, DayOpened, Recorded
from kiosk.core.record.former_events import ClockCorrectedV1, DayDatedV1
from kiosk.journal.errors import Damage, JournalError
from kiosk.journal.reading import Reader
from kiosk.journal.rows import as_recorded

LATER = 20_000  # rows behind a period in which what was learned of its clock is looked for: some weeks
_TEACHES = tuple(
    kind.TYPE for kind in (DayOpened, DayDated, DayDatedV1, ClockCorrected, ClockCorrectedV1, ClockBounded)
)


@dataclass(frozen=True)
class PastDay:
    """`date`: as it is known by now; `guessed`: nobody knows whether it was that; `unread`: rows that cannot be."""

    date: str
    guessed: bool
    events: tuple[Happened, ...]
    unread: int


def days_between(journal: Reader, first: str, last: str) -> Iterator[PastDay]:
    """Those that the journal has of these dates (YYYY-MM-DD), both included, oldest first. Raises JournalError."""
    start, end = _opening_before(journal, _row_at(journal, first)), _row_at(journal, _after(last, 2))
    learned = list(_learned(journal, start, end + LATER))
    known, damages = corrections_in(learned), list[Damage]()
    for day in days_in(_read(journal, start, damages), dates_in(learned)):
        if first <= day.date <= last:
            yield PastDay(day.date, day.guessed, tuple(truly(r, known) for r in day.events), _rows(damages))
        damages.clear()
        if day.date > last and day.events[0].seq > end:
            return


def _after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def _row_at(journal: Reader, day: str) -> int:
    return journal.row_at(from_iso(f"{day}T00:00:00+07:00"))


def _opening_before(journal: Reader, row: int) -> int:
    """The row behind which a day began: one that was opened by guess stands before its true time."""
    where = "SELECT seq FROM events WHERE seq <= ? AND type = ? ORDER BY seq DESC LIMIT 1"
    return max(0, next((int(seq) - 1 for (seq,) in journal.ask(where, row, DayOpened.TYPE)), 0))


def _learned(journal: Reader, start: int, end: int) -> Iterator[Recorded]:
    """What cannot be read teaches nothing."""
    where = f"seq > ? AND seq <= ? AND type IN ({', '.join('?' * len(_TEACHES))})"
    with suppress(JournalError):
        for row in journal.ask(f"SELECT * FROM events WHERE {where} ORDER BY seq", start, end, *_TEACHES):
            with suppress(Damage):
                yield as_recorded(row)


def _read(journal: Reader, start: int, damages: list[Damage]) -> Iterator[Recorded]:
    for found in journal.facts(start):
        if isinstance(found, Damage):
            damages.append(found)
        else:
            yield found


def _rows(damages: Iterable[Damage]) -> int:
    return sum(damage.last - damage.first + 1 for damage in damages)
