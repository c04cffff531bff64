"""What citizens thought of the service: the facts of stream `rating`. Nothing here names a ticket or a person.

Each carries a salt of 128 random bits, made by the journal when it is written: a level has only four values, and
without a salt whoever sees the hash of a rating finds the level by trying them.
"""

from dataclasses import dataclass, field

from kiosk.core.record.event import ALWAYS, Event, changed


@dataclass(frozen=True)
class RatingEvent(Event):
    """`salt`: 32 hex letters, random; "" before it is written, and for what was written before there were salts."""

    STREAM = "rating"
    salt: str = field(default="", kw_only=True, metadata=ALWAYS)


def salted(event: Event, salt: str) -> Event:
    """The event as it is to be written."""
    return changed(event, salt=salt) if isinstance(event, RatingEvent) else event


@dataclass(frozen=True)
class RatingGiven(RatingEvent):
    """One press (docs/contract.md, "Events"). `bound`: to a served visit, at the moment of the press; `first`: of a
    second word, the level that stood until then."""

    TYPE = "vn.motcua.rating.given.v2"
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
    first: int | None = None


@dataclass(frozen=True)
class RatingBound(RatingEvent):
    TYPE = "vn.motcua.rating.bound.v2"
    rating: int
    counter: int
    officer: str
    service: str
    bind: str


@dataclass(frozen=True)
class RatingReasoned(RatingEvent):
    """The reasons as they stand after this tap: the latest word counts."""

    TYPE = "vn.motcua.rating.reasoned.v2"
    rating: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RatingRevised(RatingEvent):
    """`why`: replaced (a later press corrected it, `by` = that rating's sequence; no longer counted)
    or unbound ("Không phải quầy này": it stays counted, for the office and for no counter)."""

    TYPE = "vn.motcua.rating.revised.v2"
    rating: int
    why: str
    by: int | None = None


@dataclass(frozen=True)
class RatingMarked(RatingEvent):
    """A rule noticed something about a rating, which stays as it is: `rule` is the rule's name."""

    TYPE = "vn.motcua.rating.marked.v1"
    rating: int
    rule: str
