"""What an officer asked for (core's VERBS), done, and told in the console's words.

Promises: an answer tells what the officer did (ticket, service, counter) and nothing of what the citizen did
afterwards. In particular a number that was served is told as "no longer waiting" whether or not its visit has
already ended, because a visit ends at once when it is rated.
"""

from typing import Any

from kiosk.console.views import in_hand, was_given_today
from kiosk.core.decisions.verbs import VERBS
from kiosk.core.office.refusals import Refused
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State, Visit
from kiosk.office import Office


def perform(office: Office, name: str, counter: int, about: str) -> dict[str, Any]:
    """Does it and tells what came of it; `about`: what the verb needs. Raises Refused."""
    before = office.state()
    try:
        recorded = office.do(name, counter, about)
    except Refused as refused:
        raise Refused(told(refused.code, before, about)) from refused
    return answer(name, recorded, before, office.state(), counter)


def told(code: str, state: State, ticket: str) -> str:
    """The refusal as the officer may know it."""
    return "not-waiting" if code == "unknown-ticket" and was_given_today(state, ticket) else code


def answer(name: str, recorded: list[Recorded], before: State, after: State, counter: int) -> dict[str, Any]:
    """`{"ticket", "service", "priority", "counter"}` of the visit it is about, and `finished`: the number of the
    visit in hand that this ended. `next` with nobody waiting only ends that one: `ticket` is None."""
    about = [r for r in recorded if isinstance(r.event, VERBS[name].tells)]
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
