"""The queue's rules: numbers, calling, priority, no-show, hold, transfer, the day's opening and close.

Every function is a decision: from the state and the moment to the facts that shall be written, or `Refused` and
nothing is written. The journal runs it inside the write transaction, so two counters can never be given one
ticket and no number is given twice. Clocks and tokens are arguments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Desk, State, Visit

Facts = tuple[Fact, ...]


# --- the day ---


def day_in_hand(state: State, now: Moment) -> Facts:
    """What has to be written so that the open day is the right one; empty when it already is.

    A clock that is only estimated never ends a day (it may be hours wrong); after a closed day it opens a
    provisional one, which goes on with the numbers and gets its date when the clock is known. A clock that went
    back never opens a day that was already counted.
    """
    today = day_of(now.wall)
    if now.clock == "estimated":
        return () if state.day and not state.closed else (Fact(_guessed_day(state, today)),)
    if state.provisional and not state.closed:
        return (Fact(e.DayDated(today, state.day)),)
    if today <= state.day:
        return (Fact(e.DayOpened(state.day, again=True)),) if state.closed else ()
    return (*_day_end(state, now), Fact(e.DayOpened(today)))


def _guessed_day(state: State, today: str) -> e.DayOpened:
    if today <= state.day:
        today = (date.fromisoformat(state.day) + timedelta(days=1)).isoformat()
    return e.DayOpened(today, provisional=True)


def open_day(state: State, now: Moment) -> Facts:
    """Refused already-open."""
    facts = day_in_hand(state, now)
    if not facts:
        raise Refused("already-open")
    return facts


def close_day(state: State, now: Moment) -> Facts:
    """Who still waits ends as unserved, who was finished and not asked any more as not-asked. Refused closed."""
    if state.closed:
        raise Refused("closed")
    return _day_end(state, now)


def _day_end(state: State, now: Moment) -> Facts:
    if not state.day or state.closed:
        return ()
    in_hand = tuple(_finish(state, now, v) for v in state.visits.values() if v.status == "serving")
    ends = tuple(_end_at_close(v) for v in state.visits.values())
    return (*in_hand, *ends, Fact(e.DayClosed(state.day)))


def _end_at_close(visit: Visit) -> Fact:
    if visit.status in ("finished", "serving"):
        outcome = "rated" if visit.rating else "not-asked"
        return Fact(e.VisitEnded(visit.ticket, "served", outcome, visit.counter), visit.token)
    how = "no-show" if visit.status == "called" else "unserved"
    return Fact(e.VisitEnded(visit.ticket, how, None, visit.counter or None), visit.token)


# --- numbers ---


@dataclass(frozen=True)
class NewTicket:
    """A number that is wanted. `token`: the visit's, random; `service`: its letter; `channel` and `slip` as in
    TicketIssued, where slip is asked, shown when no paper can come, or none."""

    token: str
    service: str
    priority: bool = False
    channel: str = "touch"
    slip: str = "asked"


def issue(state: State, now: Moment, rules: Rules, wanted: NewTicket) -> Facts:
    """The next number of a service. Refused unknown-service."""
    service = wanted.service
    if service not in rules.services:
        raise Refused("unknown-service")
    day = day_in_hand(state, now)
    fresh = any(isinstance(f.event, e.DayOpened) and not (f.event.again or f.event.provisional) for f in day)
    number = 1 + (0 if fresh else state.numbers.get(service, 0))
    ticket = f"{service}{number:03d}"
    issued = e.TicketIssued(ticket, service, number, wanted.priority, wanted.channel, wanted.slip, test=rules.training)
    return (*day, Fact(issued, wanted.token))


# --- counters ---


def sign_in(state: State, now: Moment, rules: Rules, counter: int, officer: str) -> Facts:
    """`officer` is the opaque reference. Signing in again at the same counter writes nothing."""
    if counter not in rules.counters:
        raise Refused("unknown-counter")
    day = day_in_hand(state, now)
    desks = {} if any(isinstance(f.event, e.DayClosed) for f in day) else state.counters
    desk = desks.get(counter)
    if desk and desk.officer == officer:
        return day
    if desk and desk.visit:
        raise Refused("counter-taken")
    moved = _leave_elsewhere(desks.values(), officer)
    closed = (Fact(e.CounterClosed(counter, desk.officer)),) if desk else ()
    return (*day, *moved, *closed, Fact(e.CounterOpened(counter, officer)))


def _leave_elsewhere(desks: Iterable[Desk], officer: str) -> Facts:
    own = [d for d in desks if d.officer == officer]
    if any(d.visit for d in own):
        raise Refused("officer-elsewhere")
    return tuple(Fact(e.CounterClosed(d.counter, officer)) for d in own)


def sign_out(state: State, now: Moment, counter: int) -> Facts:
    desk = _desk(state, counter)
    return (*_finish_in_hand(state, now, desk), Fact(e.CounterClosed(counter, desk.officer)))


def _desk(state: State, counter: int) -> Desk:
    desk = state.counters.get(counter)
    if desk is None:
        raise Refused("not-logged-in")
    return desk


def _in_hand(state: State, counter: int) -> tuple[Desk, Visit]:
    desk = _desk(state, counter)
    visit = state.visits.get(desk.visit)
    if visit is None:
        raise Refused("no-visit")
    return desk, visit


# --- calling ---


def next_for(state: State, now: Moment, rules: Rules, counter: int) -> Visit | None:
    """Who is called next at this counter (docs/domain.md): first who waited past a cap, the
    ordinary line's cap before the priority line's; then one priority ticket per N ordinary ones."""
    serves = rules.counters.get(counter, ())
    line = [v for v in state.visits.values() if v.status == "waiting" and v.service in serves]
    first = _head(line, priority=True)
    plain = _head(line, priority=False)
    if first is None or plain is None:
        return first or plain
    if elapsed(plain.issued, now) >= rules.ordinary_cap:
        return plain
    due = elapsed(first.issued, now) >= rules.priority_cap or state.ordinary_run >= rules.priority_every
    return first if due else plain


def _head(line: Sequence[Visit], priority: bool) -> Visit | None:
    return min((v for v in line if v.priority == priority), key=lambda v: v.place, default=None)


def call_next(state: State, now: Moment, rules: Rules, counter: int) -> Facts:
    """Ends the visit in hand and calls the next, in one transaction. With nobody waiting: the visit in hand is
    ended all the same; with none in hand either: refused nobody-waiting."""
    desk = _desk(state, counter)
    ended = _finish_in_hand(state, now, desk)
    visit = next_for(state, now, rules, counter)
    if visit is None and not ended:
        raise Refused("nobody-waiting")
    return (*ended, _call(visit, desk, now)) if visit else ended


def call_ticket(state: State, now: Moment, counter: int, ticket: str) -> Facts:
    """One named ticket out of turn: it must be waiting or held."""
    desk = _desk(state, counter)
    visit = _open_visit(state, ticket)
    if visit.status in ("called", "serving"):
        raise Refused("ticket-elsewhere")
    if visit.status == "finished":
        raise Refused("not-waiting")
    return (*_finish_in_hand(state, now, desk), _call(visit, desk, now))


def _open_visit(state: State, ticket: str) -> Visit:
    visit = state.ticket(ticket)
    if visit is None:
        raise Refused("unknown-ticket")
    return visit


def _call(visit: Visit, desk: Desk, now: Moment) -> Fact:
    waited = elapsed(visit.issued, now) // 1000
    return Fact(e.TicketCalled(visit.ticket, desk.counter, desk.officer, waited), visit.token)


def recall(state: State, counter: int) -> Facts:
    desk, visit = _in_hand(state, counter)
    if visit.status != "called":
        raise Refused("already-started")
    return (Fact(e.TicketRecalled(visit.ticket, desk.counter), visit.token),)


def start(state: State, counter: int) -> Facts:
    desk, visit = _in_hand(state, counter)
    if visit.status != "called":
        raise Refused("already-started")
    return (Fact(e.VisitStarted(visit.ticket, desk.counter, desk.officer), visit.token),)


def finish(state: State, now: Moment, counter: int) -> Facts:
    _, visit = _in_hand(state, counter)
    return (_finish(state, now, visit),)


def _finish_in_hand(state: State, now: Moment, desk: Desk) -> Facts:
    visit = state.visits.get(desk.visit)
    return (_finish(state, now, visit),) if visit else ()


def _finish(state: State, now: Moment, visit: Visit) -> Fact:
    took = elapsed(visit.called or visit.issued, now) // 1000
    done = e.VisitFinished(visit.ticket, visit.counter, visit.officer, visit.service, took)
    return Fact(done, visit.token)


def no_show(state: State, counter: int) -> Facts:
    _, visit = _in_hand(state, counter)
    if visit.status != "called":
        raise Refused("already-started")
    return (Fact(e.VisitEnded(visit.ticket, "no-show", None, counter), visit.token),)


def hold(state: State, counter: int) -> Facts:
    """Keep the place of somebody who went for a copy; the number comes back with `resume`."""
    _, visit = _in_hand(state, counter)
    return (Fact(e.VisitHeld(visit.ticket, counter), visit.token),)


def resume(state: State, counter: int, ticket: str) -> Facts:
    desk = _desk(state, counter)
    if desk.visit:
        raise Refused("visit-in-hand")
    visit = _open_visit(state, ticket)
    if visit.status != "held":
        raise Refused("not-waiting")
    return (Fact(e.VisitStarted(visit.ticket, counter, desk.officer), visit.token),)


def transfer(state: State, rules: Rules, counter: int, service: str) -> Facts:
    """To another service's line, with the same number, in the order of when it was taken."""
    _, visit = _in_hand(state, counter)
    if service not in rules.services:
        raise Refused("unknown-service")
    if service == visit.service:
        raise Refused("same-service")
    return (Fact(e.VisitTransferred(visit.ticket, counter, service, visit.service), visit.token),)


def walk_in(state: State, now: Moment, rules: Rules, counter: int, service: str, token: str) -> Facts:
    """A visit without a slip, at once in service; the visit in hand is ended first."""
    desk = _desk(state, counter)
    ended = _finish_in_hand(state, now, desk)
    issued = issue(state, now, rules, NewTicket(token, service, channel="walk-in", slip="none"))
    ticket = issued[-1].event
    assert isinstance(ticket, e.TicketIssued)
    return (*ended, *issued, Fact(e.VisitStarted(ticket.ticket, counter, desk.officer), token))


# --- what people are told ---


def waiting(state: State, service: str) -> int:
    return sum(1 for v in state.visits.values() if v.status == "waiting" and v.service == service)


def ahead(state: State, token: str) -> int:
    """How many wait in the same line with an earlier place, or are put before by priority."""
    me = state.visits.get(token)
    if me is None:
        return 0
    line = (v for v in state.visits.values() if v.status == "waiting" and v.service == me.service)
    return sum(1 for v in line if v.place < me.place or v.priority > me.priority)
