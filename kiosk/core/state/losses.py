"""What lost rows mean for the state: nobody knows what stood in them, so numbers go on above what they may have given.

Each row gave one number at most. A day whose start was lost shows by the first number that was given on it. All is
pure and depends on the journal's rows alone, so every program that reads them finds the same.
"""

from collections.abc import Iterable, Mapping

from kiosk.core.calendar.moment import day_of, is_known
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.state.values import State

EVERY = ""  # among numbers: every service that is not named
AHEAD = 50  # numbers that a service may have given since it was last noted how many it gave
UNKNOWN = 500  # numbers of a service that no office has given on one day, where nothing of the day is known


def lost(state: State, rows: int) -> State:
    """The state after `rows` that nobody can read, or that are gone."""
    numbers = {service: number + rows for service, number in {EVERY: 0, **state.numbers}.items()}
    return changed(state, numbers=numbers, unseen=state.unseen + rows)


def raised(state: State, r: e.Recorded, event: e.NumbersRaised) -> State:
    """In a journal that has no day yet, the day is one that was closed: it goes on with its numbers when it is opened
    again."""
    day = state.day or event.date
    numbers = _highest(state.numbers, event.numbers) if day == event.date or not event.date else state.numbers
    return changed(state, day=day, numbers=numbers, unseen=max(state.unseen, event.fresh))


def _highest(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    services = {*one, *other}
    return {s: max(one.get(s, one.get(EVERY, 0)), other.get(s, other.get(EVERY, 0))) for s in services}


def ahead(state: State, before: State) -> int:
    """How many numbers one service has given at most since the state was `before`."""
    were = before.numbers if before.day == state.day else {}
    return max((number - were.get(service, 0) for service, number in state.numbers.items()), default=0)


def above(found: Iterable[tuple[str, Mapping[str, int]]], why: str) -> e.NumbersRaised:
    """With which a new journal goes on. `found`: a day and its last numbers, as far as each place says them, all of the
    journal that is lost; a place may be behind by `AHEAD`."""
    places = [place for place in found if place[0]]
    if not places:
        return e.NumbersRaised("", {EVERY: UNKNOWN}, UNKNOWN, why)
    day, highest = max(date for date, _ in places), dict[str, int]()
    for numbers in (numbers for date, numbers in places if date == day):
        highest = dict(_highest(highest, numbers))
    return e.NumbersRaised(day, {s: n + AHEAD for s, n in {EVERY: 0, **highest}.items()}, AHEAD, why)


def day_shown(state: State, r: e.Recorded) -> State:
    """A number was given: where rows were lost before it, one of them may have opened its day."""
    if not state.unseen:
        return state
    day = max(state.day, day_of(r.wall)) if is_known(r.clock) else state.day
    return changed(state, day=day, closed=False)
