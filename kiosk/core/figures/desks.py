"""How long each counter was open, and how much of that with somebody in hand: pure, from the events of a day in their
order.

Seconds go by both clocks, as everywhere, so a clock that is set makes none negative. What an officer took back frees
the counter, or fills it again, from then on.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.core.calendar.moment import local
from kiosk.core.figures.moments import Happened
from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.record import events as e

_TAKES = (e.TicketCalled, e.VisitStarted, e.VisitResumed, e.VisitContinued)
_LEAVES = (e.VisitHeld, e.VisitTransferred, e.VisitRejoined, e.TicketUnanswered, e.VisitFinished, e.VisitEnded)


@dataclass
class Desks:
    """By counter, in ms: `open`, and `busy` of that; `by_hour`: open, all counters together."""

    open: Counter[int] = field(default_factory=Counter)
    busy: Counter[int] = field(default_factory=Counter)
    by_hour: Counter[int] = field(default_factory=Counter)

    def idle(self, counter: int) -> int:
        return max(0, self.open[counter] - self.busy[counter])


@dataclass
class _Watch:
    """`since`: counters that are open; `hand`: by counter, whom it has and since when; `did`: what can be taken back,
    by its number: the fact and its visit."""

    found: Desks = field(default_factory=Desks)
    since: dict[int, Happened] = field(default_factory=dict)
    hand: dict[int, tuple[str, Stamp]] = field(default_factory=dict)
    did: dict[int, tuple[e.Event, str]] = field(default_factory=dict)


def desks_of(events: Iterable[Happened], until: Stamp | None = None) -> Desks:
    """`until`: now, for a day that goes on; else what is open at the end is open until the last event."""
    watch, last = _Watch(), None
    for event in events:
        if event.fact.STREAM == "visit":
            _follow(watch, event)
            last = event
    if last is not None:
        _close_all(watch, last if until is None else Happened(0, last.fact, until, True, True))
    return watch.found


def _follow(watch: _Watch, event: Happened) -> None:
    fact, visit = event.fact, event.visit
    if isinstance(fact, e.CounterOpened | e.CounterResumed):
        watch.since.setdefault(fact.counter, event)
    elif isinstance(fact, e.CounterClosed | e.CounterPaused):
        _close(watch, fact.counter, event)
    elif isinstance(fact, e.DayClosed):
        _close_all(watch, event)
    elif isinstance(fact, e.VisitUndone):
        _take_back(watch, event, fact)
    elif isinstance(fact, _TAKES):
        _take(watch, fact.counter, visit, event.at)
    elif isinstance(fact, _LEAVES):
        _leave(watch, visit, event.at)
    if isinstance(fact, (*_TAKES, *_LEAVES)):
        watch.did[event.sequence] = fact, visit


def _take_back(watch: _Watch, event: Happened, undone: e.VisitUndone) -> None:
    fact, visit = watch.did.pop(undone.undone, (None, ""))
    if isinstance(fact, e.TicketCalled | e.VisitResumed):
        _leave(watch, visit, event.at)
    if isinstance(fact, _LEAVES) and fact.counter:
        _take(watch, fact.counter, visit, event.at)


def _take(watch: _Watch, counter: int, visit: str, at: Stamp) -> None:
    if watch.hand.get(counter, ("",))[0] != visit:
        watch.hand[counter] = visit, at


def _leave(watch: _Watch, visit: str, at: Stamp) -> None:
    for counter in [n for n, (token, _) in watch.hand.items() if token == visit]:
        watch.found.busy[counter] += elapsed(watch.hand.pop(counter)[1], at)


def _close(watch: _Watch, counter: int, event: Happened) -> None:
    opened = watch.since.pop(counter, None)
    if counter in watch.hand:
        _leave(watch, watch.hand[counter][0], event.at)
    if opened is not None:
        watch.found.open[counter] += elapsed(opened.at, event.at)
        _by_hour(watch.found.by_hour, opened, event)


def _close_all(watch: _Watch, event: Happened) -> None:
    for counter in sorted(watch.since):
        _close(watch, counter, event)


def _by_hour(hours: Counter[int], opened: Happened, closed: Happened) -> None:
    """Where both times are known; an hour of several dates is the same hour."""
    at, end = opened.at.wall, closed.at.wall
    while opened.surely and closed.surely and at < end:
        here = local(at)
        over = min(end, at + 3_600_000 - (here.minute * 60 + here.second) * 1000 - here.microsecond // 1000)
        hours[here.hour] += over - at
        at = over


def together(days: Iterable[Desks]) -> Desks:
    """Of several days as of one."""
    whole = Desks()
    for each in days:
        whole.open.update(each.open)
        whole.busy.update(each.busy)
        whole.by_hour.update(each.by_hour)
    return whole
