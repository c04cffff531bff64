"""What an officer asked for (core's VERBS), done, and told in the console's words.

Promises: an answer tells what the officer did (ticket, service, counter) and nothing of what the citizen did
afterwards. In particular a number that was served is told as "no longer waiting" whether or not its visit has
already ended, because a visit ends at once when it is rated. Answers and refusals are made inside the journal's
transaction, so that those of a wish with a key are stored with its facts (kiosk/journal/answers.py).
"""

from collections.abc import Mapping, Sequence

from kiosk.console.colleagues.notes import Notes
from kiosk.console.request_body import Body, page, words
from kiosk.console.views import was_given_today
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.colleagues import pauses
from kiosk.core.decisions.counters import must_show_now, sign_out
from kiosk.core.decisions.verbs import VERBS, Asked, Verb
from kiosk.core.office.refusals import Refused
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.invited import visit_at
from kiosk.core.state.values import State, Visit
from kiosk.journal.answers import Answer
from kiosk.office import Office, Seat, new_token

Officers = Mapping[str, Sequence[str]]  # sign-in name → opaque references


def perform(office: Office, name: str, seat: Seat, body: Body, key: str = "", notes: Notes | None = None) -> Answer:
    """Does it and tells what came of it; what is told of a key once is told again. Raises Refused."""
    verb, token = VERBS[name], new_token()

    def decide(state: State, now: Moment) -> Sequence[Fact]:
        must_show_now(state, seat.counter, page(body))
        asked = asked_by(verb, seat.counter, body, token, office.officers)
        try:
            facts = pauses.ended_by(state, seat.counter, verb.decide(state, now, office.rules, asked))
        except Refused as refused:
            raise Refused(told(refused.code, state, asked.about)) from refused
        if asked.note and notes:
            notes.keep(state, facts, asked.note)
        return facts

    def tell(written: Sequence[Recorded], before: State, after: State) -> Answer:
        return answer(name, written, before, after, seat.counter)

    return office.grant(seat, decide, tell, key)


def leave(office: Office, seat: Seat, body: Body, key: str = "") -> Answer:
    """Signs out, and tells `{"counter"}`. Raises Refused."""

    def decide(state: State, now: Moment) -> Sequence[Fact]:
        must_show_now(state, seat.counter, page(body))
        return sign_out(state, now, seat.counter)

    return office.grant(seat, decide, lambda *_: {"counter": seat.counter}, key)


def asked_by(verb: Verb, counter: int, body: Body, token: str, officers: Officers) -> Asked:
    """What came with the call. Raises BadRequest."""
    said = words(body, verb.words)
    about = said.pop(verb.about, "")
    named = said.get("to_officer", "").lower()
    references = next((theirs for name, theirs in officers.items() if name.lower() == named), ())
    return Asked(counter, about, token, officers=tuple(references), **said)


def told(code: str, state: State, ticket: str) -> str:
    """The refusal as the officer may know it."""
    return "not-waiting" if code == "unknown-ticket" and was_given_today(state, ticket) else code


def answer(name: str, written: Sequence[Recorded], before: State, after: State, counter: int) -> Answer:
    """`{"ticket", "service", "priority", "counter"}` of the visit it is about, and `finished`: the number of the
    visit in hand that this ended. `next` with nobody waiting only ends that one: `ticket` is None."""
    about = [r for r in written if isinstance(r.event, VERBS[name].tells)]
    ended = visit_at(before, counter) if name in ("next", "call", "walk-in") else None
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
