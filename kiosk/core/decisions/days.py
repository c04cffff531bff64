"""The day's opening and close: which day is in hand, and how every visit ends with it. Pure, as all decisions.

A clock that is not known never ends a day, because it may be hours wrong. Numbers begin again at 001 only when the last
one was surely given on an earlier day, by whatever the clock has told in this start (kiosk/core/calendar/times.py): a
clock that jumped gives the day another date, and its numbers go on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from kiosk.core.calendar.moment import Moment, day_of, is_known
from kiosk.core.calendar.times import DISPUTED_MS, Times, began, near
from kiosk.core.decisions.legs import Facts, done, ended
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit

FAR_MS = 60 * 86_400_000  # since the last number: no holidays are so long, so the clock may be a year ahead


def day_in_hand(state: State, now: Moment) -> Facts:
    """What has to be written so that the open day is the right one; empty when it already is.

    A clock that is only estimated never ends a day (it may be hours wrong); after a closed day it opens a
    provisional one, which goes on with the numbers and gets its date when the clock is known. A day that was opened by
    a clock that lied, or went on into this one unseen, is dated again, and goes on with whoever came today.
    """
    today = day_of(now.wall)
    if not is_known(now.clock):
        return () if state.day and not state.closed else (Fact(_guessed_day(state, today)),)
    if today == state.day and not state.provisional:
        return (Fact(e.DayOpened(today, again=True)),) if state.closed else ()
    if begins_anew(state, now):
        return (*_ended_before(state, now), Fact(e.DayOpened(today)))
    if state.closed:
        return (Fact(e.DayOpened(today, again=True)),)
    return (*_left_behind(state, now), _dated(state, now, today))


def _guessed_day(state: State, today: str) -> e.DayOpened:
    if today <= state.day:
        today = (date.fromisoformat(state.day) + timedelta(days=1)).isoformat()
    return e.DayOpened(today, provisional=True)


def begins_anew(state: State, now: Moment) -> bool:
    """Was the last number surely given before today, so that today's begin at 001?"""
    if state.provisional and not state.closed and not (state.opened_at and _is_of_before(state, now, state.opened_at)):
        return False
    if state.numbered is None:
        return day_of(now.wall) > state.day
    return now.wall - state.numbered.wall <= FAR_MS and _is_of_before(state, now, state.numbered)


def _is_of_before(state: State, now: Moment, at: Stamp) -> bool:
    """Was it surely on an earlier day than this, whatever was told of both?"""
    here = tuple(views(state, now))
    if at.boot == now.boot:
        return all(day_of(began(view) + at.mono) < day_of(view.wall) for view in here)
    days = _days_of(state.times, at)
    return bool(days) and all(day < day_of(view.wall) for day in days for view in here)


def views(state: State, now: Moment) -> Iterator[Moment]:
    """The present moment, and what it would be by whatever else the clock has told in this start of late."""
    yield now
    start = state.times.start(now.boot)
    for line in start.lines if start else ():
        if not near(line.began, began(now)) and (line.left is None or now.mono - line.left < DISPUTED_MS):
            yield replace(now, wall=line.began + now.mono)


def _days_of(times: Times, at: Stamp) -> set[str]:
    """On which days it may have been; nothing where nobody knows."""
    start = times.start(at.boot)
    if start is None:
        return {day_of(at.wall)}
    claimed = () if start.claimed is None or not start.lines else (start.claimed,)
    return {day_of(when + at.mono) for when in (*(line.began for line in start.lines), *claimed)}


def _dated(state: State, now: Moment, day: str) -> Fact:
    return Fact(e.DayDated(day, state.day, state.opened, now.clock))


def _ended_before(state: State, now: Moment) -> Facts:
    """The day in hand ends; one with a false date first gets that of its last number."""
    at, false = state.numbered, state.provisional or state.day > day_of(now.wall)
    if not at or not false:
        return _day_end(state, now, state.day)
    day = day_of(began(now) + at.mono if at.boot == now.boot else at.wall)
    return (_dated(state, now, day), *_day_end(state, now, day))


def _left_behind(state: State, now: Moment) -> Facts:
    """Whose number is surely of an earlier day has gone home; who may have come today stays."""
    return _ends(state, (v for v in state.visits.values() if _is_of_before(state, now, v.issued)), now)


def open_day(state: State, now: Moment) -> Facts:
    """Refused already-open."""
    facts = day_in_hand(state, now)
    if not facts:
        raise Refused("already-open")
    return facts


def close_day(state: State, now: Moment) -> Facts:
    """Who still waits ends as unserved, who was served and not asked any more as not-asked. Refused closed."""
    if state.closed:
        raise Refused("closed")
    return _day_end(state, now, state.day)


def _day_end(state: State, now: Moment, day: str) -> Facts:
    if not state.day or state.closed:
        return ()
    return (*_ends(state, state.visits.values(), now), Fact(e.DayClosed(day)))


def _ends(state: State, visits: Iterable[Visit], now: Moment) -> Facts:
    return tuple(fact for visit in visits for fact in _end_at_close(state, visit, now))


def _end_at_close(state: State, visit: Visit, now: Moment) -> Facts:
    """What is in hand was served, by the same rule as a "done" key: where one key does for all, nobody presses it for
    the last one. Only of an officer who says each start that day, one who was called and not begun did not come."""
    if visit.status == "finished":
        return (_served(visit),)
    if visit.status == "called" and visit.officer in state.starters:
        return (ended(visit, "no-show"),)
    if visit.status in ("called", "serving"):
        last = done(changed(visit, back=()), now)  # nobody waits for it behind the close
        return (last, _served(visit)) if isinstance(last.event, e.VisitFinished) else (last,)
    return (ended(visit, "unserved"),)


def _served(visit: Visit) -> Fact:
    return ended(visit, "served", "rated" if visit.rating else "not-asked")
