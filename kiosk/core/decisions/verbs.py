"""What an officer can ask for, as one table: verb → what it needs besides the counter, its rule, the fact it leads to.

The office does these, the console's calls and the verbs of `.day` scripts are made from them, and openapi.json and the
officers' page are held against them by a test. Not here: signing in and out, and the day, which no counter stands for.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import coming, queue
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Event, Fact
from kiosk.core.record.visit_events import HOLD_REASONS
from kiosk.core.state.values import State


@dataclass(frozen=True)
class Asked:
    """`about`: the ticket, or the service's letter, that the verb needs; `token`: for a visit that begins with it;
    `reason`: one of the verb's."""

    counter: int
    about: str = ""
    token: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Verb:
    """`needs`: "ticket", "service" or "" for nothing; `reasons`: what may be said of why, "" for unsaid; `tells`: the
    event whose ticket the officer is told, or either of two."""

    decide: Callable[[State, Moment, Rules, Asked], tuple[Fact, ...]]
    tells: type[Event] | tuple[type[Event], ...]
    needs: str = ""
    reasons: tuple[str, ...] = ()


VERBS = {
    "next": Verb(lambda s, now, rules, a: queue.call_next(s, now, rules, a.counter), e.TicketCalled),
    "recall": Verb(lambda s, now, rules, a: queue.recall(s, a.counter), e.TicketRecalled),
    "start": Verb(lambda s, now, rules, a: queue.start(s, now, a.counter), e.VisitStarted),
    "finish": Verb(lambda s, now, rules, a: queue.finish(s, now, a.counter), (e.VisitFinished, e.VisitEnded)),
    "no-show": Verb(lambda s, now, rules, a: queue.no_show(s, a.counter), e.VisitEnded),
    "hold": Verb(lambda s, now, rules, a: queue.hold(s, now, a.counter, a.reason), e.VisitHeld, reasons=HOLD_REASONS),
    "resume": Verb(lambda s, now, rules, a: queue.resume(s, now, a.counter, a.about), e.VisitResumed, "ticket"),
    "call": Verb(lambda s, now, rules, a: queue.call_ticket(s, now, a.counter, a.about), e.TicketCalled, "ticket"),
    "transfer": Verb(
        lambda s, now, rules, a: queue.transfer(s, now, rules, a.counter, a.about), e.VisitTransferred, "service"
    ),
    "walk-in": Verb(
        lambda s, now, rules, a: queue.walk_in(s, now, rules, a.counter, a.about, a.token), e.VisitStarted, "service"
    ),
    "came": Verb(lambda s, now, rules, a: coming.came(s, a.counter, a.about), e.VisitFinished, "ticket"),
    "absent": Verb(lambda s, now, rules, a: coming.absent(s, a.counter, a.about), e.VisitEnded, "ticket"),
}
