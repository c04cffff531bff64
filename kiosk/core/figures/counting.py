"""What a period adds up to, from the journal's events: each count with what it is a count of.

Served, unconfirmed, no-show and unserved stay apart; waits are told first as median and 90 % (nearest rank).
What was taken back counts as not having been, and of a visit that ended twice the last end. Visits are counted in
`tally.py` and ratings in `ratings.py`; shares are made of it in `shares.py` and `report.py`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.core.figures.moments import corrections_in, truly
from kiosk.core.figures.ratings import Told, ratings_of
from kiosk.core.figures.tally import Tally, tally
from kiosk.core.figures.visits import visits_of
from kiosk.core.record import events as e


@dataclass(frozen=True)
class Figures:
    """`visits`: all that is counted of them; `levels`: ratings in the shares, by level; `apart`: counted, and told
    beside them, by level; `marks`: all ratings that a rule marked, by rule; `uncounted`: by reason; `bound`: of the
    counted."""

    visits: Tally
    levels: dict[int, int]
    uncounted: dict[str, int]
    bound: int
    apart: dict[int, int]
    marks: dict[str, int]
    satisfied: int
    scale: str = "vn4"

    @property
    def issued(self) -> int:
        return self.visits.issued

    @property
    def priority(self) -> int:
        return self.visits.priority

    @property
    def ends(self) -> dict[str, int]:
        """Visits by how they ended."""
        return {how: count for how, count in self.visits.ends.items() if how}

    @property
    def outcomes(self) -> dict[str, int]:
        """Served visits by what became of the question."""
        return dict(+self.visits.outcomes)

    @property
    def waits(self) -> tuple[int, ...]:
        """Seconds in every leg's line, sorted."""
        return tuple(self.visits.values("waited"))

    @property
    def served(self) -> int:
        return self.ends.get("served", 0)

    @property
    def counted(self) -> int:
        return sum(self.levels.values())


def figures(recorded: Iterable[e.Recorded], test: bool = False) -> Figures:
    """Of events in any order that keeps each stream's own; no training, or nothing else."""
    all_ = list(recorded)
    known = corrections_in(all_)
    visits = tally(visits_of(truly(r, known) for r in all_), test)
    return _close(visits, ratings_of(((r.sequence, r.event) for r in all_), test))


def _close(visits: Tally, ratings: tuple[Told, ...]) -> Figures:
    inside = [rating for rating in ratings if rating.counted and not rating.apart]
    return Figures(
        visits=visits,
        levels=dict(Counter(rating.level for rating in inside)),
        uncounted=dict(Counter(rating.reason for rating in ratings if not rating.counted)),
        bound=sum(rating.bound for rating in ratings if rating.counted),
        apart=dict(Counter(rating.level for rating in ratings if rating.apart)),
        marks=dict(Counter(rule for rating in ratings for rule in rating.marks)),
        satisfied=sum(rating.satisfied for rating in inside),
    )
