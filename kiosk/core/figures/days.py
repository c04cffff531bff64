"""The events of a stretch of the journal by the day to which they belong: pure.

A day goes from its opening to the next one's. What it was called then may have been a guess: `day.dated` says its true
date, also long after, and the same date opened again is one day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kiosk.core.record import events as e


@dataclass(frozen=True)
class Day:
    """`date`: YYYY-MM-DD, as it is known by now; `guessed`: nobody knows whether it was that date."""

    date: str
    guessed: bool
    events: tuple[e.Recorded, ...]


def dates_in(recorded: Iterable[e.Recorded]) -> Mapping[int, str]:
    """The true dates that were learned later, by the number of the day's opening. `recorded`: the openings too."""
    opened, dates = 0, dict[int, str]()
    for r in recorded:
        if isinstance(r.event, e.DayOpened):
            opened = r.sequence
        elif isinstance(r.event, e.DayDated):
            dates[r.event.opened or opened] = r.event.date
    return dates


def days_in(recorded: Iterable[e.Recorded], dates: Mapping[int, str]) -> Iterator[Day]:
    """Oldest first; what stands before the first opening is of no day."""
    day, date, guessed, events = False, "", False, list[e.Recorded]()
    for r in recorded:
        if isinstance(r.event, e.DayOpened):
            now = dates.get(r.sequence, r.event.date)
            if day and now != date:
                yield Day(date, guessed, tuple(events))
                events = []
            guessed = r.event.provisional and r.sequence not in dates
            day, date = True, now
        if day:
            events.append(r)
    if day:
        yield Day(date, guessed, tuple(events))
