"""What a day or a period adds up to for whoever looks at it: the supervisor's page, a report. Pure.

Ratings are not in it: the officers' house sees none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.core.figures.desks import Desks, desks_of, together
from kiosk.core.figures.moments import Happened
from kiosk.core.figures.out_of_turn import out_of_turn
from kiosk.core.figures.tally import Tally, added, tally
from kiosk.core.figures.visits import visits_of
from kiosk.core.office.rules import Stamp


@dataclass(frozen=True)
class Period:
    """`days`: on which the office was open; `guessed`: of them, whose date nobody knows for certain; `unread`: rows of
    the journal that could not be read; `out_of_turn`: officer (reference) → reason → calls."""

    days: int
    guessed: int
    unread: int
    visits: Tally
    desks: Desks
    out_of_turn: Mapping[str, Mapping[str, int]]


def period_of_day(
    events: Iterable[Happened], guessed: bool = False, unread: int = 0, until: Stamp | None = None, test: bool = False
) -> Period:
    """`until`: now, of a day that goes on; `test`: of training alone."""
    kept = tuple(events)
    early = out_of_turn((event.sequence, event.fact) for event in kept if event.fact.STREAM == "visit")
    return Period(1, int(guessed), unread, tally(visits_of(kept), test), desks_of(kept, until), early)


def period_of(days: Iterable[Period]) -> Period:
    """All of them as one; what is not there adds nothing."""
    kept = tuple(days)
    counts = (sum(day.days for day in kept), sum(day.guessed for day in kept), sum(day.unread for day in kept))
    desks, early = together(day.desks for day in kept), _all(day.out_of_turn for day in kept)
    return Period(*counts, added(day.visits for day in kept), desks, early)


def _all(days: Iterable[Mapping[str, Mapping[str, int]]]) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, Counter[str]] = {}
    for day in days:
        for officer, reasons in day.items():
            found.setdefault(officer, Counter()).update(reasons)
    return found
