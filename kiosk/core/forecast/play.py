"""The calls to come, played forward by the very rule that will make them. Pure.

Each counter is free at some time, takes whom `next_for` names at that time, and is busy again; nobody new comes. How
long each is busy is drawn from what the last turns were like. The draws of a play follow its number alone: the same
state gives the same answer at every look.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.calling.offers import resting
from kiosk.core.decisions.calling.turn import as_called, next_for
from kiosk.core.forecast.pace import Paces, drawn, left
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.record.event import changed
from kiosk.core.state.values import Desk, State, Visit

SEEDS_APART = 0x9E3779B97F4A7C15  # of one play's draws and the next one's
SLOWEST = 1.4  # a counter's turns today beside the office's; the quickest is as far the other way
MOST_CALLS = 400  # of one play

Working = Callable[[int], int]  # the first moment (wall, ms) from this one on at which counters call


@dataclass(frozen=True)
class Play:
    """What every play of a forecast shares. `jumps`: how many of those who come take a turn before who is asked about,
    a share from 0 to 1: they come later, with priority."""

    now: Moment
    rules: Rules
    paces: Paces
    working: Working
    jumps: float = 0.0


@dataclass(frozen=True)
class Called:
    """`at`: ms from now."""

    visit: Visit
    counter: int
    at: int


def played(play: Play, state: State, number: int) -> Iterator[Called]:
    """The calls of play `number` in their order, until nobody waits."""
    draws = _draws(number)
    speeds = {counter: SLOWEST ** (2 * next(draws) - 1) for counter in state.counters}
    free = [(_free_in(play, state, desk, draws), desk.counter) for desk in state.counters.values()]
    heapq.heapify(free)
    state = _waiting_only(state)
    for _ in range(MOST_CALLS):
        if not free:
            return
        at, counter = heapq.heappop(free)
        found = next_for(state, _later(play.now, at), play.rules, counter)
        if found is None:  # it calls no more, unless who did not answer is called once more by then
            later = resting(state, _later(play.now, at), play.rules, counter)
            if later:
                heapq.heappush(free, (_working(play, at + later[0][1]), counter))
            continue
        yield Called(found[0], counter, at)
        state = as_called(state, counter, found[0])
        done = at + round(1000 * speeds[counter] * _turn(play, found[0].service, draws))
        heapq.heappush(free, (_working(play, done), counter))


def _waiting_only(state: State) -> State:
    """What the rule looks at: each call copies the state, so it carries no more than that."""
    return changed(state, visits={t: v for t, v in state.visits.items() if v.status == "waiting"}, calls=())


def _draws(number: int) -> Iterator[float]:
    """Numbers from 0 to 1 without an order (a linear congruence, as in Knuth's MMIX)."""
    place = number * SEEDS_APART
    while True:
        place = (place * 6364136223846793005 + 1442695040888963407) % 2**64
        yield place / 2**64


def _free_in(play: Play, state: State, desk: Desk, draws: Iterator[float]) -> int:
    """ms until this counter is done with whom it has in hand; 0 with nobody. It calls in working hours only."""
    visit = state.visits.get(desk.visit)
    ms = 0
    if visit is not None and visit.called is not None:
        busy = elapsed(visit.called, play.now) / 1000
        ms = round(1000 * left(play.paces.get(visit.service, ()), busy, next(draws)))
    return _working(play, ms)


def _working(play: Play, ms: int) -> int:
    """From then on, when counters call."""
    return play.working(play.now.wall + ms) - play.now.wall


def _turn(play: Play, service: str, draws: Iterator[float]) -> float:
    """Seconds of one turn, and of another one for who comes meanwhile and goes before."""
    pace = play.paces.get(service, ())
    return sum(drawn(pace, next(draws)) for _ in range(1 + (next(draws) < play.jumps)))


def _later(now: Moment, ms: int) -> Moment:
    return Moment(now.wall + ms, now.mono + ms, now.boot, now.clock)
