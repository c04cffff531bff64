"""What is written of the clock itself, when the time becomes known: of this start, and of those before it. Pure.

A start that was told something else than the truth gets one correction, which says when it truly began. One that never
learned the time, or whose time cannot have been (it ended after this one began), lies between its neighbours: it began
after the last known event before it, and early enough to be over when the next one began.
"""

from kiosk.core.calendar.moment import Moment, is_known
from kiosk.core.calendar.times import DRIFT_MS, SAME_MS, Line, Start, Times, began, is_doubtful, near
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State

REFUTED = 3  # known starts that one clock may refute; beyond them it is the one that lies

Facts = tuple[Fact, ...]


def doubted(state: State, raw: Moment) -> Facts:
    """That the clock jumped, and by what it would be; once for a jump."""
    times = times_at(state, raw.boot)
    said = times.doubt
    if not is_doubtful(raw, times) or (said and near(said.began, began(raw), DRIFT_MS)):
        return ()
    return (Fact(e.ClockDoubted(raw.boot, began(raw), raw.clock)),)


def settled(state: State, now: Moment) -> Facts:
    """What is known now of the times told so far; () while the time is not known, and when it is all said."""
    if not is_known(now.clock):
        return ()
    times = times_at(state, now.boot)
    return (*_of_starts(times.before, began(now)), *_of_own(times.now, now))


def _of_own(start: Start, now: Moment) -> Facts:
    line = start.lines[-1] if start.lines else None
    moved = line is not None and (start.behind is not None or _has_moved(line, now))
    if start.unsure is None and not moved:
        return ()
    since = line.since if line and moved else None
    return (Fact(e.ClockCorrected(now.boot, began(now), _behind(start, line, now), now.clock, since)),)


def _has_moved(line: Line, now: Moment) -> bool:
    drifted = now.clock == line.clock and near(began(now), line.began, DRIFT_MS)
    return not drifted and not near(began(now), line.began)


def _behind(start: Start, line: Line | None, now: Moment) -> int:
    """By how much the last uncertain moment was told too early; else what was told before the jump."""
    if start.guess:
        wall, mono = start.guess
        return began(now) + mono - wall
    return start.behind if start.behind is not None else began(now) - (line.began if line else began(now))


# --- the starts before ---


def _of_starts(before: tuple[Start, ...], limit: int) -> Facts:
    """From the newest back to the first that fits. `limit`: when this one began (ms since 1970)."""
    lost: list[tuple[Start, int]] = []
    for start in reversed(before):
        line = next((line for line in reversed(start.lines) if line.began + start.end <= limit + SAME_MS), None)
        if line:
            return (*_of_known(start, line), *_bounds(lost, line.began + start.end))
        limit -= start.end
        lost.append((start, limit))
    refuted = sum(bool(start.lines) for start, _ in lost)
    return _bounds(lost, 0) if refuted <= REFUTED else ()


def _of_known(start: Start, line: Line) -> Facts:
    """Its own last word stands, but for what waits for it."""
    if line is start.lines[-1] and start.unsure is None and start.behind is None:
        return ()
    since = None if line is start.lines[-1] and start.behind is None else line.since
    told = start.guess or (start.lines[-1].began, 0)
    return (Fact(e.ClockCorrected(start.boot, line.began, line.began + told[1] - told[0], line.clock, since)),)


def _bounds(lost: list[tuple[Start, int]], floor: int) -> Facts:
    facts: list[Fact] = []
    for start, latest in reversed(lost):
        if not start.bounded:
            facts.append(Fact(e.ClockBounded(start.boot, floor, max(floor, latest))))
        floor += start.end
    return tuple(facts)


def times_at(state: State, boot: str) -> Times:
    """As they are in this start, also before its first event."""
    return state.times.entering(boot, state.last.mono if state.last else 0)
