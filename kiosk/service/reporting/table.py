"""A period as rows of a table, one figure each: by what, of which, what, how many; of seconds also their sum, mean,
median and what nine of ten do not exceed. Pure."""

from collections.abc import Callable, Iterator
from typing import Any

from kiosk.core.figures.period import Period
from kiosk.core.figures.tally import MEASURES, Cell, Tally, spread

HEAD = ("from", "to", "by", "of", "figure", "count", "sum_s", "mean_s", "median_s", "p90_s")
NONE = ("", "", "", "")
Row = tuple[Any, ...]
AXES: tuple[tuple[str, Callable[[Cell], Any]], ...] = (
    ("all", lambda cell: ""),
    ("service", lambda cell: cell.service),
    ("hour", lambda cell: "unknown" if cell.hour is None else cell.hour),
    ("leg", lambda cell: cell.leg),
)


def rows_of(found: Period) -> Iterator[Row]:
    visits, desks = found.visits, found.desks
    yield from _counts("all", {"": found.days}, "days")
    yield from _counts("all", {"": found.guessed}, "days-guessed")
    yield from _counts("all", {"": found.unread}, "rows-unread")
    yield from _counts("all", {"": visits.priority}, "priority")
    yield from _counts("all", {"": visits.untimed}, "untimed")
    yield from _counts("all", {"": visits.dossiers}, "dossiers")
    yield from _counts("all", {"": early(found)}, "out-of-turn")
    yield from _counts("service", visits.given, "issued")
    yield from _counts("source", sources_of(visits), "issued")
    yield from _counts("hour", _arrivals(visits), "issued")
    yield from _counts("end", {how or "open": n for how, n in visits.ends.items()}, "visits")
    yield from _counts("result", visits.results, "visits")
    for name, key in AXES:
        yield from _spreads(visits, name, key)
    for number in sorted(desks.open):
        for figure, ms in (("open", desks.open[number]), ("busy", desks.busy[number]), ("idle", desks.idle(number))):
            yield "counter", number, figure, "", ms // 1000, "", "", ""


def _counts(by: str, counts: Any, figure: str) -> Iterator[Row]:
    for of, count in sorted(counts.items(), key=lambda each: str(each[0]).rjust(8)):
        yield by, of, figure, count, *NONE


def early(found: Period) -> int:
    """Calls before their turn, by whomever."""
    return sum(count for reasons in found.out_of_turn.values() for count in reasons.values())


def sources_of(visits: Tally) -> dict[str, int]:
    """Numbers by how they were taken."""
    found: dict[str, int] = {}
    for (_, source), count in visits.arrived.items():
        found[source] = found.get(source, 0) + count
    return found


def _arrivals(visits: Tally) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for (hour, _), count in visits.arrived.items():
        of = "unknown" if hour is None else hour
        found[of] = found.get(of, 0) + count
    return found


def _spreads(visits: Tally, by: str, key: Callable[[Cell], Any]) -> Iterator[Row]:
    for measure in MEASURES:
        for of, values in sorted(visits.by(measure, key).items(), key=lambda each: str(each[0]).rjust(8)):
            if told := spread(values):
                yield by, of, measure, told.count, told.total, round(told.mean, 1), told.half, told.most
