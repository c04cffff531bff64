"""What an officer sees to for somebody who waits, without a call: the flag, the right line, the way out. Pure.

None of it moves a place: whoever came before stays before.
"""

from kiosk.core.decisions.legs import Facts, desk_of
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit


def open_visit(state: State, ticket: str) -> Visit:
    """The live visit with this number. Refused unknown-ticket."""
    visit = state.ticket(ticket)
    if visit is None:
        raise Refused("unknown-ticket")
    return visit


def set_priority(state: State, counter: int, ticket: str, priority: bool) -> Facts:
    """Of a number that waits, is held or in a hand. Refused no-change where it is so already."""
    desk, visit = desk_of(state, counter), open_visit(state, ticket)
    if visit.status == "finished":
        raise Refused("not-waiting")
    if visit.priority == priority:
        raise Refused("no-change")
    return (Fact(e.PrioritySet(ticket, priority, counter, desk.officer), visit.token),)


def change_service(state: State, rules: Rules, counter: int, ticket: str, service: str) -> Facts:
    """A wrong letter was pressed: the number goes on in the right line as if it had always stood there."""
    desk, visit = desk_of(state, counter), _waiting(state, ticket)
    if service not in rules.services:
        raise Refused("unknown-service")
    if service == visit.service:
        raise Refused("same-service")
    moved = e.TicketRerouted(ticket, counter, desk.officer, visit.leg, service, visit.service)
    return (Fact(moved, visit.token),)


def withdraw(state: State, counter: int, ticket: str) -> Facts:
    """The person leaves: nobody calls the number any more. What is in a hand ends as its officer says."""
    desk, visit = desk_of(state, counter), open_visit(state, ticket)
    if visit.status not in ("waiting", "held"):
        raise Refused("not-waiting" if visit.status == "finished" else "ticket-elsewhere")
    return (Fact(e.VisitEnded(ticket, "left", visit.leg, counter=desk.counter), visit.token),)


def _waiting(state: State, ticket: str) -> Visit:
    visit = open_visit(state, ticket)
    if visit.status in ("called", "serving"):
        raise Refused("ticket-elsewhere")
    if visit.status != "waiting":
        raise Refused("not-waiting")
    return visit
