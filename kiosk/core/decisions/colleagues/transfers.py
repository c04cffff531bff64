"""The visit in hand sent on: to a service's line, to one counter, or to one officer, wherever they sit. Pure.

The number stays, and its place in the order. Whom alone it waits for is a condition of who may be called
(calling/offers.py). A note is told to the office alone: here it is known only that there is one.
"""

from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import legs
from kiosk.core.decisions.legs import Facts, in_hand
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Desk, State, Visit


@dataclass(frozen=True)
class Where:
    """`service`: its letter, "" for that which the visit has, or the other counter's first; `counter`: 0 for none;
    `officers`: the opaque references of one officer, () for a name that nobody has, None for nobody in particular;
    `back`: it comes back to this counter afterwards."""

    service: str = ""
    counter: int = 0
    officers: tuple[str, ...] | None = None
    noted: bool = False
    back: bool = False


def transfer(state: State, now: Moment, rules: Rules, counter: int, where: Where) -> Facts:
    """With the same number, in the order of when it was taken. Refused no-visit, unknown-service, same-service,
    unknown-counter, counter-closed, officer-away, same-counter, not-served; bad-request for nowhere, or to two."""
    desk, visit = in_hand(state, counter)
    named = (where.counter != 0) + (where.officers is not None)
    if named == 2 or not (named or where.service):
        raise Refused("bad-request")
    there = _there(state, rules, desk, where)
    service = _service(rules, visit, there, where)
    whom = {"to_counter": there.counter} if there and where.counter else {}
    person = {"to_officer": there.officer} if there and not where.counter else {}
    moved = legs.transferred(visit, desk, now, service, noted=where.noted, **whom, **person)
    awaited = e.VisitAwaited(visit.ticket, desk.counter, desk.officer, visit.service)
    return (moved, Fact(awaited, visit.token)) if where.back else (moved,)


def _there(state: State, rules: Rules, desk: Desk, where: Where) -> Desk | None:
    """Who is to have it; None for whoever serves the line."""
    if where.counter:
        there = _at(state, rules, where.counter)
    elif where.officers is not None:
        there = _with(state, where.officers)
    else:
        return None
    if there.counter == desk.counter:
        raise Refused("same-counter")
    return there


def _at(state: State, rules: Rules, counter: int) -> Desk:
    if counter not in rules.counters:
        raise Refused("unknown-counter")
    desk = state.counters.get(counter)
    if desk is None:
        raise Refused("counter-closed")
    return desk


def _with(state: State, officers: tuple[str, ...]) -> Desk:
    desk = next((desk for desk in state.counters.values() if desk.officer in officers), None)
    if desk is None:
        raise Refused("officer-away")
    return desk


def _service(rules: Rules, visit: Visit, there: Desk | None, where: Where) -> str:
    """Of the next leg: always one that whoever is to have it serves, so that it is in a line if they leave."""
    if there is None:
        return another(rules, visit, where.service)
    if where.service and where.service not in rules.services:
        raise Refused("unknown-service")
    theirs = rules.counters[there.counter]
    if where.service and where.service not in theirs:
        raise Refused("not-served")
    return where.service or (visit.service if visit.service in theirs else theirs[0])


def another(rules: Rules, visit: Visit, service: str) -> str:
    """Refused unknown-service, same-service."""
    if service not in rules.services:
        raise Refused("unknown-service")
    if service == visit.service:
        raise Refused("same-service")
    return service
