"""Another officer goes on at a counter, with the visit in hand: a shift changes, somebody is called away. Pure.

Only from the page of who sits there, and by the other one's own PIN (kiosk/console/seats/hand_over.py). What the
one before did is not the next one's to take back; a rest and a call for help end with whoever leaves.
"""

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import legs
from kiosk.core.decisions.counters import leave_elsewhere
from kiosk.core.decisions.legs import Facts, desk_of
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State


def hand_over(state: State, now: Moment, counter: int, officer: str, sign_in: str) -> Facts:
    """`officer`: the opaque reference of who goes on, by this `sign_in`. Refused officer-elsewhere where they have a
    visit in hand at another counter; the same officer only signs in anew."""
    desk = desk_of(state, counter)
    opened = Fact(e.CounterOpened(counter, officer, sign_in))
    if officer == desk.officer:
        return (opened,)
    visit = state.visits.get(desk.visit)
    handed = (legs.handed(state, visit, officer, now),) if visit else ()
    moved = leave_elsewhere(state.counters.values(), officer)
    return (*moved, Fact(e.CounterClosed(counter, desk.officer)), opened, *handed)
