"""Numbers and visits: the facts of stream `visit`.

A visit goes in legs, counted from 1: one stay in one line and at one counter. A transfer, a further service at the same
counter, and going on at another counter after a hold begin the next one. Each leg has its own times, in seconds:
`waited` in its line until the call, `way` from the call to the start, `worked` in service without the holds; a hold
is in none of them. Of a visit that nobody said had started, all since the call is `worked`.
"""

from dataclasses import dataclass

from kiosk.core.record.event import Event

HOLD_REASONS = ("", "papers", "copy", "fee", "elsewhere", "other")  # "" for unsaid


@dataclass(frozen=True)
class VisitEvent(Event):
    STREAM = "visit"
    ticket: str


@dataclass(frozen=True)
class TicketIssued(VisitEvent):
    """`channel`: touch, button or walk-in. `slip`: asked (paper was wanted) or shown (no paper can come)."""

    TYPE = "vn.motcua.ticket.issued.v1"
    service: str
    number: int
    priority: bool
    channel: str
    slip: str
    test: bool = False


@dataclass(frozen=True)
class SlipMoved(VisitEvent):
    """asked → sending → sent → printed | failed | doubtful; `why` is the printer's word. `copy` counts reprints."""

    TYPE = "vn.motcua.slip.moved.v1"
    slip: str
    why: str | None = None
    copy: int = 0


@dataclass(frozen=True)
class PrioritySet(VisitEvent):
    """An officer gave or took the flag; the number's place in its line stays."""

    TYPE = "vn.motcua.priority.set.v1"
    priority: bool
    counter: int
    officer: str


@dataclass(frozen=True)
class TicketCalled(VisitEvent):
    """`waited`: in this leg's line. `rule`: what put it before the others: turn, priority, priority-cap, ordinary-cap,
    named (an officer called this very number), or "" where that was not written yet."""

    TYPE = "vn.motcua.ticket.called.v2"
    counter: int
    officer: str
    leg: int
    waited: int
    rule: str


@dataclass(frozen=True)
class TicketRecalled(VisitEvent):
    TYPE = "vn.motcua.ticket.recalled.v1"
    counter: int


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
    """Back from a no-show: it waits again, with the place that it had."""

    TYPE = "vn.motcua.visit.returned.v1"
    leg: int


@dataclass(frozen=True)
class VisitMarked(VisitEvent):
    """A rule noticed something about a visit, which stays as it is: `rule` is the rule's name."""

    TYPE = "vn.motcua.visit.marked.v1"
    rule: str
