"""Ratings as they stand after all that was learned of them, marks too; in batches, so that no single press shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kiosk.core.office.marks import stands_apart
from kiosk.core.office.scales import SCALES
from kiosk.core.record import events as e

BATCH = 10  # ratings that a figure takes in at once


@dataclass(frozen=True)
class Told:
    """One rating. `counter` 0, `officer`, `service` "": not known; `reason`: why it does not count; `marks`: the rules
    that noticed something."""

    sequence: int
    level: int
    scale: str
    counted: bool
    reason: str = ""
    bound: bool = False
    counter: int = 0
    officer: str = ""
    service: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def satisfied(self) -> bool:
        return self.level in SCALES[self.scale].satisfied

    @property
    def apart(self) -> bool:
        """It counts, and is told beside the shares: a mark keeps praise out of them and nothing else."""
        return self.counted and self.satisfied and stands_apart(self.marks)


def ratings_of(facts: Iterable[tuple[int, e.Event]], test: bool = False) -> tuple[Told, ...]:
    """From (sequence, event) pairs of the stream in its order, others among them; no training, or nothing else."""
    found = dict[int, Told]()
    for sequence, event in facts:
        if isinstance(event, e.RatingGiven) and event.test == test:
            found[sequence] = _given(sequence, event)
        elif (about := getattr(event, "rating", 0)) in found:
            found[about] = _learned(found[about], event)
    return tuple(found.values())


def _given(sequence: int, event: e.RatingGiven) -> Told:
    why, who = event.uncounted_reason or "", (event.counter or 0, event.officer or "", event.service or "")
    return Told(sequence, event.level, event.scale, event.counted, why, event.bound, *who)


def _learned(rating: Told, event: e.Event) -> Told:
    match event:
        case e.RatingBound():
            return replace(
                rating, bound=True, counter=event.counter, officer=event.officer, service=event.service
            )  # fmt: skip
        case e.RatingRevised(why="unbound"):
            return replace(rating, bound=False, counter=0, officer="", service="")
        case e.RatingRevised():
            return replace(rating, counted=False, reason=event.why)
        case e.RatingMarked():
            return replace(rating, marks=rating.marks | {event.rule})
    return rating


def in_batches(ratings: Sequence[Told], size: int = BATCH) -> tuple[Told, ...]:
    """Without the newest that do not fill a batch yet: whoever looks before and after a press sees the same."""
    return tuple(ratings[: len(ratings) - len(ratings) % size])
