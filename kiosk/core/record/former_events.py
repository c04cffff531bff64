"""Events as earlier versions wrote them. They stay in the chain as they are, and are read as those of today.

Nothing writes them any more. A field that they did not have gets the value that stands for "was not written then".
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from kiosk.core.record import day_events, device_events, rating_events, visit_events
from kiosk.core.record.event import Event


@dataclass(frozen=True)
class Former(Event):
    """`NOW`: its type of today; `ADDED`: what that has besides; `RENAMED`: field of then → field of today."""

    NOW: ClassVar[type[Event]]
    ADDED: ClassVar[Mapping[str, Any]] = {}
    RENAMED: ClassVar[Mapping[str, str]] = {}

    def renewed(self) -> Event:
        """The same fact as an event of today."""
        same = {self.RENAMED.get(f.name, f.name): getattr(self, f.name) for f in fields(self)}
        return self.NOW(**same, **self.ADDED)


@dataclass(frozen=True)
class RatingGivenV1(Former):
    TYPE = "vn.motcua.rating.given.v1"
    STREAM = "rating"
    NOW = rating_events.RatingGiven
    level: int
    scale: str
    bound: bool
    counted: bool
    channel: str
    offline: bool
    clock: str
    test: bool
    counter: int | None = None
    officer: str | None = None
    service: str | None = None
    bind: str | None = None
    uncounted_reason: str | None = None


@dataclass(frozen=True)
class RatingBoundV1(Former):
    TYPE = "vn.motcua.rating.bound.v1"
    STREAM = "rating"
    NOW = rating_events.RatingBound
    rating: int
    counter: int
    officer: str
    service: str
    bind: str


@dataclass(frozen=True)
class RatingReasonedV1(Former):
    TYPE = "vn.motcua.rating.reasoned.v1"
    STREAM = "rating"
    NOW = rating_events.RatingReasoned
    rating: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RatingRevisedV1(Former):
    TYPE = "vn.motcua.rating.revised.v1"
    STREAM = "rating"
    NOW = rating_events.RatingRevised
    rating: int
    why: str
    by: int | None = None


@dataclass(frozen=True)
class DayDatedV1(Former):
    """Of the day that was open."""

    TYPE = "vn.motcua.day.dated.v1"
    STREAM = "visit"
    NOW = day_events.DayDated
    ADDED = {"opened": 0, "clock": "synchronised"}
    date: str
    was: str


@dataclass(frozen=True)
class CounterOpenedV1(Former):
    TYPE = "vn.motcua.counter.opened.v1"
    STREAM = "visit"
    NOW = day_events.CounterOpened
    ADDED = {"sign_in": ""}
    counter: int
    officer: str


@dataclass(frozen=True)
class TicketCalledV1(Former):
    """`waited`: since the number was taken, in whatever leg."""

    TYPE = "vn.motcua.ticket.called.v1"
    STREAM = "visit"
    NOW = visit_events.TicketCalled
    ADDED = {"leg": 0, "rule": ""}
    ticket: str
    counter: int
    officer: str
    waited: int


@dataclass(frozen=True)
class TicketCalledV2(Former):
    """Whether it was before its turn was not told."""

    TYPE = "vn.motcua.ticket.called.v2"
    STREAM = "visit"
    NOW = visit_events.TicketCalled
    ticket: str
    counter: int
    officer: str
    leg: int
    waited: int
    rule: str


@dataclass(frozen=True)
class VisitStartedV1(Former):
    """Also of one that was held: it went on."""

    TYPE = "vn.motcua.visit.started.v1"
    STREAM = "visit"
    NOW = visit_events.VisitStarted
    ADDED = {"leg": 0, "way": 0}
    ticket: str
    counter: int
    officer: str


@dataclass(frozen=True)
class VisitHeldV1(Former):
    TYPE = "vn.motcua.visit.held.v1"
    STREAM = "visit"
    NOW = visit_events.VisitHeld
    ADDED = {"officer": "", "leg": 0, "worked": 0, "reason": ""}
    ticket: str
    counter: int


@dataclass(frozen=True)
class VisitTransferredV1(Former):
    TYPE = "vn.motcua.visit.transferred.v1"
    STREAM = "visit"
    NOW = visit_events.VisitTransferred
    ADDED = {"officer": "", "leg": 0, "worked": 0}
    ticket: str
    counter: int
    service: str
    was: str


@dataclass(frozen=True)
class VisitFinishedV1(Former):
    """`took`: since it was called, holds too."""

    TYPE = "vn.motcua.visit.finished.v1"
    STREAM = "visit"
    NOW = visit_events.VisitFinished
    ADDED = {"leg": 0, "way": 0, "result": "done", "dossiers": 1}
    RENAMED = {"took": "worked"}
    ticket: str
    counter: int
    officer: str
    service: str
    took: int


@dataclass(frozen=True)
class VisitEndedV1(Former):
    TYPE = "vn.motcua.visit.ended.v1"
    STREAM = "visit"
    NOW = visit_events.VisitEnded
    ADDED = {"legs": 0}
    ticket: str
    how: str
    outcome: str | None = None
    counter: int | None = None


@dataclass(frozen=True)
class TicketEnteredV1(Former):
    """It came when it was entered."""

    TYPE = "vn.motcua.ticket.entered.v1"
    STREAM = "visit"
    NOW = visit_events.TicketEntered
    ADDED = {"waited": 0}
    ticket: str
    counter: int
    officer: str


@dataclass(frozen=True)
class VisitReturnedV1(Former):
    """Nobody knows by whom: not to be taken back."""

    TYPE = "vn.motcua.visit.returned.v1"
    STREAM = "visit"
    NOW = visit_events.VisitReturned
    ticket: str
    leg: int


@dataclass(frozen=True)
class ClockCorrectedV1(Former):
    """Of the start that wrote it; when that began is not in it."""

    TYPE = "vn.motcua.clock.corrected.v1"
    STREAM = "device"
    NOW = device_events.ClockCorrected
    ADDED = {"boot": "", "began_ms": 0, "clock": "synchronised"}
    offset_ms: int


@dataclass(frozen=True)
class CheckpointV1(Former):
    """`signature`: over the canonical JSON of `heads` alone."""

    TYPE = "vn.motcua.checkpoint.made.v1"
    STREAM = "device"
    NOW = device_events.Checkpoint
    ADDED = {"rows": 0, "sw": "", "settings": "", "card": "", "salt": "", "paper": "", "alg": ""}
    heads: device_events.Heads
    key: str
    signature: str
