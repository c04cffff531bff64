"""What somebody who waits may be told: how many will be called before, and how long it will be at least and at most.

Pure. A few plays of the calls to come (play.py), each with turns of other lengths, some for each counter that might go
away or might still open, and some in which all turns are quicker or slower. Where all of them put the same number of
people before, and every order in which counters may be free does so too (orders.py), that number is told; where they
differ, the least of them, as "at least". Before means: by a counter that serves this line. Who comes later with
priority, or is sent back to a line, may still be called before; nobody can count those. Minutes are a range, and told
only where the last turns are known.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.calling.offers import kept_for
from kiosk.core.decisions.colleagues.pauses import all_back
from kiosk.core.forecast.orders import Order, sure
from kiosk.core.forecast.pace import paces
from kiosk.core.forecast.play import Called, Play, Working, played
from kiosk.core.office.rules import Rules
from kiosk.core.record.event import changed
from kiosk.core.state.values import Desk, State, Visit

PLAYS, FEW = 15, 2  # of what is, and of each way in which it might be otherwise
FAR_OFF = (0.5, 2.0)  # how much turns might be quicker, and slower, than those that are known
LEAST, MOST = 0.1, 0.9  # of the plays' waits: the range lies between
STEP = 5  # minutes are told in fives


@dataclass(frozen=True)
class Outlook:
    """`people` will be called before, or at least so many where `exact` is False; `minutes`: (least, most), None where
    too little is known; `likely`: minutes, of the middle one of the plays, 0 where nothing is told; `open`: a counter
    that serves the line is open, or will be when the office begins to work; `resting`: none is, for
    its officers rest; `counters`: those that may call it now."""

    people: int
    exact: bool
    minutes: tuple[int, int] | None = None
    likely: float = 0.0
    open: bool = True
    resting: bool = False
    counters: tuple[int, ...] = ()


def outlook(state: State, now: Moment, rules: Rules, token: str, working: Working) -> Outlook | None:
    """Of the waiting visit with this token; None when it does not wait."""
    visit = state.visits.get(token)
    if visit is None or visit.status != "waiting":
        return None
    desks = [desk for number, desk in state.counters.items() if number in _calling(state, rules, visit)]
    staffed = any(not desk.rests for desk in desks)
    known = paces(state, tuple(rules.services))
    play = Play(now, rules, known, working, 0.0 if visit.priority else priority_share(state))
    seen = state if staffed else as_planned(state, rules, visit.service)
    turns = _turns(play, seen, PLAYS, visit)
    others = [turn for other in _otherwise(state, rules, visit) for turn in _turns(play, other, FEW, visit)]
    others += [turn for far in _far_off(play) for turn in _turns(far, seen, FEW, visit)]
    people = {before for before, _ in (*turns, *others)}
    open_ = staffed or working(now.wall) > now.wall
    waits = sorted(at / 60_000 for _, at in turns) if open_ and known.get(visit.service) else []
    order = Order(now, rules, visit, frozenset(_calling(state, rules, visit)))
    exact = len(people) == 1 and {sure(state, order)} == people
    resting = bool(desks) and not open_
    at = tuple(sorted(desk.counter for desk in desks if not desk.rests))
    return Outlook(min(people, default=0), exact, _range(waits), _at(waits, 0.5), open_, resting, at)


def _calling(state: State, rules: Rules, visit: Visit) -> set[int]:
    """The counters that may call it: those of its line, or the one that it was sent to."""
    kept = kept_for(state, rules, visit)
    return {kept} if kept else serving(rules, visit.service)


def serving(rules: Rules, service: str) -> set[int]:
    return {counter for counter, services in rules.counters.items() if service in services}


def priority_share(state: State) -> float:
    """Of today's numbers, as far as they are in mind."""
    today = [visit.priority for some in (state.visits, state.done, state.gone) for visit in some.values()]
    return sum(today) / len(today) if today else 0.0


def as_planned(state: State, rules: Rules, service: str) -> State:
    """With every counter that serves the line, whoever sits there, and nobody who rests; but for those that are shut
    today."""
    planned = {number: Desk(number, "") for number in serving(rules, service) - state.today.shut}
    return changed(state, counters={**planned, **all_back(state).counters})


def _otherwise(state: State, rules: Rules, visit: Visit) -> Iterator[State]:
    """With all counters of the plan; and without each that serves the line, whose officer rests or leaves."""
    yield as_planned(state, rules, visit.service)
    for away in sorted(_calling(state, rules, visit) & set(state.counters)):
        yield changed(state, counters={n: desk for n, desk in state.counters.items() if n != away})


def _far_off(play: Play) -> Iterator[Play]:
    """With all turns quicker, and slower, than any day: who waits for how long decides who is past a cap."""
    for stretch in FAR_OFF:
        stretched = {service: [round(s * stretch) for s in pace] for service, pace in play.paces.items()}
        yield replace(play, paces=stretched)


def _turns(play: Play, state: State, plays: int, visit: Visit) -> list[tuple[int, int]]:
    """Of each play in which it is called: how many are called before, and in how many ms."""
    mine = _calling(state, play.rules, visit)
    found = (_turn(played(play, state, number), mine, visit) for number in range(plays))
    return [turn for turn in found if turn]


def _turn(calls: Iterable[Called], mine: set[int], visit: Visit) -> tuple[int, int] | None:
    """`mine`: the counters that may call it."""
    before = 0
    for call in calls:
        if call.visit.token == visit.token:
            return before, call.at
        before += call.counter in mine
    return None


def _range(waits: Sequence[float]) -> tuple[int, int] | None:
    """Minutes, in fives, outwards; `waits`: sorted."""
    if not waits:
        return None
    least, most = _at(waits, LEAST), _at(waits, MOST)
    return STEP * math.floor(least / STEP), STEP * max(1, math.ceil(most / STEP))


def _at(waits: Sequence[float], share: float) -> float:
    return waits[round(share * (len(waits) - 1))] if waits else 0.0
