"""How many more people of a service can still be served before lunch or closing, told before they take a number. Pure.

The calls to come are played forward (play.py) with a few people more at the end of the line: whose turn would be over
before the session is counts. So whatever else the same counters serve, and who is called first, is reckoned as it will
be. Told only where few are left and the last turns are known; nobody is warned, or refused, by a guess. A number that
was given is never taken back: transfer, return and walk-in do not ask here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from kiosk.core.calendar.hours import Hours, session_of, works_from
from kiosk.core.calendar.moment import Moment, is_known
from kiosk.core.forecast.crowd import is_to_come, with_more
from kiosk.core.forecast.outlook import as_planned, priority_share, serving
from kiosk.core.forecast.pace import Paces, drawn, paces
from kiosk.core.forecast.play import Play, played
from kiosk.core.office.rules import Rules
from kiosk.core.record.event import changed
from kiosk.core.state.values import State

FEW = 9  # so many or fewer are told
PLAYS = 5  # the middle one counts
PLENTY = 3 * FEW  # by simple division: no play would find few
SLOW = 0.8  # the place among the turns by which that is divided


@dataclass(frozen=True)
class Prospect:
    """Of one service, before its number is taken. `left`: so many more can be served in this session, None where there
    are many or nobody knows; `open`: a counter that serves it is open, or will be when the office begins to work."""

    left: int | None = None
    open: bool = True


def prospects(state: State, now: Moment, rules: Rules, hours: Hours, priority: bool = False) -> Mapping[str, Prospect]:
    """Of every service. `priority`: for whom the number would be."""
    works = works_from(hours, now.wall) > now.wall and is_known(now.clock)
    return {
        service: Prospect(
            left_for(state, now, rules, hours, service, priority), works or _staffed(state, rules, service)
        )
        for service in rules.services
    }


def left_for(state: State, now: Moment, rules: Rules, hours: Hours, service: str, priority: bool = False) -> int | None:
    """How many more; None where there are more than `FEW`, where too little is known, and where nothing closes."""
    session, known = session_of(hours, now), paces(state, tuple(rules.services))
    if rules.capacity == "off" or session is None or not known.get(service):
        return None
    begin, end = session
    seen = _at_work(state if _staffed(state, rules, service) else as_planned(state, rules, service))
    if not _staffed(seen, rules, service) or _plenty(seen, rules, service, known, end - max(begin, now.wall)):
        return None
    play = Play(now, rules, known, partial(works_from, hours), 0.0 if priority else priority_share(state))
    seen = with_more(seen, now, [service] * (FEW + 1), priority)  # one more than are told
    found = sorted(_served(play, seen, number, end - now.wall) for number in range(PLAYS))[PLAYS // 2]
    return found if found <= FEW else None


def is_full(state: State, now: Moment, rules: Rules, hours: Hours, service: str, priority: bool) -> bool:
    """Whether the kiosk gives no number of it now, because the office wants it so."""
    return rules.capacity == "refuse" and left_for(state, now, rules, hours, service, priority) == 0


def _staffed(state: State, rules: Rules, service: str) -> bool:
    return bool(serving(rules, service) & set(state.counters))


def _at_work(state: State) -> State:
    """Who rests now is back in a while, long before it matters."""
    return changed(state, counters={number: changed(desk, paused=None) for number, desk in state.counters.items()})


def _plenty(state: State, rules: Rules, service: str, known: Paces, left_ms: int) -> bool:
    """Were all who wait there of their lines, and all turns long ones, many more would have their turn: most of the
    day this spares the plays."""
    counters = serving(rules, service) & set(state.counters)
    lines = {line for counter in counters for line in rules.counters[counter]}
    waiting = sum(visit.status == "waiting" and visit.service in lines for visit in state.visits.values())
    longest = max(drawn(known.get(line, ()), SLOW) for line in lines)
    return len(counters) * left_ms / (1000 * longest) - waiting > PLENTY


def _served(play: Play, state: State, number: int, left_ms: int) -> int:
    """How many of them have their turn in time, and are done with it as most are."""
    calls = (call for call in played(play, state, number) if is_to_come(call.visit))
    return sum(call.at + 1000 * drawn(play.paces[call.visit.service], 0.5) <= left_ms for call in calls)
