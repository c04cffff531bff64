"""What one officer did today: each leg of a visit that was theirs and is over, with what came of it. Pure.

Nothing of ratings: who was finished was served, whatever became of the kiosk's question.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.core.calendar.moment import from_iso
from kiosk.core.figures.happened import happened
from kiosk.core.figures.legs import Leg, way_of
from kiosk.core.figures.moments import Happened, corrections_in, truly
from kiosk.core.figures.tally import spread
from kiosk.core.history.lines import RESULTS, clock
from kiosk.core.record import events as e
from kiosk.core.record.events import Recorded

DONE = ("finished", "rejoined")
LEFT = {
    "transferred": "Chuyển đi",
    "continued": "Làm tiếp dịch vụ khác",
    "handed": "Giao cán bộ khác",
    "moved": "Quầy khác làm tiếp",
}


@dataclass(frozen=True)
class Served:
    """`began`, `over`: "9:05", "" while nobody knows it; `seconds`: of work; `result`: done, papers-missing, not-ours,
    or how the leg went on elsewhere; `said`: the same in words."""

    ticket: str
    service: str
    began: str
    over: str
    seconds: int
    result: str
    said: str
    at: int  # on the visit stream: where it stands among the others


@dataclass(frozen=True)
class Day:
    """`served`: the newest first; `visits`: how many of them are done; `median`: seconds of these, None for none."""

    served: tuple[Served, ...]
    visits: int
    median: int | None


def day_of_officer(recorded: Iterable[Recorded], references: Container[str]) -> Day:
    """`references`: under which the officer stands in the journal."""
    own: dict[str, list[Recorded]] = {}
    taught: list[Recorded] = []
    for r in recorded:
        if r.stream == "visit" and r.visit:
            own.setdefault(r.visit, []).append(r)
        elif r.stream == "device":
            taught.append(r)
    known = corrections_in(taught)
    rows = [row for each in own.values() for row in _rows([truly(r, known) for r in each], references)]
    done = sorted(row.seconds for row in rows if row.result in RESULTS)
    middle = spread(done)
    return Day(tuple(sorted(rows, key=lambda row: -row.at)), len(done), middle.half if middle else None)


def _rows(events: Sequence[Happened], references: Container[str]) -> Iterator[Served]:
    events = happened(events)
    issued = next((event.fact for event in events if isinstance(event.fact, e.TicketIssued)), None)
    surely = all(event.surely for event in events if not isinstance(event.fact, e.VisitEnded))
    for leg in way_of(events).legs.values():
        if issued and leg.officer in references and leg.ended and leg.ended_by and leg.worked_ms is not None:
            yield _row(issued.ticket, leg, _end_of(events, leg), surely)


def _end_of(events: Sequence[Happened], leg: Leg) -> Happened:
    """The event that ended the leg, which tells its work; one that goes on elsewhere after a hold has none."""
    then = [event for event in events if event.time == leg.ended]
    return next((event for event in then if hasattr(event.fact, "worked")), then[0])


def _row(ticket: str, leg: Leg, end: Happened, surely: bool) -> Served:
    by = leg.ended_by or ""
    result = getattr(end.fact, "result", "done") if by in DONE else by
    began, over = (_clock(time) if surely else "" for time in (leg.started or leg.called, leg.ended))
    said = RESULTS.get(result) or LEFT.get(result, result)
    return Served(ticket, leg.service or "", began, over, (leg.worked_ms or 0) // 1000, result, said, end.sequence)


def _clock(time: str | None) -> str:
    return clock(from_iso(time)) if time else ""
