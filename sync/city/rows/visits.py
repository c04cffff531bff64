"""From its events to the row of a visit and those of its legs: pure, whatever order the events arrived in.

What an officer took back counts as not having been; a visit that was taken up again after its end is open until the
next one. There is no row before the number itself is here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kiosk.core.figures.happened import happened
from kiosk.core.figures.legs import Leg, Way, way_of
from kiosk.core.record import events as e
from sync.city.rows.facts import Stored, signed_part

Row = dict[str, Any]

COLUMNS = (
    "source", "journal", "visit", "ticket", "service", "priority", "channel", "issued", "called", "started", "ended",
    "waited_s", "served_s", "held_s", "legs", "how", "outcome", "counter", "officer", "test", "clock", "time_true",
    "time_after", "time_before", "provisional", "sequence", "pending",
    "result", "dossiers",
)  # fmt: skip
LEG_COLUMNS = (
    "source", "journal", "visit", "leg", "service", "counter", "officer", "arrived", "called", "started", "ended",
    "waited_s", "way_s", "served_s", "held_s", "holds", "ended_by",
)  # fmt: skip
_MOST = 2**53  # of what a sum of foreign numbers may say


def standing(events: Sequence[Stored], covered: int) -> tuple[Row, list[Row]] | None:
    """One visit as it stands after its events; None before its number is here. `covered`: how far its stream is under
    a genuine checkpoint: one whose end is signed stands as it was signed, and later words (`pending`) wait for theirs.
    """
    ordered = sorted(events, key=lambda stored: stored.event["sequence"])
    told, stood, way = _told(ordered, covered)
    first = {type(stored.fact): stored for stored in reversed(stood)}
    issued, called = first.get(e.TicketIssued), first.get(e.TicketCalled)
    if issued is None:
        return None
    source, journal = issued.journal
    key, last = {"source": source, "journal": journal, "visit": issued.visit}, told[-1].sequence
    facts = [stored.fact for stored in stood]
    row = {**key, **_issued(issued), **_asked(facts), "called": called.time if called else None, **_sums(way)}
    row |= {**_end(way), "sequence": last, "provisional": int(last > covered), "pending": len(ordered) - len(told)}
    return row, [{**key, "leg": number, **_leg(leg)} for number, leg in sorted(way.legs.items())]


def _told(ordered: Sequence[Stored], covered: int) -> tuple[Sequence[Stored], list[Stored], Way]:
    """What the row is made of (of a visit that goes on, all), without what was taken back, and its way."""
    signed = signed_part(ordered, covered)
    if 0 < len(signed) < len(ordered):
        stood = happened(signed)
        if (way := way_of(stood)).end:
            return signed, stood, way
    stood = happened(ordered)
    return ordered, stood, way_of(stood)


def _issued(stored: Stored) -> Row:
    fact = stored.fact
    assert isinstance(fact, e.TicketIssued)
    told = {"ticket": fact.ticket, "channel": fact.channel, "test": int(fact.test)}
    return {**told, "issued": stored.time, **stored.told.columns}


def _asked(facts: Sequence[e.Event | None]) -> Row:
    """What came last counts, of the service the number's own (where a wrong letter was pressed, the right one), and of
    the result, which is none where nobody said that the visit was done."""
    row: Row = {"result": None, "dossiers": None}
    for fact in facts:
        says = _SAYS.get(type(fact))
        if says:
            row |= says(fact)
    return row


_SAYS: Mapping[type[Any], Callable[[Any], Row]] = {
    e.TicketIssued: lambda fact: {"service": fact.service, "priority": int(fact.priority)},
    e.TicketRerouted: lambda fact: {"service": fact.service} if fact.leg == 1 else {},
    e.PrioritySet: lambda fact: {"priority": int(fact.priority)},
    e.VisitFinished: lambda fact: {"result": fact.result, "dossiers": fact.dossiers},
}


def _sums(way: Way) -> Row:
    """Over the legs; None where no leg has it. Who served last stands for the visit."""
    legs = [leg for _, leg in sorted(way.legs.items())]
    at = next((leg for leg in reversed(legs) if leg.counter is not None), None)
    return {
        "waited_s": _sum([leg.waited_ms for leg in legs]),
        "served_s": _sum([leg.worked_ms for leg in legs]),
        "held_s": _sum([leg.held_ms for leg in legs]) or 0,
        "legs": len(legs),
        "started": next((leg.started for leg in legs if leg.started), None),
        "counter": at.counter if at else None,
        "officer": at.officer if at else None,
    }


def _sum(parts: Iterable[int | None]) -> int | None:
    """Of the seconds of each leg, so that the visit has what its legs have."""
    known = [part // 1000 for part in parts if part is not None]
    return min(sum(known), _MOST) if known else None


def _end(way: Way) -> Row:
    how, outcome = (way.end.how, way.end.outcome) if way.end else (None, None)
    return {"ended": way.ended, "how": how, "outcome": outcome}


def _leg(leg: Leg) -> Row:
    return {
        "service": leg.service,
        "counter": leg.counter,
        "officer": leg.officer,
        "arrived": leg.arrived,
        "called": leg.called,
        "started": leg.started,
        "ended": leg.ended,
        "ended_by": leg.ended_by,
        "holds": leg.holds,
        "waited_s": _seconds(leg.waited_ms),
        "way_s": _seconds(leg.way_ms),
        "served_s": _seconds(leg.worked_ms),
        "held_s": _seconds(leg.held_ms),
    }


def _seconds(ms: int | None) -> int | None:
    return None if ms is None else min(ms // 1000, _MOST)
