"""The day's opening and close: which day is in hand, and how every visit ends with it. Pure, as all decisions.

A clock that is not known never ends a day, because it may be hours wrong.
"""

from datetime import date, timedelta

from kiosk.core.calendar.moment import Moment, day_of, is_known
from kiosk.core.decisions.legs import Facts, ended, finished
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit


def day_in_hand(state: State, now: Moment) -> Facts:
    """What has to be written so that the open day is the right one; empty when it already is.

    A clock that is only estimated never ends a day (it may be hours wrong); after a closed day it opens a
    provisional one, which goes on with the numbers and gets its date when the clock is known. A clock that went
    back never opens a day that was already counted.
    """
    today = day_of(now.wall)
    if not is_known(now.clock):
        return () if state.day and not state.closed else (Fact(_guessed_day(state, today)),)
    if state.provisional and not state.closed:
        return (Fact(e.DayDated(today, state.day, state.opened, now.clock)),)
    if today <= state.day:
        return (Fact(e.DayOpened(state.day, again=True)),) if state.closed else ()
    return (*_day_end(state, now), Fact(e.DayOpened(today)))


def _guessed_day(state: State, today: str) -> e.DayOpened:
    if today <= state.day:
        today = (date.fromisoformat(state.day) + timedelta(days=1)).isoformat()
    return e.DayOpened(today, provisional=True)


def open_day(state: State, now: Moment) -> Facts:
    """Refused already-open."""
    facts = day_in_hand(state, now)
    if not facts:
        raise Refused("already-open")
    return facts


def close_day(state: State, now: Moment) -> Facts:
    """Who still waits ends as unserved, who was finished and not asked any more as not-asked. Refused closed."""
    if state.closed:
        raise Refused("closed")
    return _day_end(state, now)


def _day_end(state: State, now: Moment) -> Facts:
    if not state.day or state.closed:
        return ()
    in_hand = tuple(finished(v, now) for v in state.visits.values() if v.status == "serving")
    ends = tuple(_end_at_close(v) for v in state.visits.values())
    return (*in_hand, *ends, Fact(e.DayClosed(state.day)))


def _end_at_close(visit: Visit) -> Fact:
    if visit.status in ("finished", "serving"):
        return ended(visit, "served", "rated" if visit.rating else "not-asked")
    return ended(visit, "no-show" if visit.status == "called" else "unserved")
