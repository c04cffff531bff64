"""What an officer can ask for, as one table: verb → its rule, the fact it leads to, its words, what it does.

The office does these; the console's calls, their part of openapi.json (scripts/describe_calls.py) and the verbs of
`.day` scripts are made from them, and the officers' page is held against them by a test. Not here: signing in and out,
and the day, which no counter stands for.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue
from kiosk.core.decisions.amends import coming, returning, undo
from kiosk.core.decisions.colleagues import helping, pauses
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.giving.batch import MOST, batch
from kiosk.core.decisions.giving.roll import LONGEST_MIN, Torn, roll
from kiosk.core.decisions.giving.roll import MOST as LAST
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.wishes import answering, waiting
from kiosk.core.decisions.wishes.words import Choice, Code, Number, Text, Word, YesNo, service, ticket
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.day_events import PAUSE_REASONS
from kiosk.core.record.events import Event, Fact
from kiosk.core.record.visit_events import CALL_REASONS, HOLD_REASONS, RESULTS
from kiosk.core.state.values import State


@dataclass(frozen=True)
class Asked:
    """`about`: the first word that the verb needs, a ticket or a service's letter; `token`: for a visit that begins
    with it; `officers`: the opaque references of `to_officer`; the others are words of their name."""

    counter: int
    about: str = ""
    token: str = ""
    reason: str = ""
    service: str = ""
    priority: bool = False
    result: str = "done"
    dossiers: int = 1
    to_counter: int = 0
    to_officer: str = ""
    officers: tuple[str, ...] = ()
    note: str = ""
    back: bool = False

    @property
    def where(self) -> Where:
        """To whom a visit is sent on."""
        named = self.officers if self.to_officer else None
        return Where(self.service, self.to_counter, named, bool(self.note), self.back)

    count: int = 1
    number: int = 0
    minutes_ago: int = 0


@dataclass(frozen=True)
class Verb:
    """`tells`: the event whose ticket the officer is told, or either of two; `words`: those that must be said stand
    before those that may."""

    decide: Callable[[State, Moment, Rules, Asked], tuple[Fact, ...]]
    tells: type[Event] | tuple[type[Event], ...]
    says: str
    words: tuple[Word, ...] = ()

    @property
    def needs(self) -> str:
        """The name of its first word, where that must be said; "" for none."""
        return self.words[0].name if self.words and self.words[0].needed else ""

    @property
    def about(self) -> str:
        """The same, where it is a ticket or a service."""
        return self.needs if self.words and isinstance(self.words[0], Code) else ""


WHY_EARLY = Choice("reason", "", 'why before its turn; "" is unsaid', among=CALL_REASONS)

WHY_PAUSED = Choice("reason", "", 'why; "" is unsaid', among=PAUSE_REASONS)
WHY_HELD = Choice("reason", "", 'what the citizen went for; "" is unsaid', among=HOLD_REASONS)
GIVEN_AGO = Number("minutes_ago", 0, "so long ago it was given by hand; 0 is now", least=0, most=LONGEST_MIN)
DONE = (e.VisitFinished, e.VisitRejoined, e.VisitEnded)  # what may become of a visit that an officer is done with
TO_WHOM = (
    service("", "may be left out where a counter or an officer is named"),
    Number("to_counter", 0, "for this counter alone, while somebody is there; 0 for none", least=0),
    Text("to_officer", "", "sign-in name: for this officer alone, while they sit where the line is served", most=32),
    Text("note", "", "for whoever goes on with it; stays in the office and dies with the day"),
    YesNo("back", False, "it comes back to this counter afterwards"),
)

VERBS = {
    "next": Verb(
        lambda s, now, rules, a: queue.call_next(s, now, rules, a.counter),
        e.TicketCalled,
        "Ends the visit in hand and calls the next; `ticket` is null when nobody waited and a visit was only ended",
    ),
    "recall": Verb(
        lambda s, now, rules, a: queue.recall(s, a.counter), e.TicketRecalled, "Calls the number in hand again"
    ),
    "start": Verb(lambda s, now, rules, a: queue.start(s, now, a.counter), e.VisitStarted, "The citizen has come"),
    "finish": Verb(
        lambda s, now, rules, a: queue.finish(s, now, a.counter, a.result, a.dossiers),
        DONE,
        "Ends the visit in hand; within 20 s of its call, not begun and with nothing said of it, as unconfirmed",
        (Choice("result", "done", among=RESULTS), Number("dossiers", 1, "how many were handled")),
    ),
    "continue": Verb(
        lambda s, now, rules, a: queue.go_on(s, now, rules, a.counter, a.about),
        e.VisitContinued,
        "A further service for the same person at the same counter",
        (service(),),
    ),
    "no-show": Verb(lambda s, now, rules, a: queue.no_show(s, a.counter), e.VisitEnded, "Nobody came"),
    "unanswered": Verb(
        lambda s, now, rules, a: answering.unanswered(s, rules, a.counter),
        (e.TicketUnanswered, e.VisitEnded),
        "The called number did not answer: it keeps its place and is not called in turn for a while, the last time it "
        "is absent",
    ),
    "hold": Verb(
        lambda s, now, rules, a: queue.hold(s, now, a.counter, a.reason),
        e.VisitHeld,
        "Keeps the number in hand for later",
        (WHY_HELD,),
    ),
    "resume": Verb(
        lambda s, now, rules, a: queue.resume(s, now, a.counter, a.about),
        e.VisitResumed,
        "Goes on with a held number",
        (ticket(),),
    ),
    "call": Verb(
        lambda s, now, rules, a: queue.call_ticket(s, now, rules, a.counter, a.about, a.reason),
        e.TicketCalled,
        "Calls one number, also one that was absent of late; the visit in hand is put aside. Before its turn that is a "
        "right",
        (ticket(), WHY_EARLY),
    ),
    "transfer": Verb(
        lambda s, now, rules, a: transfer(s, now, rules, a.counter, a.where),
        e.VisitTransferred,
        "Sends the visit in hand on, with its number and place: to a service's line, a counter or an officer",
        TO_WHOM,
    ),
    "walk-in": Verb(
        lambda s, now, rules, a: queue.walk_in(s, now, rules, a.counter, a.about, a.token, priority=a.priority),
        e.VisitStarted,
        "A visit without a slip, at once in service; ends the visit in hand",
        (service(), YesNo("priority", False)),
    ),
    "priority": Verb(
        lambda s, now, rules, a: waiting.set_priority(s, a.counter, a.about, a.priority),
        e.PrioritySet,
        "Gives or takes the flag of a number that waits, is held or in a hand; its place stays",
        (ticket(), YesNo("priority")),
    ),
    "change": Verb(
        lambda s, now, rules, a: waiting.change_service(s, rules, a.counter, a.about, a.service),
        e.TicketRerouted,
        "A number that waits is of another service; its place stays",
        (ticket(), service()),
    ),
    "withdraw": Verb(
        lambda s, now, rules, a: waiting.withdraw(s, a.counter, a.about),
        e.VisitEnded,
        "The person of a number that waits or is held leaves",
        (ticket(),),
    ),
    "batch": Verb(
        lambda s, now, rules, a: batch(s, now, rules, a.counter, NewTicket(a.token, a.about), a.count),
        e.TicketIssued,
        "Numbers for people who come together, with their slips at the kiosk; `ticket` is the last of them. The visit "
        "in hand goes on",
        (service(), Number("count", says="how many", most=MOST)),
    ),
    "roll": Verb(
        lambda s, now, rules, a: roll(
            s, now, rules, a.counter, Torn(NewTicket(a.token, a.about, a.priority), a.number, a.minutes_ago)
        ),
        e.TicketEntered,
        "A number of the paper roll that was given by hand while the kiosk was away: it waits where it would have been "
        "had the kiosk given it then, under a letter that no service has",
        (service(), Number("number", says="as the roll has it", most=LAST), YesNo("priority", False), GIVEN_AGO),
    ),
    "came": Verb(
        lambda s, now, rules, a: coming.came(s, a.counter, a.about),
        DONE,
        "The person of a number that ended unconfirmed was there: its visit is finished",
        (ticket(),),
    ),
    "absent": Verb(
        lambda s, now, rules, a: coming.absent(s, a.counter, a.about),
        e.VisitEnded,
        "Nobody came for a number that ended unconfirmed",
        (ticket(),),
    ),
    "undo": Verb(
        lambda s, now, rules, a: undo.undo(s, now, a.counter),
        e.VisitUndone,
        "Takes back this counter's last wish, within 10 s of it; `ticket` is whose visit is as before. A rating that "
        "came meanwhile stays",
    ),
    "return": Verb(
        lambda s, now, rules, a: returning.come_back(s, now, rules, a.counter, a.about),
        e.VisitReturned,
        "A number that was called absent of late waits again, with the place that it had",
        (ticket(),),
    ),
    "pause": Verb(
        lambda s, now, rules, a: pauses.pause(s, a.counter, a.reason),
        e.CounterPaused,
        "The counter rests and is given nobody; only with nobody in hand",
        (WHY_PAUSED,),
    ),
    "back": Verb(
        lambda s, now, rules, a: pauses.back(s, a.counter),
        e.CounterResumed,
        "Back from the rest, as is whoever takes a visit in hand",
    ),
    "help": Verb(
        lambda s, now, rules, a: helping.ask(s, a.counter),
        e.HelpMoved,
        "Asks the other officers for help, without a sound",
    ),
    "help-answer": Verb(
        lambda s, now, rules, a: helping.answer(s, a.counter, a.to_counter),
        e.HelpMoved,
        "Whoever asked there is told that this counter's officer comes",
        (Number("to_counter", None, "which asked"),),
    ),
    "help-end": Verb(
        lambda s, now, rules, a: helping.end(s, a.counter),
        e.HelpMoved,
        "Over: what this counter asked for, else what it had answered",
    ),
}
