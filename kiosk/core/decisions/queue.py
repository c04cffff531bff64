"""The queue's rules: numbers, calling, priority, no-show, hold, transfer.

Every function is a decision: from the state and the moment to the facts that shall be written, or `Refused` and
nothing is written. The journal runs it inside the write transaction, so two counters can never be given one
ticket and no number is given twice. Clocks and tokens are arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import legs
from kiosk.core.decisions.days import day_in_hand
from kiosk.core.decisions.legs import Facts, desk_of, finish_in_hand, in_hand
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit

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
    number = 1 + (state.unseen if fresh else state.last_number(service))
    ticket = f"{service}{number:03d}"
    issued = e.TicketIssued(ticket, service, number, wanted.priority, wanted.channel, wanted.slip, test=rules.training)
    return (*day, Fact(issued, wanted.token))


# --- calling ---


def next_for(state: State, now: Moment, rules: Rules, counter: int) -> tuple[Visit, str] | None:
    """Who is called next at this counter, and by which rule (docs/domain.md): first who waited past a cap, the
    ordinary line's cap before the priority line's; then one priority ticket per N ordinary ones."""
    serves = rules.counters.get(counter, ())
    line = [v for v in state.visits.values() if v.status == "waiting" and v.service in serves]
    first = _head(line, priority=True)
    plain = _head(line, priority=False)
    if first is None or plain is None:
        only = first or plain
        return (only, "turn") if only else None
    if elapsed(plain.issued, now) >= rules.ordinary_cap:
        return plain, "ordinary-cap"
    if elapsed(first.issued, now) >= rules.priority_cap:
        return first, "priority-cap"
    return (first, "priority") if state.ordinary_run >= rules.priority_every else (plain, "turn")


def _head(line: Sequence[Visit], priority: bool) -> Visit | None:
    return min((v for v in line if v.priority == priority), key=lambda v: v.place, default=None)


def call_next(state: State, now: Moment, rules: Rules, counter: int) -> Facts:
    """Ends the visit in hand and calls the next, in one transaction. With nobody waiting: the visit in hand is
    ended all the same; with none in hand either: refused nobody-waiting."""
    desk = desk_of(state, counter)
    ended = finish_in_hand(state, now, desk)
    found = next_for(state, now, rules, counter)
    if found is None and not ended:
        raise Refused("nobody-waiting")
    return (*ended, legs.called(found[0], desk, now, found[1])) if found else ended


def call_ticket(state: State, now: Moment, counter: int, ticket: str) -> Facts:
    """One named ticket out of turn: it must be waiting or held."""
    desk = desk_of(state, counter)
    visit = _open_visit(state, ticket)
    if visit.status in ("called", "serving"):
        raise Refused("ticket-elsewhere")
    if visit.status == "finished":
        raise Refused("not-waiting")
    return (*finish_in_hand(state, now, desk), legs.called(visit, desk, now, "named"))


def _open_visit(state: State, ticket: str) -> Visit:
    visit = state.ticket(ticket)
    if visit is None:
        raise Refused("unknown-ticket")
    return visit


def recall(state: State, counter: int) -> Facts:
    desk, visit = in_hand(state, counter)
    if visit.status != "called":
        raise Refused("already-started")
    return (Fact(e.TicketRecalled(visit.ticket, desk.counter), visit.token),)


def start(state: State, now: Moment, counter: int) -> Facts:
    desk, visit = in_hand(state, counter)
    if visit.status != "called":
        raise Refused("already-started")
    return (legs.started(visit, desk, now),)


def finish(state: State, now: Moment, counter: int) -> Facts:
    _, visit = in_hand(state, counter)
    return (legs.done(visit, now),)


def no_show(state: State, counter: int) -> Facts:
    _, visit = in_hand(state, counter)
    if visit.status != "called":
        raise Refused("already-started")
    return (legs.ended(visit, "no-show"),)


def hold(state: State, now: Moment, counter: int, reason: str = "") -> Facts:
    """Keep the place of somebody who went for a copy; the number comes back with `resume`. `reason`: of VisitHeld."""
    desk, visit = in_hand(state, counter)
    return (legs.held(visit, desk, now, reason),)


def resume(state: State, now: Moment, counter: int, ticket: str) -> Facts:
    desk = desk_of(state, counter)
    if desk.visit:
        raise Refused("visit-in-hand")
    visit = _open_visit(state, ticket)
    if visit.status != "held":
        raise Refused("not-waiting")
    return (legs.resumed(visit, desk, now),)


def transfer(state: State, now: Moment, rules: Rules, counter: int, service: str) -> Facts:
    """To another service's line, with the same number, in the order of when it was taken."""
    desk, visit = in_hand(state, counter)
    if service not in rules.services:
        raise Refused("unknown-service")
    if service == visit.service:
        raise Refused("same-service")
    return (legs.transferred(visit, desk, now, service),)


def walk_in(state: State, now: Moment, rules: Rules, counter: int, service: str, token: str) -> Facts:
    """A visit without a slip, at once in service; the visit in hand is ended first."""
    desk = desk_of(state, counter)
    ended = finish_in_hand(state, now, desk)
    issued = issue(state, now, rules, NewTicket(token, service, channel="walk-in", slip="none"))
    ticket = issued[-1].event
    assert isinstance(ticket, e.TicketIssued)
    return (*ended, *issued, Fact(e.VisitStarted(ticket.ticket, counter, desk.officer, leg=1, way=0), token))


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
