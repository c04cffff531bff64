"""What officers do with numbers: issue, call, no-show, hold. Whose turn it is stands in calling/turn.py, what counters
do with each other in colleagues/.

Every function is a decision: from the state and the moment to the facts that shall be written, or `Refused` and
nothing is written. The journal runs it inside the write transaction, so two counters can never be given one
ticket and no number is given twice. Clocks and tokens are arguments.
"""

from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import legs
from kiosk.core.decisions.amends import returning
from kiosk.core.decisions.calling.turn import is_before_turn, next_for
from kiosk.core.decisions.colleagues.pauses import as_back
from kiosk.core.decisions.colleagues.transfers import another
from kiosk.core.decisions.days import day_in_hand
from kiosk.core.decisions.legs import Facts, desk_of, finish_in_hand, in_hand, put_aside
from kiosk.core.decisions.supervising.today import must_give
from kiosk.core.decisions.wishes.waiting import open_visit
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.record.visit_events import ROLL
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
    """The next number of a service. Refused unknown-service, and of the kiosk what is stopped for today."""
    service = wanted.service
    if service not in rules.services:
        raise Refused("unknown-service")
    if wanted.channel not in ("walk-in", ROLL):
        must_give(state, now, service)
    day = day_in_hand(state, now)
    fresh = any(isinstance(f.event, e.DayOpened) and not (f.event.again or f.event.provisional) for f in day)
    number = 1 + (state.unseen if fresh else state.last_number(service))
    ticket = f"{service}{number:03d}"
    issued = e.TicketIssued(ticket, service, number, wanted.priority, wanted.channel, wanted.slip, test=rules.training)
    return (*day, Fact(issued, wanted.token))


# --- calling ---


def call_next(state: State, now: Moment, rules: Rules, counter: int) -> Facts:
    """Ends the visit in hand and calls the next, in one transaction. With nobody waiting: the visit in hand is
    ended all the same; with none in hand either: refused nobody-waiting."""
    desk = desk_of(state, counter)
    ended = finish_in_hand(state, now, desk)
    found = next_for(as_back(state, counter), now, rules, counter)
    if found is None and not ended:
        raise Refused("nobody-waiting")
    return (*ended, legs.called(found[0], desk, now, found[1])) if found else ended


def call_ticket(state: State, now: Moment, rules: Rules, counter: int, ticket: str, reason: str = "") -> Facts:
    """One named ticket: it must be waiting, held or absent of late. The one in hand is put aside, because nobody said
    that it is done. Before its turn that is a right, and `reason` says why. Refused out-of-turn."""
    desk = desk_of(state, counter)
    missed = returning.absent(state, now, rules, ticket)
    if missed:
        return (*put_aside(state, now, desk), returning.back(missed, desk), legs.called(missed, desk, now, "named"))
    visit = _callable(state, ticket)
    early = is_before_turn(as_back(state, counter), now, rules, counter, visit)
    if early and desk.officer in rules.in_turn_only:
        raise Refused("out-of-turn")
    return (*put_aside(state, now, desk), legs.called(visit, desk, now, "named", reason if early else None))


def _callable(state: State, ticket: str) -> Visit:
    """Refused unknown-ticket, ticket-elsewhere, not-waiting."""
    visit = open_visit(state, ticket)
    if visit.status in ("called", "serving"):
        raise Refused("ticket-elsewhere")
    if visit.status == "finished":
        raise Refused("not-waiting")
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


def finish(state: State, now: Moment, counter: int, result: str = "done", dossiers: int = 1) -> Facts:
    """Of whom the officer says what came of it, somebody was there."""
    _, visit = in_hand(state, counter)
    if (result, dossiers) == ("done", 1):
        return (legs.done(visit, now),)
    return (legs.finished(visit, now, result, dossiers),)


def go_on(state: State, now: Moment, rules: Rules, counter: int, service: str) -> Facts:
    """A further service for who is in hand, at once and here."""
    desk, visit = in_hand(state, counter)
    return (legs.continued(visit, desk, now, another(rules, visit, service)),)


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
    visit = open_visit(state, ticket)
    if visit.status != "held":
        raise Refused("not-waiting")
    return (legs.resumed(visit, desk, now),)


def walk_in(
    state: State, now: Moment, rules: Rules, counter: int, service: str, token: str, *, priority: bool = False
) -> Facts:
    """A visit without a slip, at once in service; the visit in hand is ended first."""
    desk = desk_of(state, counter)
    ended = finish_in_hand(state, now, desk)
    issued = issue(state, now, rules, NewTicket(token, service, priority, channel="walk-in", slip="none"))
    ticket = issued[-1].event
    assert isinstance(ticket, e.TicketIssued)
    return (*ended, *issued, Fact(e.VisitStarted(ticket.ticket, counter, desk.officer, leg=1, way=0), token))


# --- what people are told ---


def waiting(state: State, service: str) -> int:
    return sum(1 for v in state.visits.values() if v.status == "waiting" and v.service == service)
