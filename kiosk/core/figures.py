"""Figures with their denominators, from the journal's events: nothing is a share without what it is a share of.

Unserved, no-show and served stay apart; waits are told as median and 90 % (nearest rank), never as a mean; the
satisfied share comes with how many were served and a 95 % interval (Wilson 1927), so that nobody reads three ratings
as a judgement. The same function runs on the kiosk and in the city.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kiosk.core.office.scales import SCALES
from kiosk.core.record import events as e

Z95 = 1.959964


@dataclass
class _Rating:
    level: int
    counted: bool
    scale: str
    reason: str


@dataclass(frozen=True)
class Figures:
    """`levels`: counted ratings by level; `uncounted`: by reason; `ends`: visits by how they ended;
    `outcomes`: served visits by what became of the question; `waits`, `services`: seconds, sorted."""

    issued: int
    priority: int
    ends: dict[str, int]
    outcomes: dict[str, int]
    waits: tuple[int, ...]
    services: tuple[int, ...]
    levels: dict[int, int]
    uncounted: dict[str, int]
    bound: int
    scale: str = "vn4"

    @property
    def served(self) -> int:
        return self.ends.get("served", 0)

    @property
    def counted(self) -> int:
        return sum(self.levels.values())

    @property
    def satisfied(self) -> int:
        return sum(n for level, n in self.levels.items() if level in SCALES[self.scale].satisfied)


@dataclass
class _Tally:
    issued: int = 0
    priority: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    waits: list[int] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    ratings: dict[int, _Rating] = field(default_factory=dict)
    bound: set[int] = field(default_factory=set)


def figures(facts: Iterable[tuple[int, e.Event]], test: bool = False) -> Figures:
    """From (sequence within the stream, event) pairs in any order that keeps each stream's own; no training."""
    tally = _Tally()
    for sequence, event in facts:
        _count(tally, sequence, event, test)
    return _close(tally)


def _count(tally: _Tally, sequence: int, event: e.Event, test: bool) -> None:
    if isinstance(event, e.TicketIssued) and event.test == test:
        tally.issued += 1
        tally.priority += event.priority
    elif isinstance(event, e.TicketCalled):
        tally.waits.append(event.waited)
    elif isinstance(event, e.VisitFinished):
        tally.services.append(event.way + event.worked)
    elif isinstance(event, e.VisitEnded):
        tally.ends[event.how] += 1
        tally.outcomes[event.outcome or ""] += bool(event.outcome)
    elif isinstance(event, e.RatingGiven) and event.test == test:
        _count_rating(tally, sequence, event)
    else:
        _revise(tally, event)


def _count_rating(tally: _Tally, sequence: int, event: e.RatingGiven) -> None:
    reason = event.uncounted_reason or ""
    tally.ratings[sequence] = _Rating(event.level, event.counted, event.scale, reason)
    if event.bound:
        tally.bound.add(sequence)


def _revise(tally: _Tally, event: e.Event) -> None:
    """What was learned of a rating later, which its stream has behind it."""
    if isinstance(event, e.RatingBound):
        tally.bound.add(event.rating)
    elif isinstance(event, e.RatingRevised) and event.why == "unbound":
        tally.bound.discard(event.rating)
    elif isinstance(event, e.RatingRevised) and event.rating in tally.ratings:
        rating = tally.ratings[event.rating]
        rating.counted, rating.reason = False, event.why


def _close(tally: _Tally) -> Figures:
    counted = [(s, r) for s, r in tally.ratings.items() if r.counted]
    return Figures(
        issued=tally.issued,
        priority=tally.priority,
        ends=dict(tally.ends),
        outcomes={k: n for k, n in tally.outcomes.items() if k},
        waits=tuple(sorted(tally.waits)),
        services=tuple(sorted(tally.services)),
        levels=dict(Counter(r.level for _, r in counted)),
        uncounted=dict(Counter(r.reason for r in tally.ratings.values() if not r.counted)),
        bound=sum(1 for s, _ in counted if s in tally.bound),
    )


def quantile(values: Sequence[int], share: float) -> int | None:
    """Nearest rank of sorted values; None when there are none."""
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None


def wilson(hits: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The interval of a share (Wilson 1927); (0, 1) when nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, zz = hits / of, z * z
    middle = (share + zz / (2 * of)) / (1 + zz / of)
    half = z * math.sqrt(share * (1 - share) / of + zz / (4 * of * of)) / (1 + zz / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def estimate_minutes(ahead: int, counters: int, served: Sequence[int], head_waits: int = 0) -> int | None:
    """Minutes a newcomer will wait, rounded up to 5: people ahead ÷ open counters × median of the last services, not
    below the wait of the head of the line. None before five services of the day, or with no counter open: then only
    the people ahead are told. `served` and `head_waits` in seconds."""
    if len(served) < 5 or counters < 1:
        return None
    median = quantile(sorted(served), 0.5) or 0
    seconds = max(ahead * median / counters, head_waits if ahead else 0)
    return 5 * math.ceil(seconds / 300)
