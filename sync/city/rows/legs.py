"""A visit's way through legs (kiosk/core/record/visit_events.py), from its events in their order: pure.

Today's events tell the leg and its seconds. Those of versions before tell neither (leg 0): there a transfer begins the
next leg, a start after a hold goes on, and seconds are taken from when things happened. Milliseconds inside.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.record import events as e
from sync.city.rows.facts import Stored


@dataclass(frozen=True)
class Leg:
    """`arrived` … `ended`: RFC 3339, as they were told; `queued`, `rang` (called) and `since` (at work, or called with
    nobody saying that work began) by both clocks."""

    arrived: str
    queued: Stamp
    service: str | None = None
    counter: int | None = None
    officer: str | None = None
    called: str | None = None
    rang: Stamp | None = None
    started: str | None = None
    since: Stamp | None = None
    ended: str | None = None
    ended_by: str | None = None
    waited_ms: int | None = None
    way_ms: int | None = None
    worked_ms: int | None = None
    held_ms: int = 0
    holds: int = 0


@dataclass(frozen=True)
class Way:
    """`now`: the leg that the visit is in; `put_aside`: since when it is held; `end`: the last end that stands."""

    legs: Mapping[int, Leg] = field(default_factory=dict)
    now: int = 1
    put_aside: Stamp | None = None
    end: e.VisitEnded | None = None
    ended: str | None = None


def way_of(events: Sequence[Stored]) -> Way:
    """`events`: of one visit, in their order, without those that were taken back."""
    way = Way()
    for stored in events:
        step = _STEPS.get(type(stored.fact))
        way = step(way, stored, stored.fact) if step else way
    return way


def _put(way: Way, number: int, leg: Leg, **more: Any) -> Way:
    return replace(way, legs={**way.legs, number: leg}, now=number, **more)


def _fresh(way: Way, number: int, stored: Stored) -> Leg:
    """The leg as it is, or a new one that begins here, for the same service."""
    before = way.legs.get(way.now)
    return way.legs.get(number) or Leg(stored.time, stored.at, before.service if before else None)


def _number(way: Way, told: int, counter: int) -> int:
    """The leg that an event is of. Who was put aside and goes on at another counter is in the next one."""
    leg = way.legs.get(way.now)
    moved = leg is not None and way.put_aside is not None and leg.counter != counter
    return told or way.now + moved


def _taken_up(way: Way, number: int, stored: Stored, held_s: int | None) -> Way:
    """A hold ends: it belongs to the leg that was put aside, which ends with it when the visit goes on elsewhere."""
    leg = way.legs.get(way.now)
    if leg is None or way.put_aside is None:
        return way
    held = _whole(elapsed(way.put_aside, stored.at)) if held_s is None else held_s * 1000
    leg = replace(leg, held_ms=leg.held_ms + held)
    if number != way.now:
        leg = replace(leg, ended=stored.time, ended_by="moved")
    return replace(way, legs={**way.legs, way.now: leg}, put_aside=None)


def _issued(way: Way, stored: Stored, fact: e.TicketIssued) -> Way:
    return _put(way, 1, Leg(stored.time, stored.at, fact.service))


def _called(way: Way, stored: Stored, fact: e.TicketCalled) -> Way:
    number = _number(way, fact.leg, fact.counter)
    was_held = way.put_aside is not None
    way = _taken_up(way, number, stored, None)
    leg = _fresh(way, number, stored)
    waited = leg.waited_ms or 0 if was_held else _waited(leg, stored, fact, number)
    now: dict[str, Any] = {"counter": fact.counter, "officer": fact.officer, "rang": stored.at, "since": stored.at}
    return _put(way, number, replace(leg, called=leg.called or stored.time, waited_ms=waited, **now))


def _waited(leg: Leg, stored: Stored, fact: e.TicketCalled, number: int) -> int:
    """What was told is since the number was taken, in events of before: true of the first leg alone."""
    told = bool(fact.leg) or number == 1
    return fact.waited * 1000 if told else _whole(elapsed(leg.queued, stored.at))


def _started(way: Way, stored: Stored, fact: e.VisitStarted) -> Way:
    if way.put_aside is not None:  # what an earlier version wrote when it went on
        return _on_with(way, stored, fact, None)
    number = fact.leg or way.now
    leg = _fresh(way, number, stored)
    walked = _whole(elapsed(leg.rang, stored.at)) if leg.rang else 0
    waited = leg.waited_ms if leg.called else _whole(elapsed(leg.queued, stored.at))
    times: dict[str, Any] = {"started": leg.started or stored.time, "since": stored.at, "waited_ms": waited}
    way_ms = fact.way * 1000 if fact.leg else walked
    return _put(way, number, replace(leg, counter=fact.counter, officer=fact.officer, way_ms=way_ms, **times))


def _resumed(way: Way, stored: Stored, fact: e.VisitResumed) -> Way:
    return _on_with(way, stored, fact, fact.held)


def _on_with(way: Way, stored: Stored, fact: e.VisitResumed | e.VisitStarted, held_s: int | None) -> Way:
    number = _number(way, fact.leg, fact.counter)
    way = _taken_up(way, number, stored, held_s)
    known = number in way.legs
    leg = replace(_fresh(way, number, stored), counter=fact.counter, officer=fact.officer, since=stored.at)
    return _put(way, number, leg if known else replace(leg, started=stored.time, waited_ms=0, way_ms=0))


def _held(way: Way, stored: Stored, fact: e.VisitHeld) -> Way:
    number = fact.leg or way.now
    leg = _fresh(way, number, stored)
    leg = replace(leg, worked_ms=_worked(leg, stored, fact), since=None, holds=leg.holds + 1, counter=fact.counter)
    return _put(way, number, replace(leg, officer=fact.officer or leg.officer), put_aside=stored.at)


def _worked(leg: Leg, stored: Stored, fact: e.VisitHeld | e.VisitTransferred | e.VisitContinued) -> int:
    """In this leg so far, without holds."""
    return fact.worked * 1000 if fact.leg else _derived(leg, stored)


def _derived(leg: Leg, stored: Stored) -> int:
    return (leg.worked_ms or 0) + (elapsed(leg.since, stored.at) if leg.since else 0)


def _left(way: Way, stored: Stored, fact: e.VisitTransferred | e.VisitContinued, by: str) -> tuple[Way, int]:
    """The leg ended; the number of the next one."""
    number = fact.leg or way.now
    leg = _fresh(way, number, stored)
    leg = replace(leg, worked_ms=_worked(leg, stored, fact), since=None, ended=stored.time, ended_by=by)
    counter, officer = fact.counter, fact.officer or leg.officer
    return _put(way, number, replace(leg, counter=counter, officer=officer), put_aside=None), number + 1


def _transferred(way: Way, stored: Stored, fact: e.VisitTransferred) -> Way:
    way, following = _left(way, stored, fact, "transferred")
    return _put(way, following, Leg(stored.time, stored.at, fact.service))


def _continued(way: Way, stored: Stored, fact: e.VisitContinued) -> Way:
    way, following = _left(way, stored, fact, "continued")
    at_once = Leg(stored.time, stored.at, fact.service, fact.counter, fact.officer, waited_ms=0, way_ms=0)
    now: dict[str, Any] = {"called": stored.time, "started": stored.time, "rang": stored.at, "since": stored.at}
    return _put(way, following, replace(at_once, **now))


def _finished(way: Way, stored: Stored, fact: e.VisitFinished) -> Way:
    """What was told before was all since the call: it stands only where nothing else is known."""
    number = fact.leg or way.now
    leg = _fresh(way, number, stored)
    derived = not fact.leg and (leg.since is not None or leg.worked_ms is not None)
    worked = _derived(leg, stored) if derived else fact.worked * 1000
    who: dict[str, Any] = {"service": fact.service, "counter": fact.counter, "officer": fact.officer}
    leg = replace(leg, way_ms=fact.way * 1000 if fact.leg else leg.way_ms or 0, worked_ms=worked, since=None, **who)
    return _put(way, number, replace(leg, ended=stored.time, ended_by="finished"), put_aside=None)


def _ended(way: Way, stored: Stored, fact: e.VisitEnded) -> Way:
    way = _taken_up(way, way.now, stored, None)
    return replace(way, end=fact, ended=stored.time)


def _returned(way: Way, stored: Stored, fact: e.VisitReturned) -> Way:
    """It waits again, as if it had not been called."""
    number = fact.leg or way.now
    leg = replace(_fresh(way, number, stored), counter=None, officer=None, called=None, waited_ms=None)
    return _put(way, number, replace(leg, rang=None, since=None), end=None, ended=None)


def _whole(ms: int) -> int:
    """Of whole seconds, as they are told."""
    return ms - ms % 1000


_STEPS: dict[type[Any], Callable[[Way, Stored, Any], Way]] = {
    e.TicketIssued: _issued,
    e.TicketCalled: _called,
    e.VisitStarted: _started,
    e.VisitResumed: _resumed,
    e.VisitHeld: _held,
    e.VisitTransferred: _transferred,
    e.VisitContinued: _continued,
    e.VisitFinished: _finished,
    e.VisitEnded: _ended,
    e.VisitReturned: _returned,
}
