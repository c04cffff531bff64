"""Numbers and visits: the facts of stream `visit`.

A visit goes in legs, counted from 1: one stay in one line and at one counter. A transfer, a further service at the same
counter, and going on at another counter after a hold begin the next one. Each leg has its own times, in seconds:
`waited` in its line until the call, `way` from the call to the start, `worked` in service without the holds; a hold
is in none of them. Of a visit that nobody said had started, all since the call is `worked`.
"""

from dataclasses import dataclass

from kiosk.core.record.event import Event

HOLD_REASONS = ("", "papers", "copy", "fee", "elsewhere", "other")  # "" for unsaid
CALL_REASONS = ("", "frail", "papers", "appointment", "skipped", "other")  # why before its turn; "" for unsaid
RESULTS = ("done", "papers-missing", "not-ours")


@dataclass(frozen=True)
class VisitEvent(Event):
    STREAM = "visit"
    ticket: str


ROLL = "roll"  # the channel of numbers that are none of the kiosk's


@dataclass(frozen=True)
class TicketIssued(VisitEvent):
    """`channel`: touch, button, scan (of an appointment slip), walk-in, batch or roll (of paper: `number` is of the
    roll, not of the service). `slip`: asked (paper was wanted), shown (no paper can come) or none."""

    TYPE = "vn.motcua.ticket.issued.v1"
    service: str
    number: int
    priority: bool
    channel: str
    slip: str
    test: bool = False


@dataclass(frozen=True)
class TicketEntered(VisitEvent):
    """An officer entered it: it is one of the paper roll, and was given by hand `waited` seconds ago."""

    TYPE = "vn.motcua.ticket.entered.v2"
    counter: int
    officer: str
    waited: int


@dataclass(frozen=True)
class SlipMoved(VisitEvent):
    """asked → sending → sent → printed | failed | doubtful; `why` is the printer's word. `copy` counts reprints."""

    TYPE = "vn.motcua.slip.moved.v1"
    slip: str
    why: str | None = None
    copy: int = 0


@dataclass(frozen=True)
class SlipShown(VisitEvent):
    """The person of a number that is put aside is back, showed its slip to the kiosk, and was sent to `counter`."""

    TYPE = "vn.motcua.slip.shown.v1"
    counter: int
    leg: int


@dataclass(frozen=True)
class PrioritySet(VisitEvent):
    """An officer gave or took the flag; the number's place in its line stays."""

    TYPE = "vn.motcua.priority.set.v1"
    priority: bool
    counter: int
    officer: str


@dataclass(frozen=True)
class TicketRerouted(VisitEvent):
    """The number that waits is one of another service (a wrong letter was pressed): it goes on in the line of `service`
    with its place, its leg and the time at which it came into it."""

    TYPE = "vn.motcua.ticket.rerouted.v1"
    counter: int
    officer: str
    leg: int
    service: str
    was: str


@dataclass(frozen=True)
class TicketCalled(VisitEvent):
    """`waited`: in this leg's line. `rule`: what put it before the others: turn, priority, priority-cap, ordinary-cap,
    promised (it is back at its time), named (an officer called this very number), or "" where that was not written yet.
    `reason`: of a number that was named before its turn, one of CALL_REASONS; of no other."""

    TYPE = "vn.motcua.ticket.called.v3"
    counter: int
    officer: str
    leg: int
    waited: int
    rule: str
    reason: str | None = None


@dataclass(frozen=True)
class VisitPromised(VisitEvent):
    """Who waits goes away, and will be back in `after` seconds; until then others are called, and the place stays."""

    TYPE = "vn.motcua.visit.promised.v1"
    after: int


@dataclass(frozen=True)
class TicketRecalled(VisitEvent):
    TYPE = "vn.motcua.ticket.recalled.v1"
    counter: int


@dataclass(frozen=True)
class TicketUnanswered(VisitEvent):
    """Called, and nobody came: it waits again with its place, and is not called in turn for a while. `times`: how often
    that was so by now. `aside`: it had been put aside before that call, and is again."""

    TYPE = "vn.motcua.ticket.unanswered.v1"
    counter: int
    officer: str
    leg: int
    times: int
    aside: bool


@dataclass(frozen=True)
class VisitStarted(VisitEvent):
    TYPE = "vn.motcua.visit.started.v2"
    counter: int
    officer: str
    leg: int
    way: int


@dataclass(frozen=True)
class VisitHeld(VisitEvent):
    """`worked`: in this leg so far. `reason`: one of HOLD_REASONS."""

    TYPE = "vn.motcua.visit.held.v2"
    counter: int
    officer: str
    leg: int
    worked: int
    reason: str


@dataclass(frozen=True)
class VisitResumed(VisitEvent):
    """`held`: seconds since it was held. At another counter than before it is another leg."""

    TYPE = "vn.motcua.visit.resumed.v1"
    counter: int
    officer: str
    leg: int
    held: int


@dataclass(frozen=True)
class VisitTransferred(VisitEvent):
    """The leg ends, the next begins in the line of `service`. `to_counter`, `to_officer`: whom alone it waits for;
    `noted`: the officer left a note, which stays in the office and dies with the day."""

    TYPE = "vn.motcua.visit.transferred.v2"
    counter: int
    officer: str
    leg: int
    worked: int
    service: str
    was: str
    to_counter: int | None = None
    to_officer: str | None = None
    noted: bool = False


@dataclass(frozen=True)
class VisitAwaited(VisitEvent):
    """The counter that has just sent it on waits for it: once it is done there it comes back to this counter's line of
    `service`, with its old place."""

    TYPE = "vn.motcua.visit.awaited.v1"
    counter: int
    officer: str
    service: str


@dataclass(frozen=True)
class VisitRejoined(VisitEvent):
    """The officer is done with what the visit was sent here for: the leg ends, the next begins in the line of `service`
    at `to_counter`, which waits for it. Nobody is asked to rate before the whole is done. `result`, `dossiers`: as in
    VisitFinished."""

    TYPE = "vn.motcua.visit.rejoined.v1"
    counter: int
    officer: str
    leg: int
    way: int
    worked: int
    service: str
    was: str
    to_counter: int
    result: str
    dossiers: int


@dataclass(frozen=True)
class VisitHanded(VisitEvent):
    """Another officer goes on with it at the same counter. `leg`: that in which it goes on; a further one where work
    had begun, so that each officer has what was theirs, with `worked` of the one before; the same where nobody had come
    yet. `was`: the officer until now."""

    TYPE = "vn.motcua.visit.handed.v1"
    counter: int
    officer: str
    was: str
    leg: int
    worked: int


@dataclass(frozen=True)
class VisitContinued(VisitEvent):
    """A further service for the same person at the same counter: the leg ends, the next begins in service."""

    TYPE = "vn.motcua.visit.continued.v1"
    counter: int
    officer: str
    leg: int
    worked: int
    service: str
    was: str


@dataclass(frozen=True)
class VisitFinished(VisitEvent):
    """The officer is done; the visit ends later, with an outcome (docs/domain.md). `result`: done, papers-missing or
    not-ours; `dossiers`: how many were handled."""

    TYPE = "vn.motcua.visit.finished.v2"
    counter: int
    officer: str
    leg: int
    service: str
    way: int
    worked: int
    result: str
    dossiers: int


@dataclass(frozen=True)
class VisitEnded(VisitEvent):
    """Once for every visit, and once more for one that was taken up again after its end: the last word counts. `how`:
    served, no-show, left, unconfirmed (ended without a sign that anybody came), unserved (waiting at close),
    cancelled. `outcome` only when served: rated, declined, timed-out, not-asked, device-down."""

    TYPE = "vn.motcua.visit.ended.v2"
    how: str
    legs: int
    outcome: str | None = None
    counter: int | None = None
    why: str | None = None


@dataclass(frozen=True)
class VisitUndone(VisitEvent):
    """What an officer did by mistake is taken back: `undone` is the number on this stream of the event that counts as
    not having been. A rating that came meanwhile stays."""

    TYPE = "vn.motcua.visit.undone.v1"
    counter: int
    officer: str
    undone: int


@dataclass(frozen=True)
class VisitReturned(VisitEvent):
    """Back from a no-show: it waits again, with the place that it had. `counter`, `officer`: who said so, unless it was
    somebody above the counters."""

    TYPE = "vn.motcua.visit.returned.v2"
    leg: int
    counter: int | None = None
    officer: str | None = None


@dataclass(frozen=True)
class VisitMarked(VisitEvent):
    """A rule noticed something about a visit, which stays as it is: `rule` is the rule's name."""

    TYPE = "vn.motcua.visit.marked.v1"
    rule: str
