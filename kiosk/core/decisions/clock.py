"""What is written of the clock itself, when the time becomes known: of this start, and of those before it. Pure.

A start that was told something else than the truth gets one correction, which says when it truly began. One that never
learned the time, or whose time cannot have been (it ended after this one began), lies between its neighbours: it began
after the last known event before it, and early enough to be over when the next one began.
"""

from kiosk.core.calendar.moment import ClockState, Moment, is_known
from kiosk.core.calendar.times import DRIFT_MS, SAME_MS, Line, Start, Times, began, is_doubtful, near, trust
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
    return (*_of_starts(times, now), *_of_own(times.now, now))


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


def _of_starts(times: Times, now: Moment) -> Facts:
    """From the newest back to the first that fits: it was over when the next one was there."""
    limit, lost = _limit(times, now), list[Start]()
    facts, before = _by_the_battery(times, now)
    for start in reversed(before):
        line = next((line for line in reversed(start.lines) if _fits(line, start.end, limit, now)), None)
        if line:
            wrong = [other.began - line.began for other in start.lines] + _wrong_by(times, now)
            told = _of_lost(lost, line.began + start.end, _limit(times, now), wrong, now.clock)
            return (*_of_known(start, line), *told, *facts)
        limit -= start.span
        lost.append(start)
    refuted = sum(bool(start.lines) for start in lost)
    if refuted > REFUTED:
        return facts
    return (*_of_lost(lost, 0, _limit(times, now), _wrong_by(times, now), now.clock), *facts)


def _limit(times: Times, now: Moment) -> int:
    """When this start was there already (ms since 1970): what came before was over."""
    return began(now) + (now.mono if times.now.first is None else times.now.first)


def _fits(line: Line, end: int, limit: int, now: Moment) -> bool:
    """What is worth less refutes nothing."""
    return line.began + end <= limit + SAME_MS or trust(now.clock) < trust(line.clock)


def _wrong_by(times: Times, now: Moment) -> list[int]:
    """How wrong (ms) this start's clock has been."""
    return [line.began - began(now) for line in times.now.lines if not near(line.began, began(now))]


def _by_the_battery(times: Times, now: Moment) -> tuple[Facts, tuple[Start, ...]]:
    """A battery clock that turns out wrong was as wrong in the starts before this one, up to one that knew better; and
    the starts before those."""
    wrong = [line.began - began(now) for line in times.now.lines if line.clock == "rtc"]
    facts, before, limit = list[Fact](), times.before, _limit(times, now)
    while wrong and abs(wrong[0]) > DRIFT_MS and before and _is_by_battery(before[-1]):
        true = before[-1].lines[-1].began - wrong[0]
        if true + before[-1].end > limit + SAME_MS:
            break
        facts.append(_put_right(before[-1], true, now.clock))
        limit = true + before[-1].end - before[-1].span
        before = before[:-1]
    return tuple(facts), before


def _is_by_battery(start: Start) -> bool:
    return bool(start.lines) and start.lines[-1].clock == "rtc"


def _put_right(start: Start, true: int, clock: ClockState) -> Fact:
    line = start.lines[-1]
    return Fact(e.ClockCorrected(start.boot, true, true - line.began, clock, line.since))


def _of_known(start: Start, line: Line) -> Facts:
    """Its own last word stands, but for what waits for it."""
    if line is start.lines[-1] and start.unsure is None and start.behind is None:
        return ()
    since = None if line is start.lines[-1] and start.behind is None else line.since
    told = start.guess or (start.lines[-1].began, 0)
    return (Fact(e.ClockCorrected(start.boot, line.began, line.began + told[1] - told[0], line.clock, since)),)


def _of_lost(lost: list[Start], floor: int, limit: int, wrong: list[int], clock: ClockState) -> Facts:
    """`lost`: newest first, between `floor` and `limit` (ms since 1970). One that told the time wrong, and by as much
    as its neighbour did (`wrong`), is put right, where that lies between them; any other has bounds, by `clock`: again
    by one that is worth more."""
    facts: list[Fact] = []
    for n, start in reversed(list(enumerate(lost))):
        earliest = max(0, floor - (start.first or 0))
        latest = limit - sum(one.span for one in lost[:n]) - start.end
        true = [start.lines[-1].began - by for by in wrong] if start.lines else []
        fits = next((at for at in true if earliest - SAME_MS <= at <= latest + SAME_MS), None)
        if fits is not None:
            facts.append(_put_right(start, fits, start.lines[-1].clock))
        elif start.bounded is None or trust(start.bounded) < trust(clock):
            facts.append(Fact(e.ClockBounded(start.boot, earliest, max(earliest, latest))))
        floor = fits + start.end if fits is not None else floor + start.span if floor else 0
    return tuple(facts)


def times_at(state: State, boot: str) -> Times:
    """As they are in this start, also before its first event."""
    return state.times.entering(boot, state.last.mono if state.last else 0)
