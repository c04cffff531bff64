"""What lost rows mean for the state: nobody knows what stood in them, so numbers go on above what they may have given.

Each row gave one number at most. A day whose start was lost shows by the first number that was given on it. All is
pure and depends on the journal's rows alone, so every program that reads them finds the same.
"""

from collections.abc import Mapping

from kiosk.core.calendar.moment import day_of, is_known
from kiosk.core.record import events as e
from kiosk.core.state.values import State, changed

EVERY = ""  # among numbers: every service that is not named


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


def day_shown(state: State, r: e.Recorded) -> State:
    """A number was given: where rows were lost before it, one of them may have opened its day."""
    if not state.unseen:
        return state
    day = max(state.day, day_of(r.wall)) if is_known(r.clock) else state.day
    return changed(state, day=day, closed=False)
