"""What citizens thought of the service: the facts of stream `rating`. Nothing here names a ticket or a person."""

from dataclasses import dataclass

from kiosk.core.record.event import Event


@dataclass(frozen=True)
class RatingGiven(Event):
    """One press (docs/contract.md, "Events"). `bound`: to a served visit, at the moment of the press."""

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
