"""What an officer's step makes of the visit in hand: the facts that name the leg and its times. Pure.

The rules that lead here are in queue.py, counters.py and days.py; how a leg is counted stands in
kiosk/core/record/visit_events.py.
"""

from typing import Any

from kiosk.core.calendar.moment import Moment
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Desk, State, Visit
from kiosk.core.state.visits import leg_at, worked_ms

Facts = tuple[Fact, ...]
UNCONFIRMED_MS = 20_000  # from the call: who was done before and never began has given no sign that anybody came


def desk_of(state: State, counter: int) -> Desk:
    """Raises Refused not-logged-in."""
    desk = state.counters.get(counter)
    if desk is None:
        raise Refused("not-logged-in")
    return desk


def in_hand(state: State, counter: int) -> tuple[Desk, Visit]:
    """Raises Refused not-logged-in, no-visit."""
    desk = desk_of(state, counter)
    visit = state.visits.get(desk.visit)
    if visit is None:
        raise Refused("no-visit")
    return desk, visit


def called(visit: Visit, desk: Desk, now: Moment, rule: str, reason: str | None = None) -> Fact:
    """`rule`, `reason`: as in TicketCalled. Who was put aside has waited before: that is in the leg already, or was a
    hold."""
    waited = 0 if visit.status == "held" else _s(elapsed(visit.arrived, now))
    leg = leg_at(visit, desk.counter)
    return Fact(e.TicketCalled(visit.ticket, desk.counter, desk.officer, leg, waited, rule, reason), visit.token)


def started(visit: Visit, desk: Desk, now: Moment) -> Fact:
    way = _s(elapsed(visit.called, now)) if visit.called else 0
    return Fact(e.VisitStarted(visit.ticket, desk.counter, desk.officer, visit.leg, way), visit.token)


def held(visit: Visit, desk: Desk, now: Moment, reason: str) -> Fact:
    worked = _worked(visit, now)
    return Fact(e.VisitHeld(visit.ticket, desk.counter, desk.officer, visit.leg, worked, reason), visit.token)


def resumed(visit: Visit, desk: Desk, now: Moment) -> Fact:
    aside = _s(elapsed(visit.held, now)) if visit.held else 0
    leg = leg_at(visit, desk.counter)
    return Fact(e.VisitResumed(visit.ticket, desk.counter, desk.officer, leg, aside), visit.token)


def transferred(visit: Visit, desk: Desk, now: Moment, service: str, **whom: Any) -> Fact:
    """`whom`: to_counter, to_officer and noted, as in VisitTransferred."""
    worked, was = _worked(visit, now), visit.service
    moved = e.VisitTransferred(visit.ticket, desk.counter, desk.officer, visit.leg, worked, service, was, **whom)
    return Fact(moved, visit.token)


def continued(visit: Visit, desk: Desk, now: Moment, service: str) -> Fact:
    worked = _worked(visit, now)
    on = e.VisitContinued(visit.ticket, desk.counter, desk.officer, visit.leg, worked, service, visit.service)
    return Fact(on, visit.token)


def finished(visit: Visit, now: Moment | Stamp, result: str = "done", dossiers: int = 1) -> Fact:
    """Or back to the counter that waits for it. `result`, `dossiers`: as in VisitFinished."""
    waits = [line for line in visit.back if line[0] != visit.counter]
    if waits:
        return _rejoined(visit, now, waits[-1], result, dossiers)
    done = e.VisitFinished(
        visit.ticket,
        visit.counter,
        visit.officer,
        visit.leg,
        visit.service,
        way=_s(visit.way_ms),
        worked=_worked(visit, now),
        result=result,
        dossiers=dossiers,
    )
    return Fact(done, visit.token)


def _rejoined(visit: Visit, now: Moment | Stamp, line: tuple[int, str], result: str, dossiers: int) -> Fact:
    """The work here is done, and that counter waits for it in its line of that service."""
    done = e.VisitRejoined(
        visit.ticket,
        visit.counter,
        visit.officer,
        visit.leg,
        way=_s(visit.way_ms),
        worked=_worked(visit, now),
        service=line[1],
        was=visit.service,
        to_counter=line[0],
        result=result,
        dossiers=dossiers,
    )
    return Fact(done, visit.token)


def finish_in_hand(state: State, now: Moment, desk: Desk) -> Facts:
    visit = state.visits.get(desk.visit)
    return (done(visit, now),) if visit else ()


def put_aside(state: State, now: Moment, desk: Desk) -> Facts:
    """What nobody said is done is kept: for no reason that was said, and for any counter."""
    visit = state.visits.get(desk.visit)
    return (held(visit, desk, now, ""),) if visit else ()


def done(visit: Visit, now: Moment) -> Fact:
    """What "done" makes of the visit in hand: finished; or, of a number that was called just now and never began, ended
    as unconfirmed, because one key too many serves nobody."""
    return ended(visit, "unconfirmed") if _gave_no_sign(visit, now) else finished(visit, now)


def handed(state: State, visit: Visit, officer: str, now: Moment) -> Fact:
    """To this officer, at the same counter: another leg, unless nobody can have come yet."""
    waits = visit.status == "called" and (visit.officer in state.starters or _gave_no_sign(visit, now))
    leg, worked = (visit.leg, 0) if waits else (visit.leg + 1, _worked(visit, now))
    return Fact(e.VisitHanded(visit.ticket, visit.counter, officer, visit.officer, leg, worked), visit.token)


def _gave_no_sign(visit: Visit, now: Moment) -> bool:
    """Who was at work in this leg before, was put aside and called again has come already."""
    fresh = visit.status == "called" and not visit.worked_ms
    return fresh and visit.called is not None and elapsed(visit.called, now) <= UNCONFIRMED_MS


def ended(visit: Visit, how: str, outcome: str | None = None) -> Fact:
    """`how`, `outcome`: as in VisitEnded."""
    return Fact(e.VisitEnded(visit.ticket, how, visit.leg, outcome, visit.counter or None), visit.token)


def _worked(visit: Visit, now: Moment | Stamp) -> int:
    return _s(worked_ms(visit, now))


def _s(ms: int) -> int:
    return ms // 1000
