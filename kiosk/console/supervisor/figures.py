"""The day's figures as plain JSON values for the supervisor's table: waits, work, arrivals, counters. No rating, level
or share is in it; a served visit is the same one before its citizen has rated and after.

Seconds throughout. `waits`, `ways` (from the call to the start) and `works` are null where nothing was measured, else
count, sum, mean, median and what nine of ten do not exceed, all of the same numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from kiosk.config.options import Config
from kiosk.console.request_body import BadRequest
from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.figures.period import Period
from kiosk.core.figures.tally import Cell, Tally, spread
from kiosk.journal.past.figures import figures_between
from kiosk.office import Office

View = dict[str, Any]
Key = Callable[[Cell], Any]
ENDS = ("served", "no-show", "unconfirmed", "left", "cancelled", "unserved")
_NAMED = {"waits": "waited", "ways": "way", "works": "worked"}
_HOUR_MS = 3_600_000


def figures_of(office: Office, config: Config, asked: str, now: Moment) -> View:
    """`asked`: YYYY-MM-DD, "" for today. Waits for the disk. Raises BadRequest, JournalError."""
    day = _day(asked) if asked else day_of(now.wall)
    found = figures_between(office.journal, day, day, config.kiosk.training, now)
    return figures_view(found, config, day, names_of(config, office.officers))


def _day(asked: str) -> str:
    try:
        return date.fromisoformat(asked).isoformat()
    except ValueError as error:
        raise BadRequest from error


def names_of(config: Config, officers: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Who stands behind a reference, in the office alone. `officers`: sign-in name → references."""
    shown = {officer.id: officer.name or officer.id for officer in config.officers}
    return {reference: shown.get(name, name) for name, references in officers.items() for reference in references}


def figures_view(found: Period, config: Config, day: str, names: Mapping[str, str]) -> View:
    """`day`: YYYY-MM-DD; `names`: officers by their opaque reference."""
    visits = found.visits
    return {
        "date": day,
        "known": found.days > 0,
        "guessed": found.guessed > 0,
        "unread": found.unread,
        "issued": visits.issued,
        "priority": visits.priority,
        "sources": _sources(visits),
        "ends": {**{how: visits.ends[how] for how in ENDS}, "open": visits.ends[""]},
        "results": dict(sorted((+visits.results).items())),
        "dossiers": visits.dossiers,
        "untimed": visits.untimed,
        **{name: _spread(visits.values(measure)) for name, measure in _NAMED.items()},
        "services": _services(visits, config),
        "hours": _hours(found),
        "legs": _rows(visits, "leg", lambda cell: cell.leg),
        "counters": _counters(found),
        "out_of_turn": _out_of_turn(found, names),
    }


def _spread(values: list[int]) -> View | None:
    found = spread(sorted(values))
    if found is None:
        return None
    mean = round(found.mean, 1)
    return {"count": found.count, "sum": found.total, "mean": mean, "median": found.half, "p90": found.most}


def _rows(visits: Tally, name: str, key: Key) -> list[View]:
    """A row for each that a leg was measured of."""
    by = {column: visits.by(measure, key) for column, measure in _NAMED.items()}
    keys = sorted({each for column in by.values() for each in column}, key=lambda each: (each is None, each or 0))
    return [{name: each, **{column: _spread(by[column].get(each, [])) for column in by}} for each in keys]


def _services(visits: Tally, config: Config) -> list[View]:
    """In the order of the settings, then those that are no more."""
    measured = {row["service"]: row for row in _rows(visits, "service", lambda cell: cell.service)}
    served = {service: count for (service, how), count in visits.ended.items() if how == "served"}
    names = {service.letter: service.short or service.name for service in config.services}
    there = measured.keys() | visits.given.keys() | {service for service, _ in visits.ended}
    blank = dict.fromkeys(_NAMED)
    return [
        {
            **blank,
            **measured.get(letter, {}),
            "service": letter,
            "name": names.get(letter, ""),
            "issued": visits.given[letter],
            "served": served.get(letter, 0),
        }
        for letter in [*(s for s in names if s in there), *sorted(there - names.keys())]
    ]


def _sources(visits: Tally) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, source), count in sorted(visits.arrived.items(), key=lambda each: each[0][1]):
        found[source] = found.get(source, 0) + count
    return found


def _hours(found: Period) -> list[View]:
    """Null: nobody knew the time. `counters`: how many were open, on an average of the hour."""
    measured = {row["hour"]: row for row in _rows(found.visits, "hour", lambda cell: cell.hour)}
    arrived = found.visits.arrived
    hours = measured.keys() | {hour for hour, _ in arrived} | found.desks.by_hour.keys()
    days = max(1, found.days)
    return [
        {
            **dict.fromkeys(_NAMED),
            **measured.get(hour, {}),
            "hour": hour,
            "sources": (own := {s: n for (at, s), n in sorted(arrived.items(), key=str) if at == hour}),
            "issued": sum(own.values()),
            "counters": None if hour is None else round(found.desks.by_hour[hour] / _HOUR_MS / days, 1),
        }
        for hour in sorted(hours, key=lambda each: (each is None, each or 0))
    ]


def _counters(found: Period) -> list[View]:
    desks = found.desks
    return [
        {
            "counter": number,
            "open_s": desks.open[number] // 1000,
            "busy_s": desks.busy[number] // 1000,
            "idle_s": desks.idle(number) // 1000,
        }
        for number in sorted(desks.open)
    ]


def _out_of_turn(found: Period, names: Mapping[str, str]) -> list[View]:
    """By how often. Of a reference that nobody has any more only the count is told."""
    calls = {officer: sum(reasons.values()) for officer, reasons in found.out_of_turn.items()}
    return [
        {
            "officer": names.get(officer, ""),
            "calls": count,
            "reasons": dict(sorted(found.out_of_turn[officer].items())),
        }
        for officer, count in sorted(calls.items(), key=lambda each: (-each[1], each[0]))
    ]
