"""When the day opens and closes by itself: pure, asked once a minute and at every start.

It opens at the first minute of the hours; it closes when the hours are over and nobody is left in the room, and two
hours after them at the latest. A clock that is not known neither opens nor closes anything, and one that jumped only
what it would without the jump as well: so a jump by itself does neither. What it does is to give the day in hand
another date, with which the numbers go on.
"""

from kiosk.core.calendar.hours import Hours, gives_numbers, last_end
from kiosk.core.calendar.moment import Moment, day_of, is_known
from kiosk.core.decisions import days
from kiosk.core.decisions.supervising.today import is_over
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State

LATEST_CLOSE_MS = 2 * 3_600_000  # ms after the last span


def day_due(state: State, now: Moment, hours: Hours) -> tuple[Fact, ...]:
    """The facts that open, close or date the day now; () when it is as it should be."""
    if not hours.enforce or not is_known(now.clock) or is_over(state, now):
        return ()
    if _has_false_date(state, now) or all(gives_numbers(hours, view) for view in days.views(state, now)):
        return days.day_in_hand(state, now)
    over = all(_over(state, view, hours) for view in days.views(state, now))
    return days.close_day(state, now) if over else ()


def _has_false_date(state: State, now: Moment) -> bool:
    """Open, and today all the same: its numbers may be of today."""
    if state.closed or not state.day:
        return False
    return day_of(now.wall) != state.day and not days.begins_anew(state, now)


def _over(state: State, now: Moment, hours: Hours) -> bool:
    if state.closed:
        return False
    if state.day < day_of(now.wall):
        return True
    end = last_end(hours, now.wall)
    if end is None or now.wall < end:
        return False
    in_room = any(v.status != "finished" for v in state.visits.values())
    return not in_room or now.wall >= end + LATEST_CLOSE_MS
