"""What an officer can ask for, as a table: path → what the body must hold → which wish of the office it is.

Promises: an answer tells what the officer did (ticket, service, counter) and nothing of what the citizen did
afterwards. In particular a number that was served is told as "no longer waiting" whether or not its visit has
already ended, because a visit ends at once when it is rated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.console.views import in_hand, was_given_today
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State, Visit
from kiosk.office import Office

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """`tells`: the event whose ticket the answer names; `needs`: names of the strings that the body must hold."""

    act: Callable[[Office, int, Body], list[Recorded]]
    tells: type[e.Event]
    needs: tuple[str, ...] = ()


CALLS: dict[str, Call] = {
    "next": Call(lambda office, counter, _: office.next(counter), e.TicketCalled),
    "recall": Call(lambda office, counter, _: office.recall(counter), e.TicketRecalled),
    "start": Call(lambda office, counter, _: office.start(counter), e.VisitStarted),
    "finish": Call(lambda office, counter, _: office.finish(counter), e.VisitFinished),
    "no-show": Call(lambda office, counter, _: office.no_show(counter), e.VisitEnded),
    "hold": Call(lambda office, counter, _: office.hold(counter), e.VisitHeld),
    "transfer": Call(
        lambda office, counter, body: office.transfer(counter, body["service"]), e.VisitTransferred, ("service",)
    ),
    "resume": Call(lambda office, counter, body: office.resume(counter, body["ticket"]), e.VisitStarted, ("ticket",)),
    "call": Call(lambda office, counter, body: office.call(counter, body["ticket"]), e.TicketCalled, ("ticket",)),
    "walk-in": Call(
        lambda office, counter, body: office.walk_in(counter, body["service"]), e.VisitStarted, ("service",)
    ),
}


def perform(office: Office, name: str, counter: int, body: Body) -> dict[str, Any]:
    """Does it and tells what came of it. Raises Refused."""
    before = office.state()
    try:
        recorded = CALLS[name].act(office, counter, body)
    except Refused as refused:
        raise Refused(told(refused.code, before, str(body.get("ticket", "")))) from refused
    return answer(name, recorded, before, office.state(), counter)


def told(code: str, state: State, ticket: str) -> str:
    """The refusal as the officer may know it."""
    return "not-waiting" if code == "unknown-ticket" and was_given_today(state, ticket) else code


def answer(name: str, recorded: list[Recorded], before: State, after: State, counter: int) -> dict[str, Any]:
    """`{"ticket", "service", "priority", "counter"}` of the visit it is about, and `finished`: the number of the
    visit in hand that this ended. `next` with nobody waiting only ends that one: `ticket` is None."""
    about = [r for r in recorded if isinstance(r.event, CALLS[name].tells)]
    ended = in_hand(before, counter) if name in ("next", "call", "walk-in") else None
    fact = about[-1] if about else None  # what was due by now (ends of other visits) is written before it
    visit = _visit(fact, before, after)
    return {
        "ticket": getattr(fact.event, "ticket", None) if fact else None,
        "service": visit.service if visit else None,
        "priority": visit.priority if visit else None,
        "counter": counter,
        "finished": ended.ticket if ended else None,
    }


def _visit(fact: Recorded | None, before: State, after: State) -> Visit | None:
    token = (fact.visit if fact else None) or ""
    return after.visits.get(token) or before.visits.get(token)
