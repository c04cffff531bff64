"""The facts that can happen, as frozen dataclasses, to and from JSON.

Every class names its `TYPE` (the CloudEvents type, with its version) and the `STREAM` it is chained on. A fact is
written once and never changes; what is learned later is a further fact that points back. Fields are ASCII names;
values are str, int, bool, None, or tuples and dicts of those: no floats (RFC 8785 stays simple), no names, no
citizen or dossier numbers. `None` is left out of the JSON. Reading is strict: an unknown type or a missing field
raises `UnreadableEvent`, an unknown field of a known type is kept out (a newer writer may add one).
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar

STREAMS = ("rating", "visit", "device")
PREFIX = "vn.motcua."


class UnreadableEvent(ValueError):
    """A stored or received event that this version cannot read; says which type and why."""


@dataclass(frozen=True)
class Event:
    TYPE: ClassVar[str]
    STREAM: ClassVar[str]


# --- the day and the queue: stream `visit` -------------------------------------------------------------------


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
    """The officer is done; the visit ends later, with an outcome (DOMAIN, rule 7)."""

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


# --- ratings: stream `rating` --------------------------------------------------------------------------------


@dataclass(frozen=True)
class RatingGiven(Event):
    """CONTRACT, "Rating data". `bound`: to a served visit, at the moment of the press."""

    TYPE = "vn.motcua.rating.given.v1"
    STREAM = "rating"
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
class RatingBound(Event):
    TYPE = "vn.motcua.rating.bound.v1"
    STREAM = "rating"
    rating: int
    counter: int
    officer: str
    service: str
    bind: str


@dataclass(frozen=True)
class RatingReasoned(Event):
    """The reasons as they stand after this tap: the latest word counts."""

    TYPE = "vn.motcua.rating.reasoned.v1"
    STREAM = "rating"
    rating: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RatingRevised(Event):
    """`why`: replaced (a later press corrected it, `by` = that rating's sequence; no longer counted)
    or unbound ("Không phải quầy này": it stays counted, for the office and for no counter)."""

    TYPE = "vn.motcua.rating.revised.v1"
    STREAM = "rating"
    rating: int
    why: str
    by: int | None = None


# --- the box itself: stream `device` -------------------------------------------------------------------------


@dataclass(frozen=True)
class KioskStarted(Event):
    """`after`: first, stop (said goodbye) or cut (power cut or crash: no goodbye was written)."""

    TYPE = "vn.motcua.kiosk.started.v1"
    STREAM = "device"
    sw: str
    after: str


@dataclass(frozen=True)
class KioskStopped(Event):
    TYPE = "vn.motcua.kiosk.stopped.v1"
    STREAM = "device"
    why: str


@dataclass(frozen=True)
class DeviceChanged(Event):
    """`device`: printer, paper, scanner, touch, buttons, speaker, screen, disk, catalogue, city, update.

    `state`: ok, or the fault's word.
    """

    TYPE = "vn.motcua.device.changed.v1"
    STREAM = "device"
    device: str
    state: str
    why: str | None = None


@dataclass(frozen=True)
class LinkLost(Event):
    """The way to the city is gone; what happens from here on is `offline`."""

    TYPE = "vn.motcua.link.lost.v1"
    STREAM = "device"
    why: str


@dataclass(frozen=True)
class LinkRestored(Event):
    TYPE = "vn.motcua.link.restored.v1"
    STREAM = "device"
    seconds: int


@dataclass(frozen=True)
class ClockCorrected(Event):
    """The wall time of this boot before here was wrong: true time = written time + `offset_ms`."""

    TYPE = "vn.motcua.clock.corrected.v1"
    STREAM = "device"
    offset_ms: int


@dataclass(frozen=True)
class Checkpoint(Event):
    """Each stream's head, signed: `heads[stream] = {"sequence": n, "hash": …}`; `signature` is Ed25519 over the
    canonical JSON of `heads`, both in hex."""

    TYPE = "vn.motcua.checkpoint.made.v1"
    STREAM = "device"
    heads: Mapping[str, Mapping[str, int | str]]
    key: str
    signature: str


KINDS: dict[str, type[Event]] = {kind.TYPE: kind for kind in Event.__subclasses__()}


def to_data(event: Event) -> dict[str, Any]:
    """The event's `data`: plain JSON values, None left out."""
    values = {f.name: getattr(event, f.name) for f in fields(event)}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if v is not None}


def from_data(type_: str, data: Mapping[str, Any]) -> Event:
    """The event that `to_data` wrote. Raises UnreadableEvent."""
    kind = KINDS.get(type_)
    if kind is None:
        raise UnreadableEvent(f"unknown event type {type_!r}")
    missing = [f.name for f in fields(kind) if f.default is MISSING and f.name not in data]
    if missing:
        raise UnreadableEvent(f"{type_}: missing {', '.join(missing)}")
    known = {f.name for f in fields(kind)}
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in data.items() if k in known})


@dataclass(frozen=True)
class Fact:
    """An event about to be written: `visit` is the visit's random token, `cause` the id of the event it answers."""

    event: Event
    visit: str | None = None
    cause: str | None = None


@dataclass(frozen=True)
class Recorded:
    """A fact as it stands in the journal. `wall`, `mono` in ms; `sequence` counts within `stream` from 1."""

    seq: int
    id: str
    stream: str
    sequence: int
    wall: int
    mono: int
    boot: str
    clock: str
    event: Event
    visit: str | None = None
    cause: str | None = None
