"""What a period adds up to, from the journal's events: each count with what it is a count of.

Served, unconfirmed, no-show and unserved stay apart; waits are told as median and 90 % (nearest rank), never as a mean.
What was taken back counts as not having been, and of a visit that ended twice the last end. The same function runs on
the kiosk and in the city; shares are made of it in `shares.py` and `report.py`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.core.figures.ratings import Told, ratings_of
from kiosk.core.record import events as e


@dataclass(frozen=True)
class Figures:
    """`ends`: visits by how they ended; `outcomes`: served visits by what became of the question; `waits`, `services`:
    seconds, sorted; `levels`: ratings in the shares, by level; `apart`: counted, and told beside them, by level;
    `marks`: all ratings that a rule marked, by rule; `uncounted`: by reason; `bound`: of the counted."""

    issued: int
    priority: int
    ends: dict[str, int]
    outcomes: dict[str, int]
    waits: tuple[int, ...]
    services: tuple[int, ...]
    levels: dict[int, int]
    uncounted: dict[str, int]
    bound: int
    apart: dict[int, int]
    marks: dict[str, int]
    satisfied: int
    scale: str = "vn4"

    @property
    def served(self) -> int:
        return self.ends.get("served", 0)

    @property
    def unconfirmed(self) -> int:
        return self.ends.get("unconfirmed", 0)

    @property
    def counted(self) -> int:
        return sum(self.levels.values())


@dataclass
class _Tally:
    """`last`: of the visits that ended on the day in hand, by ticket: the end that stands, with its number."""

    issued: int = 0
    priority: int = 0
    last: dict[str, tuple[int, e.VisitEnded]] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    waits: dict[int, int] = field(default_factory=dict)
    services: dict[int, int] = field(default_factory=dict)


def figures(facts: Iterable[tuple[int, e.Event]], test: bool = False) -> Figures:
    """From (sequence within the stream, event) pairs in any order that keeps each stream's own; no training."""
    tally, all_ = _Tally(), list(facts)
    for sequence, event in all_:
        _count(tally, sequence, event, test)
    _day_over(tally)
    return _close(tally, ratings_of(all_, test))


def _count(tally: _Tally, sequence: int, event: e.Event, test: bool) -> None:
    if isinstance(event, e.TicketIssued) and event.test == test:
        tally.issued += 1
        tally.priority += event.priority
    elif isinstance(event, e.TicketCalled):
        tally.waits[sequence] = event.waited
    elif isinstance(event, e.VisitFinished):
        tally.services[sequence] = event.way + event.worked
    elif isinstance(event, e.VisitEnded):
        tally.last[event.ticket] = sequence, event
    elif isinstance(event, e.VisitReturned):
        tally.last.pop(event.ticket, None)
    elif isinstance(event, e.VisitUndone):
        _take_back(tally, event)
    elif isinstance(event, e.DayOpened) and not event.again:
        _day_over(tally)


def _take_back(tally: _Tally, event: e.VisitUndone) -> None:
    tally.waits.pop(event.undone, None)
    tally.services.pop(event.undone, None)
    if tally.last.get(event.ticket, (0,))[0] == event.undone:
        del tally.last[event.ticket]


def _day_over(tally: _Tally) -> None:
    """The numbers begin anew: what ended under them has ended."""
    for _, end in tally.last.values():
        tally.ends[end.how] += 1
        tally.outcomes[end.outcome or ""] += bool(end.outcome)
    tally.last.clear()


def _close(tally: _Tally, ratings: tuple[Told, ...]) -> Figures:
    inside = [rating for rating in ratings if rating.counted and not rating.apart]
    return Figures(
        issued=tally.issued,
        priority=tally.priority,
        ends=dict(tally.ends),
        outcomes={k: n for k, n in tally.outcomes.items() if k},
        waits=tuple(sorted(tally.waits.values())),
        services=tuple(sorted(tally.services.values())),
        levels=dict(Counter(rating.level for rating in inside)),
        uncounted=dict(Counter(rating.reason for rating in ratings if not rating.counted)),
        bound=sum(rating.bound for rating in ratings if rating.counted),
        apart=dict(Counter(rating.level for rating in ratings if rating.apart)),
        marks=dict(Counter(rule for rating in ratings for rule in rating.marks)),
        satisfied=sum(rating.satisfied for rating in inside),
    )
