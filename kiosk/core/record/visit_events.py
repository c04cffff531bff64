"""The day and the queue: the facts of stream `visit`."""

from dataclasses import dataclass

from kiosk.core.record.event import Event


@dataclass(frozen=True)
class DayOpened(Event):
    """`again`: the same day was closed before and its numbers go on. `provisional`: the clock is not known, the date
    is a guess, and the numbers of the day before go on so that none can come twice."""

    TYPE = "vn.motcua.day.opened.v1"
    STREAM = "visit"
    date: str
    provisional: bool = False
    again: bool = False


@dataclass(frozen=True)
class DayDated(Event):
    """The clock became known and the open day turned out to be another date; its numbers go on."""

    TYPE = "vn.motcua.day.dated.v1"
    STREAM = "visit"
    date: str
    was: str


@dataclass(frozen=True)
class DayClosed(Event):
    TYPE = "vn.motcua.day.closed.v1"
    STREAM = "visit"
    date: str


@dataclass(frozen=True)
class CounterOpened(Event):
    TYPE = "vn.motcua.counter.opened.v1"
    STREAM = "visit"
    counter: int
    officer: str


@dataclass(frozen=True)
class CounterClosed(Event):
    TYPE = "vn.motcua.counter.closed.v1"
    STREAM = "visit"
    counter: int
    officer: str


@dataclass(frozen=True)
class TicketIssued(Event):
    """`channel`: touch, button or walk-in. `slip`: asked (paper was wanted) or shown (no paper can come)."""

    TYPE = "vn.motcua.ticket.issued.v1"
    STREAM = "visit"
    ticket: str
    service: str
    number: int
    priority: bool
    channel: str
    slip: str
    test: bool = False


@dataclass(frozen=True)
class SlipMoved(Event):
    """asked → sending → sent → printed | failed | doubtful; `why` is the printer's word. `copy` counts reprints."""

    TYPE = "vn.motcua.slip.moved.v1"
    STREAM = "visit"
    ticket: str
    slip: str
    why: str | None = None
    copy: int = 0


@dataclass(frozen=True)
class TicketCalled(Event):
    TYPE = "vn.motcua.ticket.called.v1"
    STREAM = "visit"
    ticket: str
    counter: int
    officer: str
    waited: int  # seconds since the number was taken


@dataclass(frozen=True)
class TicketRecalled(Event):
    TYPE = "vn.motcua.ticket.recalled.v1"
    STREAM = "visit"
    ticket: str
    counter: int


@dataclass(frozen=True)
class VisitStarted(Event):
    TYPE = "vn.motcua.visit.started.v1"
    STREAM = "visit"
    ticket: str
    counter: int
    officer: str


@dataclass(frozen=True)
class VisitFinished(Event):
    """The officer is done; the visit ends later, with an outcome (docs/domain.md)."""

    TYPE = "vn.motcua.visit.finished.v1"
    STREAM = "visit"
    ticket: str
    counter: int
    officer: str
    service: str
    took: int  # seconds since it was called


@dataclass(frozen=True)
class VisitHeld(Event):
    TYPE = "vn.motcua.visit.held.v1"
    STREAM = "visit"
    ticket: str
    counter: int


@dataclass(frozen=True)
class VisitTransferred(Event):
    TYPE = "vn.motcua.visit.transferred.v1"
    STREAM = "visit"
    ticket: str
    counter: int
    service: str
    was: str


@dataclass(frozen=True)
class VisitEnded(Event):
    """Exactly once for every visit. `how`: served, no-show, unserved (waiting at close), cancelled.
    `outcome` only when served: rated, declined, timed-out, not-asked, device-down."""

    TYPE = "vn.motcua.visit.ended.v1"
    STREAM = "visit"
    ticket: str
    how: str
    outcome: str | None = None
    counter: int | None = None


@dataclass(frozen=True)
class DocumentsAsked(Event):
    """The list of a procedure's documents goes onto paper; `procedure`: its code. Of no visit: nobody is known."""

    TYPE = "vn.motcua.documents.asked.v1"
    STREAM = "visit"
    procedure: str
    test: bool = False
