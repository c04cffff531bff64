"""How each fact of a visit changes the state: its way through legs, its desk, its end.

An event of a version before legs (leg 0) is read by what the state knows: a transfer begins the next leg, a start after
a hold goes on.
"""

from collections.abc import Mapping
from typing import Any

from kiosk.core.calendar.moment import Moment
from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.state.values import LATELY, LIST_SLIPS, MEASURED, Act, Call, State, Visit


def at(r: e.Recorded) -> Stamp:
    return Stamp(r.wall, r.mono, r.boot)


def token_of(r: e.Recorded) -> str:
    """The visit that the event is about, "" for none: no visit has that token."""
    return r.visit or ""


def with_visit(state: State, token: str, **changes: Any) -> State:
    visit = state.visits.get(token)
    if visit is None:
        return state
    return changed(state, visits={**state.visits, visit.token: changed(visit, **changes)})


def _without(visits: Mapping[str, Visit], token: str) -> Mapping[str, Visit]:
    return {t: v for t, v in visits.items() if t != token}


def _desk_holds(state: State, counter: int, token: str) -> State:
    desk = state.counters.get(counter)
    if desk is None:
        return state
    return changed(state, counters={**state.counters, counter: changed(desk, visit=token)})


def _desk_drops(state: State, token: str) -> State:
    desks = {n: changed(d, visit="") if d.visit == token else d for n, d in state.counters.items()}
    return changed(state, counters=desks)


def worked_ms(visit: Visit, now: Moment | Stamp) -> int:
    """Milliseconds of work in its leg, until now."""
    begun = visit.since or (visit.called if visit.status == "called" else None)
    return visit.worked_ms + (elapsed(begun, now) if begun else 0)


# --- before the call ---


def issued(state: State, r: e.Recorded, event: e.TicketIssued) -> State:
    token, now = r.visit or r.id, at(r)
    visit = Visit(token, event.ticket, event.service, event.priority, r.seq, now, now, slip=event.slip, clock=r.clock)
    numbers = {**state.numbers, event.service: event.number}
    return changed(state, visits={**state.visits, token: visit}, numbers=numbers, numbered=now)


def slip_moved(state: State, r: e.Recorded, event: e.SlipMoved) -> State:
    if event.slip in ("printed", "sent", "doubtful"):
        state = changed(state, slips_on_roll=state.slips_on_roll + 1)
    return with_visit(state, token_of(r), slip=event.slip, copies=event.copy)


def documents_asked(state: State, r: e.Recorded, event: e.DocumentsAsked) -> State:
    return changed(state, slips_on_roll=state.slips_on_roll + LIST_SLIPS)


def priority_set(state: State, r: e.Recorded, event: e.PrioritySet) -> State:
    return with_visit(state, token_of(r), priority=event.priority)


# --- at the counter ---


def called(state: State, r: e.Recorded, event: e.TicketCalled) -> State:
    visit = state.visits.get(token_of(r))
    now = {"status": "called", "counter": event.counter, "officer": event.officer, "called": at(r), "held": None}
    state = with_visit(state, token_of(r), **now, **_leg_of(visit, event.counter))
    run = 0 if visit and visit.priority else state.ordinary_run + 1
    calls = (Call(event.ticket, event.counter, at(r)), *state.calls)[:LATELY]
    return _desk_holds(changed(state, calls=calls, ordinary_run=run), event.counter, token_of(r))


def leg_at(visit: Visit, counter: int) -> int:
    """The leg in which it goes on there: who was put aside at another counter is in a new one."""
    return visit.leg + (visit.status == "held" and visit.counter != counter)


def _leg_of(visit: Visit | None, counter: int) -> dict[str, Any]:
    if visit is None or leg_at(visit, counter) == visit.leg:
        return {}
    return {"leg": visit.leg + 1, "way_ms": 0, "worked_ms": 0}


def recalled(state: State, r: e.Recorded, event: e.TicketRecalled) -> State:
    visit = state.visits.get(token_of(r))
    times = (visit.recalls if visit else 0) + 2
    others = tuple(c for c in state.calls if c.ticket != event.ticket)
    calls = (Call(event.ticket, event.counter, at(r), times), *others)[:LATELY]
    return changed(with_visit(state, token_of(r), recalls=times - 1), calls=calls)


def started(state: State, r: e.Recorded, event: e.VisitStarted) -> State:
    visit, now = state.visits.get(token_of(r)), at(r)
    if visit and visit.status == "held":  # what an earlier version wrote when it went on
        return _on_with(state, r, event.counter, event.officer)
    way = elapsed(visit.called, now) if visit and visit.called else 0
    return _in_service(state, r, event.counter, event.officer, way_ms=way, called=(visit and visit.called) or now)


def resumed(state: State, r: e.Recorded, event: e.VisitResumed) -> State:
    return _on_with(state, r, event.counter, event.officer)


def _on_with(state: State, r: e.Recorded, counter: int, officer: str) -> State:
    visit = state.visits.get(token_of(r))
    return _in_service(state, r, counter, officer, held=None, **_leg_of(visit, counter))


def _in_service(state: State, r: e.Recorded, counter: int, officer: str, **more: Any) -> State:
    state = with_visit(state, token_of(r), status="serving", counter=counter, officer=officer, since=at(r), **more)
    return _desk_holds(state, counter, token_of(r))


def held(state: State, r: e.Recorded, event: e.VisitHeld) -> State:
    visit, now = state.visits.get(token_of(r)), at(r)
    worked = worked_ms(visit, now) if visit else 0
    state = with_visit(state, token_of(r), status="held", since=None, held=now, worked_ms=worked)
    return _desk_drops(state, token_of(r))


def transferred(state: State, r: e.Recorded, event: e.VisitTransferred) -> State:
    fresh = _next_leg(state, r) | {"counter": 0, "officer": "", "called": None, "since": None}
    state = with_visit(state, token_of(r), status="waiting", service=event.service, **fresh)
    return _desk_drops(state, token_of(r))


def continued(state: State, r: e.Recorded, event: e.VisitContinued) -> State:
    fresh = _next_leg(state, r) | {"called": at(r), "since": at(r)}
    return with_visit(state, token_of(r), status="serving", service=event.service, **fresh)


def _next_leg(state: State, r: e.Recorded) -> dict[str, Any]:
    visit = state.visits.get(token_of(r))
    leg = visit.leg + 1 if visit else 1
    return {"leg": leg, "arrived": at(r), "held": None, "way_ms": 0, "worked_ms": 0}


def finished(state: State, r: e.Recorded, event: e.VisitFinished) -> State:
    took = (*state.served.get(event.service, ()), event.way + event.worked)[-MEASURED:]
    state = changed(state, served={**state.served, event.service: took})
    state = with_visit(state, token_of(r), status="finished", finished=at(r), since=None)
    return _desk_drops(state, token_of(r))


# --- the end, and back from it ---


def ended(state: State, r: e.Recorded, event: e.VisitEnded) -> State:
    """One that ended before gets another end: the last word counts."""
    token = token_of(r)
    state, visit = _desk_drops(state, token), state.visits.get(token)
    if visit is None:
        return _ended_anew(state, token, event.how)
    visit = changed(visit, ended=at(r), how=event.how)
    if event.how == "served":
        state = changed(state, done={**state.done, token: visit})
    else:
        state = changed(state, gone={**state.gone, token: visit})
    return changed(state, visits=_without(state.visits, token))


def _ended_anew(state: State, token: str, how: str) -> State:
    gone = state.gone.get(token)
    return changed(state, gone={**state.gone, token: changed(gone, how=how)}) if gone else state


def returned(state: State, r: e.Recorded, event: e.VisitReturned) -> State:
    visit = state.gone.get(token_of(r))
    if visit is None:
        return state
    back = changed(visit, status="waiting", counter=0, officer="", called=None, recalls=0, act=None, ended=None, how="")
    return _taken_up(state, back)


def undone(state: State, r: e.Recorded, event: e.VisitUndone) -> State:
    """As it was before what is taken back; what citizens did meanwhile (a rating, a slip) stays."""
    token = token_of(r)
    visit = state.visits.get(token) or state.done.get(token) or state.gone.get(token)
    act = visit.act if visit else None
    if visit is None or act is None or act.sequence != event.undone:
        return state
    back = changed(act.visit, rating=visit.rating, level=visit.level, rated=visit.rated)
    back = changed(back, slip=visit.slip, copies=visit.copies)
    was_call = visit.status == "called" != back.status
    calls = _without_call(state.calls, back.ticket) if was_call else state.calls
    state = changed(_desk_drops(state, token), ordinary_run=act.ordinary_run, served=act.served, calls=calls)
    return _taken_up(state, back)


def _without_call(calls: tuple[Call, ...], ticket: str) -> tuple[Call, ...]:
    """Without the newest of this number."""
    place = next((n for n, call in enumerate(calls) if call.ticket == ticket), len(calls))
    return calls[:place] + calls[place + 1 :]


def _taken_up(state: State, visit: Visit) -> State:
    """Among the live visits, and in the hand of its desk, where that is free."""
    done, gone = _without(state.done, visit.token), _without(state.gone, visit.token)
    state = changed(state, visits={**state.visits, visit.token: visit}, done=done, gone=gone)
    desk = state.counters.get(visit.counter)
    in_hand = visit.status in ("called", "serving") and desk is not None and not desk.visit
    return _desk_holds(state, visit.counter, visit.token) if in_hand else state


def acted(before: State, after: State, r: e.Recorded) -> State:
    """`after`, where the visit remembers what was just done to it, so that it can be taken back."""
    token = token_of(r)
    visit = before.visits.get(token)
    if visit is None:
        return after
    act = Act(r.sequence, changed(visit, act=None), before.ordinary_run, before.served)
    visits, done, gone = (_remembering(found, token, act) for found in (after.visits, after.done, after.gone))
    return changed(after, visits=visits, done=done, gone=gone)


def _remembering(visits: Mapping[str, Visit], token: str, act: Act) -> Mapping[str, Visit]:
    return {**visits, token: changed(visits[token], act=act)} if token in visits else visits
