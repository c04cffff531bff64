"""From its events to the row of a visit and those of its legs: pure, whatever order the events arrived in.

What an officer took back counts as not having been; a visit that was taken up again after its end is open until the
next one. There is no row before the number itself is here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kiosk.core.record import events as e
from kiosk.core.state.fold import UNDOABLE
from sync.city.rows.facts import Stored, signed_part
from sync.city.rows.legs import Leg, Way, way_of

Row = dict[str, Any]

COLUMNS = (
    "source", "journal", "visit", "ticket", "service", "priority", "channel", "issued", "called", "started", "ended",
    "waited_s", "served_s", "held_s", "legs", "how", "outcome", "counter", "officer", "test", "clock", "time_true",
    "time_after", "time_before", "provisional", "sequence", "pending",
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
    ordered = sorted(events, key=lambda stored: stored.sequence)
    told = _told(ordered, covered)
    happened = _happened(told)
    issued = next((stored for stored in happened if isinstance(stored.fact, e.TicketIssued)), None)
    if issued is None:
        return None
    source, journal = issued.journal
    key = {"source": source, "journal": journal, "visit": issued.visit}
    way, last = way_of(happened), told[-1].sequence
    called = next((stored.time for stored in happened if isinstance(stored.fact, e.TicketCalled)), None)
    row = {**_issued(issued), "priority": _priority(happened), "called": called, **_sums(way), **_end(way)}
    legs = [{**key, "leg": number, **_leg(leg)} for number, leg in sorted(way.legs.items())]
    sure = {"sequence": last, "provisional": int(last > covered), "pending": len(ordered) - len(told)}
    return {**key, **row, **sure}, legs


def _told(ordered: Sequence[Stored], covered: int) -> Sequence[Stored]:
    """What the row is made of: of a visit that goes on, all."""
    signed = signed_part(ordered, covered)
    return signed if way_of(_happened(signed)).end else ordered


def _happened(events: Sequence[Stored]) -> list[Stored]:
    gone = _taken_back(events)
    return [stored for stored in events if stored.sequence not in gone]


def _taken_back(events: Iterable[Stored]) -> set[int]:
    """Numbers of events that count as not having been."""
    undone = {s.fact.undone for s in events if isinstance(s.fact, e.VisitUndone) and s.fact.undone < s.sequence}
    return {s.sequence for s in events if s.sequence in undone and isinstance(s.fact, UNDOABLE)}


def _issued(stored: Stored) -> Row:
    fact = stored.fact
    assert isinstance(fact, e.TicketIssued)
    told: Mapping[str, Any] = {name: getattr(fact, name) for name in ("ticket", "service", "channel")}
    return {**told, "test": int(fact.test), "issued": stored.time, **stored.told.columns}


def _priority(events: Iterable[Stored]) -> int:
    """The last word counts."""
    told = [s.fact.priority for s in events if isinstance(s.fact, e.TicketIssued | e.PrioritySet)]
    return int(told[-1])


def _sums(way: Way) -> Row:
    """Over the legs; None where no leg has it. Who served last stands for the visit."""
    legs = [leg for _, leg in sorted(way.legs.items())]
    at = next((leg for leg in reversed(legs) if leg.counter is not None), None)
    return {
        "waited_s": _sum(leg.waited_ms for leg in legs),
        "served_s": _sum(leg.worked_ms for leg in legs),
        "held_s": _sum(leg.held_ms for leg in legs) or 0,
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
        "waited_s": _sum((leg.waited_ms,)),
        "way_s": _sum((leg.way_ms,)),
        "served_s": _sum((leg.worked_ms,)),
        "held_s": _sum((leg.held_ms,)),
    }
