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
from kiosk.core.record.visit_events import ROLL
from kiosk.core.state import turns
from kiosk.core.state.values import FIRST, LATELY, LIST_SLIPS, MEASURED, Call, Missed, Promise, State, Visit


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


def desk_drops(state: State, token: str) -> State:
    desks = {n: changed(d, visit="") if d.visit == token else d for n, d in state.counters.items()}
    return changed(state, counters=desks)


def worked_ms(visit: Visit, now: Moment | Stamp) -> int:
    """Milliseconds of work in its leg, until now."""
    begun = visit.since or (visit.called if visit.status == "called" else None)
    return visit.worked_ms + (elapsed(begun, now) if begun else 0)


# --- before the call ---


def issued(state: State, r: e.Recorded, event: e.TicketIssued) -> State:
    token, now = r.visit or r.id, at(r)
    visit = Visit(
        token, event.ticket, event.service, event.priority, (r.seq, 0), now, now, slip=event.slip, clock=r.clock
    )
    numbers = state.numbers if event.channel == ROLL else {**state.numbers, event.service: event.number}
    return changed(state, visits={**state.visits, token: visit}, numbers=numbers, numbered=now)


def slip_moved(state: State, r: e.Recorded, event: e.SlipMoved) -> State:
    if event.slip in ("printed", "sent", "doubtful"):
        state = changed(state, slips_on_roll=state.slips_on_roll + 1)
    return with_visit(state, token_of(r), slip=event.slip, copies=event.copy)


def slip_shown(state: State, r: e.Recorded, event: e.SlipShown) -> State:
    return with_visit(state, token_of(r), shown=at(r))


def documents_asked(state: State, r: e.Recorded, event: e.DocumentsAsked) -> State:
    return changed(state, slips_on_roll=state.slips_on_roll + LIST_SLIPS)


def priority_set(state: State, r: e.Recorded, event: e.PrioritySet) -> State:
    return with_visit(state, token_of(r), priority=event.priority)


def rerouted(state: State, r: e.Recorded, event: e.TicketRerouted) -> State:
    return with_visit(state, token_of(r), service=event.service)


def promised(state: State, r: e.Recorded, event: e.VisitPromised) -> State:
    return with_visit(state, token_of(r), promise=Promise(at(r), event.after * 1000))


# --- at the counter ---


def called(state: State, r: e.Recorded, event: e.TicketCalled) -> State:
    visit = state.visits.get(token_of(r))
    state = turns.followed(state, visit, event.counter, at(r))
    now = {
        "status": "called",
        "counter": event.counter,
        "officer": event.officer,
        "called": at(r),
        "held": None,
        "promise": None,
    }
    was_held = visit is not None and visit.status == "held"
    state = with_visit(state, token_of(r), **now, was_held=was_held, **_leg_of(visit, event.counter))
    calls = (Call(event.ticket, event.counter, at(r)), *state.calls)[:LATELY]
    state = changed(state, calls=calls, ordinary_runs=runs_after(state, event.counter, visit))
    return _desk_holds(state, event.counter, token_of(r))


def runs_after(state: State, counter: int, visit: Visit | None) -> Mapping[tuple[int, str], int]:
    """Each counter counts for itself in each line: what is called elsewhere takes nobody's turn here."""
    if visit is None:
        return state.ordinary_runs
    run = 0 if visit.priority else state.ordinary_run(counter, visit.service) + 1
    return with_run(state, counter, visit.service, run)


def with_run(state: State, counter: int, service: str, run: int) -> Mapping[tuple[int, str], int]:
    others = {line: count for line, count in state.ordinary_runs.items() if line != (counter, service)}
    return others if run == FIRST else {**others, (counter, service): run}


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


def unanswered(state: State, r: e.Recorded, event: e.TicketUnanswered) -> State:
    """The board forgets the call. What had been put aside is put aside again, where it was called last."""
    visit, now = state.visits.get(token_of(r)), at(r)
    rang = elapsed(visit.called, now) if visit and visit.called else 0
    missed = Missed(event.times, now, rang, event.counter)
    aside = {"status": "held", "held": now} if event.aside else {"status": "waiting", "counter": 0, "officer": ""}
    state = with_visit(state, token_of(r), **aside, missed=missed, called=None, recalls=0)
    state = changed(state, calls=without_call(state.calls, event.ticket))
    return desk_drops(state, token_of(r))


def started(state: State, r: e.Recorded, event: e.VisitStarted) -> State:
    visit, now = state.visits.get(token_of(r)), at(r)
    if visit and visit.status == "held":  # what an earlier version wrote when it went on
        return _on_with(state, r, event.counter, event.officer)
    if visit and visit.status == "called":
        state = changed(state, starters=state.starters | {event.officer})
    way = elapsed(visit.called, now) if visit and visit.called else 0
    return _in_service(state, r, event.counter, event.officer, way_ms=way, called=(visit and visit.called) or now)


def resumed(state: State, r: e.Recorded, event: e.VisitResumed) -> State:
    return _on_with(state, r, event.counter, event.officer)


def _on_with(state: State, r: e.Recorded, counter: int, officer: str) -> State:
    visit = state.visits.get(token_of(r))
    return _in_service(state, r, counter, officer, held=None, **_leg_of(visit, counter))


def _in_service(state: State, r: e.Recorded, counter: int, officer: str, **more: Any) -> State:
    state = with_visit(
        state, token_of(r), status="serving", counter=counter, officer=officer, since=at(r), missed=None, **more
    )
    return _desk_holds(state, counter, token_of(r))


def held(state: State, r: e.Recorded, event: e.VisitHeld) -> State:
    visit, now = state.visits.get(token_of(r)), at(r)
    worked = worked_ms(visit, now) if visit else 0
    aside = {"status": "held", "since": None, "held": now, "shown": None, "reason": event.reason}
    state = with_visit(state, token_of(r), **aside, worked_ms=worked)
    return desk_drops(state, token_of(r))


def awaited(state: State, r: e.Recorded, event: e.VisitAwaited) -> State:
    """Part of the transfer before it, and taken back with that."""
    visit = state.visits.get(token_of(r))
    back = (*visit.back, (event.counter, event.service)) if visit else ()
    return with_visit(state, token_of(r), back=back)


def transferred(state: State, r: e.Recorded, event: e.VisitTransferred) -> State:
    fresh = _next_leg(state, r)
    noted = {"noted": fresh["leg"]} if event.noted else {}
    to = {"to_counter": event.to_counter or 0, "to_officer": event.to_officer or "", **noted}
    return _sent(state, r, event.counter, service=event.service, **fresh, **to)


def rejoined(state: State, r: e.Recorded, event: e.VisitRejoined) -> State:
    """Back in the line of the counter that waits for it; those who were asked to wait behind it wait no more."""
    visit = state.visits.get(token_of(r))
    waits = [n for n, (counter, _) in enumerate(visit.back) if counter == event.to_counter] if visit else []
    back = visit.back[: waits[-1]] if visit and waits else ()
    to = {"to_counter": event.to_counter, "to_officer": "", "back": back}
    return _sent(_took(state, event), r, event.counter, service=event.service, **_next_leg(state, r), **to)


def _sent(state: State, r: e.Recorded, counter: int, **more: Any) -> State:
    """In a line again, by that counter."""
    fresh = {"status": "waiting", "sent_by": counter, "counter": 0, "officer": "", "called": None, "since": None}
    return desk_drops(with_visit(state, token_of(r), **fresh, **more), token_of(r))


def handed(state: State, r: e.Recorded, event: e.VisitHanded) -> State:
    """Into the hand of who sits there now."""
    visit, token = state.visits.get(token_of(r)), token_of(r)
    more: dict[str, Any] = {"counter": event.counter, "officer": event.officer}
    if visit and visit.leg != event.leg:
        more |= {**_next_leg(state, r), "leg": event.leg, "status": "serving", "called": at(r), "since": at(r)}
    return _desk_holds(with_visit(state, token, **more), event.counter, token)


def continued(state: State, r: e.Recorded, event: e.VisitContinued) -> State:
    fresh = _next_leg(state, r) | {"called": at(r), "since": at(r)}
    return with_visit(state, token_of(r), status="serving", service=event.service, **fresh)


def _next_leg(state: State, r: e.Recorded) -> dict[str, Any]:
    visit = state.visits.get(token_of(r))
    leg = visit.leg + 1 if visit else 1
    return {"leg": leg, "arrived": at(r), "held": None, "way_ms": 0, "worked_ms": 0, "missed": None}


def finished(state: State, r: e.Recorded, event: e.VisitFinished) -> State:
    state = with_visit(_took(state, event), token_of(r), status="finished", finished=at(r), since=None)
    return desk_drops(state, token_of(r))


def _took(state: State, event: e.VisitFinished | e.VisitRejoined) -> State:
    """How long its service took, in the leg that is done."""
    service = event.was if isinstance(event, e.VisitRejoined) else event.service
    took = (*state.served.get(service, ()), event.way + event.worked)[-MEASURED:]
    return changed(state, served={**state.served, service: took})


# --- the end, and on from it ---


def ended(state: State, r: e.Recorded, event: e.VisitEnded) -> State:
    """One that ended before gets another end: the last word counts."""
    token = token_of(r)
    state, visit = desk_drops(state, token), state.visits.get(token)
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
    back = changed(back, missed=None)
    return taken_up(state, back)


def without_call(calls: tuple[Call, ...], ticket: str) -> tuple[Call, ...]:
    """Without the newest of this number."""
    place = next((n for n, call in enumerate(calls) if call.ticket == ticket), len(calls))
    return calls[:place] + calls[place + 1 :]


def taken_up(state: State, visit: Visit) -> State:
    """Among the live visits, and in the hand of its desk, where that is free."""
    done, gone = _without(state.done, visit.token), _without(state.gone, visit.token)
    state = changed(state, visits={**state.visits, visit.token: visit}, done=done, gone=gone)
    desk = state.counters.get(visit.counter)
    in_hand = visit.status in ("called", "serving") and desk is not None and not desk.visit
    return _desk_holds(state, visit.counter, visit.token) if in_hand else state
