"""When somebody who does not want to sit may come back: a time that can be kept, or none. Pure.

It is a whole five minutes of the clock, not before the later end of the wait that was told: by then whoever is before
has most likely been called, so that the kept place is the first one. Where the queue was slower than it looked, the
number is the first of its kind all the same (calling/turn.py); what that may cost others is bounded here: no more
people come back within ten minutes than counters serve the line. The calls to come are played once more with the
number away until then and as many people coming meanwhile as keep every counter busy, and the first time is offered at
which it is called soon after coming back in every play. One counter that works through long visits has no such time.
"""

from itertools import cycle, islice

from kiosk.core.calendar.moment import Moment
from kiosk.core.forecast.crowd import with_more
from kiosk.core.forecast.outlook import PLAYS, Outlook, priority_share, serving
from kiosk.core.forecast.pace import paces
from kiosk.core.forecast.play import Play, Working, played
from kiosk.core.office.rules import Rules, elapsed, stamp
from kiosk.core.record.event import changed
from kiosk.core.state.values import Promise, State, Visit

WITHIN_MS = 10 * 60_000  # of coming back it shall be called
PLAYED_MS = 8 * 60_000  # in the plays, which know less than a morning brings
TRIES = 2 * PLAYS  # in all of which it is kept
TO_COME = 24  # so many people come meanwhile: a counter that would be free is in a visit by then
STEP_MS = 5 * 60_000  # of the clock
LATEST_MS = 6 * STEP_MS  # behind the first time that is looked at


def comes_back(
    state: State, now: Moment, rules: Rules, token: str, working: Working, told: Outlook | None
) -> int | None:
    """Seconds from now; None where nothing is offered."""
    visit = state.visits.get(token)
    if visit is None or visit.promise or visit.leg > 1 or not rules.later or told is None or told.minutes is None:
        return None
    if told.minutes[0] * 60_000 < rules.later:
        return None
    first = -(-(now.wall + told.minutes[1] * 60_000) // STEP_MS) * STEP_MS - now.wall
    times = (after for after in range(first, first + LATEST_MS, STEP_MS) if _has_room(state, now, rules, visit, after))
    kept = (after // 1000 for after in times if _is_kept(state, now, rules, visit, working, after))
    return next(kept, None)


def _has_room(state: State, now: Moment, rules: Rules, visit: Visit, after: int) -> bool:
    """By the others who come back about then to a counter of this line."""
    mine = serving(rules, visit.service)
    others = (v for v in state.visits.values() if v.promise and v.status == "waiting")
    due = (
        v.promise.after - elapsed(v.promise.at, now) for v in others if v.promise and serving(rules, v.service) & mine
    )
    return sum(abs(ms - after) < WITHIN_MS for ms in due) < len(mine & set(state.counters))


def _is_kept(state: State, now: Moment, rules: Rules, visit: Visit, working: Working, after: int) -> bool:
    away = changed(visit, promise=Promise(stamp(now), after))
    seen = changed(state, visits={**state.visits, visit.token: away})
    seen = with_more(seen, now, _as_before(state, rules, visit))
    share = 0.0 if visit.priority else priority_share(state)
    play = Play(now, rules, paces(state, tuple(rules.services)), working, share)
    return all(_called(play, seen, number, visit.token) <= after + PLAYED_MS for number in range(TRIES))


def _as_before(state: State, rules: Rules, visit: Visit) -> list[str]:
    """What people will have come for at its counters, by today's last ones."""
    lines = {line for counter in serving(rules, visit.service) for line in rules.counters[counter]}
    came = sorted((v.place, v.service) for some in (state.visits, state.done, state.gone) for v in some.values())
    last = [service for _, service in came if service in lines][-TO_COME:]
    return list(islice(cycle(last), TO_COME))


def _called(play: Play, state: State, number: int, token: str) -> float:
    """ms from now; never is late."""
    calls = (call.at for call in played(play, state, number) if call.visit.token == token)
    return next(calls, float("inf"))
