"""A visit's way through legs (kiosk/core/record/visit_events.py), from its events in their order: pure. The kiosk's
figures and the city's rows are both made of it.

Today's events tell the leg and its seconds. Those of versions before tell neither (leg 0): there a transfer begins the
next leg, a start after a hold goes on, and seconds are taken from when things happened. Milliseconds inside.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from kiosk.core.figures.happened import Stored
from kiosk.core.office.rules import elapsed
from kiosk.core.record import events as e
from kiosk.core.record.event import changed, filled


@dataclass(frozen=True)
class Leg:
    """`arrived` … `ended`: RFC 3339, as they were told; `queued`, `rang` (called) and `since` (at work, or called with
    nobody saying that work began): the events that say so, for by both clocks it is read only where it is asked for;
    `in_line`: it was called out of a line, and not taken at once."""

    arrived: str
    queued: Stored
    service: str | None = None
    counter: int | None = None
    officer: str | None = None
    called: str | None = None
    rang: Stored | None = None
    started: str | None = None
    since: Stored | None = None
    ended: str | None = None
    ended_by: str | None = None
    waited_ms: int | None = None
    way_ms: int | None = None
    worked_ms: int | None = None
    held_ms: int = 0
    holds: int = 0
    in_line: bool = False


@dataclass(frozen=True)
class Way:
    """`now`: the leg that the visit is in; `put_aside`: what put it aside, while it is; `end`: the last that stands."""

    legs: Mapping[int, Leg] = field(default_factory=dict)
    now: int = 1
    put_aside: Stored | None = None
    end: e.VisitEnded | None = None
    ended: str | None = None


_NOWHERE = Way()
_UNTOLD = {field.name: field.default for field in fields(Leg) if field.default is not MISSING}


def _new(stored: Stored, service: str | None) -> Leg:
    """That begins here."""
    return filled(Leg, {"arrived": stored.time, "queued": stored, **_UNTOLD, "service": service})


def way_of(events: Sequence[Stored]) -> Way:
    """`events`: of one visit, in their order, without those that were taken back."""
    way = _NOWHERE
    for stored in events:
        step = _STEPS.get(type(stored.fact))
        way = step(way, stored, stored.fact) if step else way
    return way


def _put(way: Way, number: int, leg: Leg, **more: Any) -> Way:
    return changed(way, legs={**way.legs, number: leg}, now=number, **more)


def _fresh(way: Way, number: int, stored: Stored) -> Leg:
    """The leg as it is, or a new one that begins here, for the same service."""
    before = way.legs.get(way.now)
    return way.legs.get(number) or _new(stored, before.service if before else None)


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
    held = _whole(elapsed(way.put_aside.at, stored.at)) if held_s is None else held_s * 1000
    leg = changed(leg, held_ms=leg.held_ms + held)
    if number != way.now:
        leg = changed(leg, ended=stored.time, ended_by="moved")
    return changed(way, legs={**way.legs, way.now: leg}, put_aside=None)


def _issued(way: Way, stored: Stored, fact: e.TicketIssued) -> Way:
    return _put(way, 1, _new(stored, fact.service))


def _called(way: Way, stored: Stored, fact: e.TicketCalled) -> Way:
    number = _number(way, fact.leg, fact.counter)
    was_held = way.put_aside is not None
    way = _taken_up(way, number, stored, None)
    leg = _fresh(way, number, stored)
    waited = leg.waited_ms or 0 if was_held else _waited(leg, stored, fact, number)
    now: dict[str, Any] = {"counter": fact.counter, "officer": fact.officer, "rang": stored, "since": stored}
    now["in_line"] = leg.in_line or not was_held
    return _put(way, number, changed(leg, called=leg.called or stored.time, waited_ms=waited, **now))


def _waited(leg: Leg, stored: Stored, fact: e.TicketCalled, number: int) -> int:
    """What was told is since the number was taken, in events of before: true of the first leg alone."""
    told = bool(fact.leg) or number == 1
    return fact.waited * 1000 if told else _whole(elapsed(leg.queued.at, stored.at))


def _started(way: Way, stored: Stored, fact: e.VisitStarted) -> Way:
    if way.put_aside is not None:  # what an earlier version wrote when it went on
        return _on_with(way, stored, fact, None)
    number = fact.leg or way.now
    leg = _fresh(way, number, stored)
    waited = leg.waited_ms if leg.called else _whole(elapsed(leg.queued.at, stored.at))
    times: dict[str, Any] = {"started": leg.started or stored.time, "since": stored, "waited_ms": waited}
    way_ms = fact.way * 1000 if fact.leg else _walked(leg, stored)
    return _put(way, number, changed(leg, counter=fact.counter, officer=fact.officer, way_ms=way_ms, **times))


def _walked(leg: Leg, stored: Stored) -> int:
    """From the call to the start."""
    return _whole(elapsed(leg.rang.at, stored.at)) if leg.rang else 0


def _resumed(way: Way, stored: Stored, fact: e.VisitResumed) -> Way:
    return _on_with(way, stored, fact, fact.held)


def _on_with(way: Way, stored: Stored, fact: e.VisitResumed | e.VisitStarted, held_s: int | None) -> Way:
    number = _number(way, fact.leg, fact.counter)
    way = _taken_up(way, number, stored, held_s)
    known = number in way.legs
    leg = changed(_fresh(way, number, stored), counter=fact.counter, officer=fact.officer, since=stored)
    return _put(way, number, leg if known else changed(leg, started=stored.time, waited_ms=0, way_ms=0))


def _held(way: Way, stored: Stored, fact: e.VisitHeld) -> Way:
    number = fact.leg or way.now
    leg = _fresh(way, number, stored)
    leg = changed(leg, worked_ms=_worked(leg, stored, fact), since=None, holds=leg.holds + 1, counter=fact.counter)
    return _put(way, number, changed(leg, officer=fact.officer or leg.officer), put_aside=stored)


def _worked(leg: Leg, stored: Stored, fact: "e.VisitHeld | _Leaving") -> int:
    """In this leg so far, without holds."""
    return fact.worked * 1000 if fact.leg else _derived(leg, stored)


def _derived(leg: Leg, stored: Stored) -> int:
    return (leg.worked_ms or 0) + (elapsed(leg.since.at, stored.at) if leg.since else 0)


_Leaving = e.VisitTransferred | e.VisitRejoined | e.VisitContinued


def _left(way: Way, stored: Stored, fact: _Leaving, by: str) -> tuple[Way, int]:
    """The leg ended; the number of the next one."""
    number = fact.leg or way.now
    leg = _fresh(way, number, stored)
    leg = changed(leg, worked_ms=_worked(leg, stored, fact), since=None, ended=stored.time, ended_by=by)
    counter, officer = fact.counter, fact.officer or leg.officer
    return _put(way, number, changed(leg, counter=counter, officer=officer), put_aside=None), number + 1


def _transferred(way: Way, stored: Stored, fact: e.VisitTransferred) -> Way:
    way, following = _left(way, stored, fact, "transferred")
    return _put(way, following, _new(stored, fact.service))


def _rejoined(way: Way, stored: Stored, fact: e.VisitRejoined) -> Way:
    """Done here, and back in the line of the counter that waits for it."""
    way, following = _left(way, stored, fact, "rejoined")
    done = changed(way.legs[following - 1], way_ms=fact.way * 1000)
    way = changed(way, legs={**way.legs, following - 1: done})
    return _put(way, following, _new(stored, fact.service))


def _handed(way: Way, stored: Stored, fact: e.VisitHanded) -> Way:
    """To another officer: the leg goes on with them, or ended and another one begins in service."""
    leg, counter = _fresh(way, way.now, stored), fact.counter
    if fact.leg == way.now:
        return _put(way, way.now, changed(leg, counter=counter, officer=fact.officer))
    left = changed(leg, worked_ms=fact.worked * 1000, since=None, ended=stored.time, ended_by="handed")
    way = _put(way, way.now, changed(left, counter=counter, officer=fact.was))
    at_once = Leg(stored.time, stored, leg.service, counter, fact.officer, waited_ms=0, way_ms=0)
    return _put(way, fact.leg, _begun(at_once, stored))


def _begun(leg: Leg, stored: Stored) -> Leg:
    """In service as it begins."""
    return changed(leg, called=stored.time, started=stored.time, rang=stored, since=stored)


def _continued(way: Way, stored: Stored, fact: e.VisitContinued) -> Way:
    way, following = _left(way, stored, fact, "continued")
    at_once = Leg(stored.time, stored, fact.service, fact.counter, fact.officer, waited_ms=0, way_ms=0)
    return _put(way, following, _begun(at_once, stored))


def _finished(way: Way, stored: Stored, fact: e.VisitFinished) -> Way:
    """What was told before was all since the call: it stands only where nothing else is known."""
    number = fact.leg or way.now
    leg = _fresh(way, number, stored)
    derived = not fact.leg and (leg.since is not None or leg.worked_ms is not None)
    worked = _derived(leg, stored) if derived else fact.worked * 1000
    way_ms = fact.way * 1000 if fact.leg else leg.way_ms or 0
    who: dict[str, Any] = {"service": fact.service, "counter": fact.counter, "officer": fact.officer}
    end: dict[str, Any] = {"worked_ms": worked, "since": None, "ended": stored.time, "ended_by": "finished"}
    return _put(way, number, changed(leg, way_ms=way_ms, **who, **end), put_aside=None)


def _ended(way: Way, stored: Stored, fact: e.VisitEnded) -> Way:
    way = _taken_up(way, way.now, stored, None)
    return changed(way, end=fact, ended=stored.time)


def _returned(way: Way, stored: Stored, fact: e.VisitReturned) -> Way:
    """It waits again, as if it had not been called."""
    number = fact.leg or way.now
    leg = changed(_fresh(way, number, stored), counter=None, officer=None, called=None, waited_ms=None)
    return _put(way, number, changed(leg, rang=None, since=None), end=None, ended=None)


def _rerouted(way: Way, stored: Stored, fact: e.TicketRerouted) -> Way:
    """It is in the other line since it is in one at all."""
    return _put(way, fact.leg, changed(_fresh(way, fact.leg, stored), service=fact.service))


def _unanswered(way: Way, stored: Stored, fact: e.TicketUnanswered) -> Way:
    """As if it had not been called; what had been put aside before is put aside again."""
    leg = changed(_fresh(way, fact.leg, stored), rang=None, since=None)
    if fact.aside:
        return _put(way, fact.leg, changed(leg, holds=leg.holds + 1), put_aside=stored)
    return _put(way, fact.leg, changed(leg, counter=None, officer=None, called=None, waited_ms=None))


def _whole(ms: int) -> int:
    """Of whole seconds, as they are told."""
    return ms - ms % 1000


_STEPS: dict[type[Any], Callable[[Way, Stored, Any], Way]] = {
    e.TicketIssued: _issued,
    e.TicketRerouted: _rerouted,
    e.TicketCalled: _called,
    e.TicketUnanswered: _unanswered,
    e.VisitStarted: _started,
    e.VisitResumed: _resumed,
    e.VisitHeld: _held,
    e.VisitTransferred: _transferred,
    e.VisitRejoined: _rejoined,
    e.VisitHanded: _handed,
    e.VisitContinued: _continued,
    e.VisitFinished: _finished,
    e.VisitEnded: _ended,
    e.VisitReturned: _returned,
}
