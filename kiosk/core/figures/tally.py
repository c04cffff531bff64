"""What visits add up to: counts, and the seconds of their legs by service, hour and leg, each one kept as it was
measured. So a sum, a mean and a rank of any cell, row or column are of the same numbers, and tallies of days add up to
that of a period: pure.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from kiosk.core.figures.shares import quantile
from kiosk.core.figures.visits import LegRow, VisitRow

Key = TypeVar("Key")
MEASURES = ("waited", "way", "worked")


class Cell(NamedTuple):
    """`hour`: in which the leg's line was joined, None while nobody knows it."""

    service: str
    hour: int | None
    leg: int


@dataclass(frozen=True)
class Spread:
    """Of so many seconds: their sum, their mean, the median and what nine of ten do not exceed (nearest rank)."""

    count: int
    total: int
    mean: float
    half: int
    most: int


@dataclass
class Tally:
    """`seconds`: by measure and cell; `arrived`: numbers by hour and source; `given`: numbers by service; `ends`: by
    how, "" for those that go on; `ended`: the same by the service of the last leg; `untimed`: visits whose seconds
    nobody knows."""

    seconds: dict[str, dict[Cell, list[int]]] = field(default_factory=lambda: {measure: {} for measure in MEASURES})
    arrived: Counter[tuple[int | None, str]] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    dossiers: int = 0
    priority: int = 0
    untimed: int = 0

    @property
    def issued(self) -> int:
        return self.given.total()

    def values(self, measure: str) -> list[int]:
        """Every second of a measure, sorted."""
        return sorted(value for values in self.seconds[measure].values() for value in values)

    def by(self, measure: str, key: Callable[[Cell], Key]) -> dict[Key, list[int]]:
        """The same, apart by what their cells have in common."""
        found: dict[Key, list[int]] = {}
        for cell, values in self.seconds[measure].items():
            found.setdefault(key(cell), []).extend(values)
        return {of: sorted(values) for of, values in found.items()}


def tally(visits: Iterable[VisitRow], test: bool = False) -> Tally:
    """No training, or nothing else."""
    found = Tally()
    for visit in visits:
        if visit.test == test:
            _count(found, visit)
    return found


def _count(found: Tally, visit: VisitRow) -> None:
    last = visit.legs[-1].service if visit.legs else visit.service
    if visit.issued:
        found.given[visit.service] += 1
        found.arrived[visit.hour, visit.source] += 1
        found.priority += visit.priority
    found.ends[visit.how] += 1
    found.ended[last, visit.how] += 1
    found.outcomes[visit.outcome] += bool(visit.outcome)
    if visit.how == "served":
        found.results[visit.result] += bool(visit.result)
        found.dossiers += visit.dossiers
    found.untimed += not visit.timed
    for leg in visit.legs:
        _measure(found, leg)


def _measure(found: Tally, leg: LegRow) -> None:
    cell = Cell(leg.service, leg.hour, leg.leg)
    for measure, value in zip(MEASURES, (leg.waited, leg.way, leg.worked), strict=True):
        if value is not None:
            found.seconds[measure].setdefault(cell, []).append(value)


def added(tallies: Iterable[Tally]) -> Tally:
    """Of several days as of one."""
    whole = Tally()
    for each in tallies:
        for name in ("arrived", "given", "ends", "ended", "outcomes", "results"):
            getattr(whole, name).update(getattr(each, name))
        whole.dossiers += each.dossiers
        whole.priority += each.priority
        whole.untimed += each.untimed
        _add_seconds(whole.seconds, each.seconds)
    return whole


def _add_seconds(whole: dict[str, dict[Cell, list[int]]], each: Mapping[str, Mapping[Cell, list[int]]]) -> None:
    for measure, cells in each.items():
        for cell, values in cells.items():
            whole[measure].setdefault(cell, []).extend(values)


def spread(values: list[int]) -> Spread | None:
    """`values`: sorted. None of nothing."""
    half, most = quantile(values, 0.5), quantile(values, 0.9)
    if half is None or most is None:
        return None
    return Spread(len(values), sum(values), sum(values) / len(values), half, most)
