"""One row a visit and one a leg of it, from the events of a day: pure. Whatever is counted of visits, on the slip, on
the supervisor's page, in a report, is counted of these.

A leg belongs to the hour in which its line was joined. Who was taken at once (a walk-in, a further service) has no
wait, which is not one of 0 s; who was never said to have begun has no way from the call to the start. The seconds of a
visit that went on over a start of the machine while nobody knew the time are no measure: it is counted, and they are
not (`timed`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.core.figures.happened import happened
from kiosk.core.figures.legs import Leg, way_of
from kiosk.core.figures.moments import Happened
from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e

Hours = Mapping[Stamp, int | None]


@dataclass(frozen=True, slots=True)
class LegRow:
    """`waited`, `way`, `worked`: seconds; None for what did not come to it. `hour`: None while nobody knows it."""

    service: str
    leg: int
    hour: int | None
    waited: int | None
    way: int | None
    worked: int | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """`issued`: its number is among the events; `service`: the one that was chosen, or that an officer put right;
    `source`: touch, button, walk-in …; `hour`: in which it came; `how` "": it goes on (who was finished was served:
    that the kiosk's question is still open would tell who has rated); `result` "": nobody finished it; `dossiers`: that
    were handled."""

    issued: bool
    service: str
    source: str
    priority: bool
    test: bool
    hour: int | None
    how: str
    outcome: str
    result: str
    dossiers: int
    timed: bool
    legs: tuple[LegRow, ...]


def visits_of(events: Iterable[Happened]) -> tuple[VisitRow, ...]:
    """In the order in which they came. `events`: of a day, others among them."""
    own: dict[str, list[Happened]] = {}
    for event in events:
        if event.visit and event.fact.STREAM == "visit":
            own.setdefault(event.visit, []).append(event)
    return tuple(row for each in own.values() if (row := _row(happened(each))))


def _row(events: Sequence[Happened]) -> VisitRow | None:
    """None of a visit of which nothing is told that a figure is made of."""
    way = way_of(events)
    if not way.legs and way.end is None:
        return None
    issued = next((event for event in events if isinstance(event.fact, e.TicketIssued)), None)
    ticket = issued.fact if issued and isinstance(issued.fact, e.TicketIssued) else None
    hours, timed = {event.at: event.hour for event in events}, _is_timed(events)
    facts = [event.fact for event in events]
    done = next((fact for fact in reversed(facts) if isinstance(fact, e.VisitFinished)), None)
    legs = tuple(_leg(number, leg, hours, timed) for number, leg in sorted(way.legs.items()))
    return VisitRow(
        issued=ticket is not None,
        service=legs[0].service if legs else "",
        source=ticket.channel if ticket else "",
        priority=_priority(events),
        test=bool(ticket and ticket.test),
        hour=issued.hour if issued else None,
        timed=timed,
        legs=legs,
        how=way.end.how if way.end else "served" if done else "",
        outcome=(way.end.outcome or "") if way.end else "",
        result=done.result if done else "",
        dossiers=sum(fact.dossiers for fact in facts if isinstance(fact, e.VisitFinished | e.VisitRejoined)),
    )


def _is_timed(events: Sequence[Happened]) -> bool:
    """Within one start the ticks count, whatever the clock said. When it ended is no measure of anything."""
    measured = [event for event in events if not isinstance(event.fact, e.VisitEnded | e.SlipMoved)]
    return len({event.at.boot for event in measured}) <= 1 or all(event.told_surely for event in measured)


def _leg(number: int, leg: Leg, hours: Hours, timed: bool) -> LegRow:
    waited = leg.waited_ms if leg.in_line else None
    way = leg.way_ms if leg.in_line and leg.started else None
    told = (ms // 1000 if timed and ms is not None else None for ms in (waited, way, leg.worked_ms))
    return LegRow(leg.service or "", number, hours.get(leg.queued.at), *told)


def _priority(events: Sequence[Happened]) -> bool:
    """The last word counts."""
    told = [s.fact.priority for s in events if isinstance(s.fact, e.TicketIssued | e.PrioritySet)]
    return bool(told and told[-1])
