"""What the events tell of the times at which they were written: one step an event, and what a correction changes.

A start's lines (kiosk/core/calendar/times.py) are folded from the moments of its events alone, so that a program that
has just begun knows as much as one that was there.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from kiosk.core.calendar.moment import ClockState, is_known
from kiosk.core.calendar.times import DRIFT_MS, Line, Start, Times, began, near
from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.state.values import State, Visit


def lived(times: Times, last: Stamp | None, r: e.Recorded) -> Times:
    """After one more event. `last`: when the event before it was written."""
    times = times.entering(r.boot, last.mono if last else 0)
    start = times.now if times.now.first is not None else replace(times.now, first=r.mono)
    start = _known(start, r) if is_known(r.clock) else _guessed(start, r)
    if start is times.now and not (times.doubt and is_known(r.clock)):
        return times
    return replace(times, now=start, doubt=None if is_known(r.clock) else times.doubt)


def _guessed(start: Start, r: e.Recorded) -> Start:
    unsure = r.mono if start.unsure is None else start.unsure
    return replace(start, unsure=unsure, guess=(r.wall, r.mono), bounded=None)


def _known(start: Start, r: e.Recorded) -> Start:
    clock = cast(ClockState, r.clock)
    if not start.lines:
        return replace(start, lines=(Line(began(r), 0, clock),), bounded=None)
    line = start.lines[-1]
    if near(began(r), line.began):
        same = clock == line.clock
        return start if same else replace(start, lines=(*start.lines[:-1], replace(line, clock=clock)))
    if clock == line.clock and near(began(r), line.began, DRIFT_MS):
        return replace(start, lines=(*start.lines[:-1], Line(began(r), r.mono, clock)))
    return _jumped(start, line, Line(began(r), line.since, clock), r.mono)


def _jumped(start: Start, was: Line, line: Line, mono: int) -> Start:
    """Back on a line of before, whatever came between is refuted."""
    behind = line.began - was.began
    for n, earlier in enumerate(start.lines[:-1]):
        if near(line.began, earlier.began, DRIFT_MS):
            return replace(start, lines=(*start.lines[:n], replace(line, since=earlier.since)), behind=behind)
    return replace(start, lines=(*start.lines[:-1], replace(was, left=mono), line), behind=behind)


# --- what is learned of a start later ---


def corrected(state: State, r: e.Recorded, event: e.ClockCorrected) -> State:
    """Of this start or of one before. What was written by then is told anew."""
    if not event.boot or not event.began_ms:  # of a version that did not say which
        return state
    times = state.times
    if event.boot == times.now.boot:
        times = replace(times, now=replace(times.now, unsure=None, guess=None, behind=None))
    else:
        line = Line(event.began_ms, event.since or 0, cast(ClockState, event.clock))
        times = _told_of(times, event.boot, lines=(line,), unsure=None, guess=None, behind=None, bounded=None)
    return _told_anew(replace(state, times=times), event.boot, event.began_ms, event.since or 0)


def bounded(state: State, r: e.Recorded, event: e.ClockBounded) -> State:
    """What a battery clock bounded, which may be wrong itself, is bounded again by who knows better."""
    by = cast(ClockState, r.clock)
    return replace(state, times=_told_of(state.times, event.boot, lines=(), bounded=by))


def doubted(state: State, r: e.Recorded, event: e.ClockDoubted) -> State:
    line = Line(event.began_ms, r.mono, cast(ClockState, event.clock))
    return replace(state, times=replace(state.times, doubt=line))


def _told_of(times: Times, boot: str, **changes: object) -> Times:
    before = tuple(replace(start, **changes) if start.boot == boot else start for start in times.before)  # type: ignore[arg-type]  # fields of Start
    return replace(times, before=before)


def _told_anew(state: State, boot: str, began_ms: int, since: int) -> State:
    def anew(at: Stamp) -> Stamp:
        return Stamp(began_ms + at.mono, at.mono, at.boot) if at.boot == boot and at.mono >= since else at

    return replace(
        state,
        visits={token: _visit(visit, anew) for token, visit in state.visits.items()},
        done={token: _visit(visit, anew) for token, visit in state.done.items()},
        gone={token: _visit(visit, anew) for token, visit in state.gone.items()},
        calls=tuple(replace(call, at=anew(call.at)) for call in state.calls),
        ratings=tuple(replace(rating, at=anew(rating.at)) for rating in state.ratings),
        numbered=anew(state.numbered) if state.numbered else None,
        opened_at=anew(state.opened_at) if state.opened_at else None,
    )


def _visit(visit: Visit, anew: Callable[[Stamp], Stamp]) -> Visit:
    """With what its officer could still take back."""

    def maybe(at: Stamp | None) -> Stamp | None:
        return anew(at) if at else None

    return replace(
        visit,
        issued=anew(visit.issued),
        arrived=anew(visit.arrived),
        called=maybe(visit.called),
        since=maybe(visit.since),
        held=maybe(visit.held),
        missed=replace(visit.missed, at=anew(visit.missed.at)) if visit.missed else None,
        finished=maybe(visit.finished),
        clock=visit.clock if anew(visit.issued) is visit.issued else "corrected",
        act=replace(visit.act, visit=_visit(visit.act.visit, anew)) if visit.act else None,
    )
