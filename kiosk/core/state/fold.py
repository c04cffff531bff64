"""What the events so far add up to: the live part of the day, folded one event at a time.

`fold(state, recorded)` is pure and total: any event that was ever written can be folded, and the result does not
depend on how the events were batched. A visit stays in `visits` until it has ended, so the state is small even
on a day of a thousand tickets. What must be counted afterwards is read from the journal, not from here.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.state.values import (
    FIRST,
    GOOD_PAPER,
    LATELY,
    LIST_SLIPS,
    MEASURED,
    RECENT,
    Call,
    Desk,
    Rating,
    State,
    Visit,
)


def fold(state: State, recorded: e.Recorded) -> State:
    """The state after one more event."""
    heads = {**state.heads, recorded.stream: recorded.sequence}
    at = Stamp(recorded.wall, recorded.mono, recorded.boot)
    state = replace(state, heads=heads, seq=recorded.seq, last=at)
    step = _STEPS.get(type(recorded.event))
    return step(state, recorded, recorded.event) if step else state


def _at(r: e.Recorded) -> Stamp:
    return Stamp(r.wall, r.mono, r.boot)


def _token(r: e.Recorded) -> str:
    """The visit that the event is about, "" for none: no visit has that token."""
    return r.visit or ""


def _with_visit(state: State, token: str, **changes: Any) -> State:
    visit = state.visits.get(token)
    if visit is None:
        return state
    return replace(state, visits={**state.visits, visit.token: replace(visit, **changes)})


def _desk_holds(state: State, counter: int, visit: str) -> State:
    desk = state.counters.get(counter)
    if desk is None:
        return state
    return replace(state, counters={**state.counters, counter: replace(desk, visit=visit)})


def _desk_drops(state: State, token: str) -> State:
    desks = {n: replace(d, visit="") if d.visit == token else d for n, d in state.counters.items()}
    return replace(state, counters=desks)


def _day_opened(state: State, r: e.Recorded, event: e.DayOpened) -> State:
    if event.again or event.provisional:
        return replace(state, day=event.date, closed=False, provisional=event.provisional)
    return replace(
        state,
        day=event.date,
        closed=False,
        provisional=False,
        numbers={},
        served={},
        done={},
        calls=(),
        ordinary_run=FIRST,
    )


def _day_dated(state: State, r: e.Recorded, event: e.DayDated) -> State:
    return replace(state, day=event.date, provisional=False)


def _day_closed(state: State, r: e.Recorded, event: e.DayClosed) -> State:
    return replace(state, closed=True, counters={})


def _counter_opened(state: State, r: e.Recorded, event: e.CounterOpened) -> State:
    return replace(state, counters={**state.counters, event.counter: Desk(event.counter, event.officer)})


def _counter_closed(state: State, r: e.Recorded, event: e.CounterClosed) -> State:
    return replace(state, counters={n: d for n, d in state.counters.items() if n != event.counter})


def _issued(state: State, r: e.Recorded, event: e.TicketIssued) -> State:
    token = r.visit or r.id
    visit = Visit(token, event.ticket, event.service, event.priority, r.seq, _at(r), slip=event.slip, clock=r.clock)
    numbers = {**state.numbers, event.service: event.number}
    return replace(state, visits={**state.visits, token: visit}, numbers=numbers)


def _slip(state: State, r: e.Recorded, event: e.SlipMoved) -> State:
    if event.slip in ("printed", "sent", "doubtful"):
        state = replace(state, slips_on_roll=state.slips_on_roll + 1)
    return _with_visit(state, _token(r), slip=event.slip, copies=event.copy)


def _called(state: State, r: e.Recorded, event: e.TicketCalled) -> State:
    visit = state.visits.get(_token(r))
    state = _with_visit(state, _token(r), status="called", counter=event.counter, officer=event.officer, called=_at(r))
    run = 0 if visit and visit.priority else state.ordinary_run + 1
    calls = (Call(event.ticket, event.counter, _at(r)), *state.calls)[:LATELY]
    return _desk_holds(replace(state, calls=calls, ordinary_run=run), event.counter, _token(r))


def _recalled(state: State, r: e.Recorded, event: e.TicketRecalled) -> State:
    visit = state.visits.get(_token(r))
    times = (visit.recalls if visit else 0) + 2
    others = tuple(c for c in state.calls if c.ticket != event.ticket)
    calls = (Call(event.ticket, event.counter, _at(r), times), *others)[:LATELY]
    return replace(_with_visit(state, _token(r), recalls=times - 1), calls=calls)


def _started(state: State, r: e.Recorded, event: e.VisitStarted) -> State:
    visit = state.visits.get(_token(r))
    called = visit.called if visit and visit.called else _at(r)
    state = _with_visit(state, _token(r), status="serving", counter=event.counter, officer=event.officer, called=called)
    return _desk_holds(state, event.counter, _token(r))


def _finished(state: State, r: e.Recorded, event: e.VisitFinished) -> State:
    took = (*state.served.get(event.service, ()), event.took)[-MEASURED:]
    state = replace(state, served={**state.served, event.service: took})
    state = _with_visit(state, _token(r), status="finished", finished=_at(r))
    return _desk_drops(state, _token(r))


def _held(state: State, r: e.Recorded, event: e.VisitHeld) -> State:
    return _desk_drops(_with_visit(state, _token(r), status="held"), _token(r))


def _transferred(state: State, r: e.Recorded, event: e.VisitTransferred) -> State:
    state = _with_visit(state, _token(r), status="waiting", service=event.service, counter=0, officer="", called=None)
    return _desk_drops(state, _token(r))


def _ended(state: State, r: e.Recorded, event: e.VisitEnded) -> State:
    state = _desk_drops(state, _token(r))
    visit = state.visits.get(_token(r))
    if visit and event.how == "served":
        state = replace(state, done={**state.done, visit.token: visit})
    return replace(state, visits={t: v for t, v in state.visits.items() if t != _token(r)})


def _rated(state: State, r: e.Recorded, event: e.RatingGiven) -> State:
    token = _token(r) if event.bound else ""
    rating = Rating(
        r.sequence,
        event.level,
        _at(r),
        event.counted,
        why=event.uncounted_reason or "",
        visit=token,
        counter=event.counter or 0,
        officer=event.officer or "",
        service=event.service or "",
        bind=event.bind or "",
        pad=(event.counter or 0) if event.channel == "pad" else 0,
    )
    state = replace(state, ratings=(*state.ratings, rating)[-RECENT:])
    return _visit_rated(state, token, r.sequence)


def _visit_rated(state: State, token: str, sequence: int) -> State:
    done = state.done.get(token)
    if done:
        return replace(state, done={**state.done, token: replace(done, rating=sequence)})
    return _with_visit(state, token, rating=sequence)


def _with_rating(state: State, sequence: int, **changes: Any) -> State:
    ratings = tuple(replace(x, **changes) if x.sequence == sequence else x for x in state.ratings)
    return replace(state, ratings=ratings)


def _bound(state: State, r: e.Recorded, event: e.RatingBound) -> State:
    state = _with_rating(
        state,
        event.rating,
        visit=_token(r),
        counter=event.counter,
        officer=event.officer,
        service=event.service,
        bind=event.bind,
    )
    return _visit_rated(state, _token(r), event.rating)


def _reasoned(state: State, r: e.Recorded, event: e.RatingReasoned) -> State:
    return _with_rating(state, event.rating, reasons=event.reasons)


def _revised(state: State, r: e.Recorded, event: e.RatingRevised) -> State:
    if event.why == "replaced":
        return _with_rating(state, event.rating, counted=False, replaced=True)
    state = _with_rating(state, event.rating, visit="", counter=0, officer="", service="", bind="")
    return _visit_rated(state, _token(r), 0)


def _device(state: State, r: e.Recorded, event: e.DeviceChanged) -> State:
    if event.device == "printer":
        state = _rolled(state, event.state)
    return replace(state, devices={**state.devices, event.device: event.state})


def _rolled(state: State, now: str) -> State:
    """A new roll: the printer prints again after it was out of paper, or after low paper and an open cover; a
    sensor that only wavers at the end of the roll changes nothing."""
    if now in GOOD_PAPER and state.roll == "open":
        return replace(state, roll="low" if now == "paper_low" else "", slips_on_roll=0)
    if now == "paper_out" or (now == "cover_open" and state.roll == "low"):
        return replace(state, roll="open")
    return replace(state, roll="low") if now == "paper_low" else state


_STEPS: dict[type[e.Event], Callable[[State, e.Recorded, Any], State]] = {
    e.DayOpened: _day_opened,
    e.DayDated: _day_dated,
    e.DayClosed: _day_closed,
    e.CounterOpened: _counter_opened,
    e.CounterClosed: _counter_closed,
    e.TicketIssued: _issued,
    e.SlipMoved: _slip,
    e.DocumentsAsked: lambda s, r, _: replace(s, slips_on_roll=s.slips_on_roll + LIST_SLIPS),
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.VisitStarted: _started,
    e.VisitFinished: _finished,
    e.VisitHeld: _held,
    e.VisitTransferred: _transferred,
    e.VisitEnded: _ended,
    e.RatingGiven: _rated,
    e.RatingBound: _bound,
    e.RatingReasoned: _reasoned,
    e.RatingRevised: _revised,
    e.DeviceChanged: _device,
    e.LinkLost: lambda s, r, _: replace(s, offline=True),
    e.LinkRestored: lambda s, r, _: replace(s, offline=False),
    e.KioskStarted: lambda s, r, _: replace(s, running=True, started=_at(r)),
    e.KioskStopped: lambda s, r, _: replace(s, running=False),
}
