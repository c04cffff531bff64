"""Which visits have an open question: finished and not ended, in the order in which that ends.

An index beside `visits`, kept by `fold` whatever the event, so that nobody who waits is looked at when somebody presses
a button. It says nothing that `visits` does not say; only where to look.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator

from kiosk.core.calendar.moment import Moment
from kiosk.core.record.event import changed
from kiosk.core.state.values import State, Visit


def followed(before: State, after: State, token: str) -> State:
    """`after`, where what became of this visit stands in the index too."""
    was, now = before.visits.get(token), after.visits.get(token)
    if was is now or (not _is_open(was) and not _is_open(now)):
        return after
    return _with(_without(after, was), now)


def _is_open(visit: Visit | None) -> bool:
    return visit is not None and visit.finished is not None


def _without(state: State, visit: Visit | None) -> State:
    if visit is None or visit.finished is None:
        return state
    if visit.rating:
        return changed(state, rated=tuple(token for token in state.rated if token != visit.token))
    boot, entry = visit.finished.boot, (visit.finished.mono, visit.token)
    left = tuple(each for each in state.asked[boot] if each != entry)
    others = {key: line for key, line in state.asked.items() if key != boot}
    return changed(state, asked={**others, boot: left} if left else others)


def _with(state: State, visit: Visit | None) -> State:
    if visit is None or visit.finished is None:
        return state
    if visit.rating:
        return changed(state, rated=(*state.rated, visit.token))
    line = list(state.asked.get(visit.finished.boot, ()))
    insort(line, (visit.finished.mono, visit.token))
    return changed(state, asked={**state.asked, visit.finished.boot: tuple(line)})


def rated(state: State) -> Iterator[Visit]:
    """The finished visits that have a rating."""
    return (state.visits[token] for token in state.rated)


def asked_before(state: State, now: Moment, ms: int) -> Iterator[Visit]:
    """Those without one: of this boot only who was finished longer ago than so many milliseconds; of others all,
    because how long ago that was the wall clock says, in which there is no order."""
    for boot, line in state.asked.items():
        upto = bisect_left(line, (now.mono - ms, "")) if boot == now.boot else len(line)
        yield from (state.visits[token] for _, token in line[:upto])


def asked_lately(state: State, now: Moment, ms: int) -> Iterator[Visit]:
    """Those of this boot who were finished within so many milliseconds, newest first."""
    line = state.asked.get(now.boot, ())
    return (state.visits[token] for _, token in reversed(line[bisect_left(line, (now.mono - ms, "")) :]))


def asked_elsewhere(state: State, now: Moment) -> Iterator[Visit]:
    """Those of other boots."""
    return (state.visits[token] for boot, line in state.asked.items() if boot != now.boot for _, token in line)


def asked_first(state: State, now: Moment) -> Iterator[Visit]:
    """Of this boot who was finished first."""
    return (state.visits[token] for _, token in state.asked.get(now.boot, ())[:1])
