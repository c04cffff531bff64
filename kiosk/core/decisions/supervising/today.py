"""What holds for today alone, asked before a number is given, a counter is taken, or the day opens by itself. Pure."""

from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.office.refusals import Refused
from kiosk.core.state.values import State
from kiosk.core.words.opening import Opening

OVER = "Hôm nay đã kết thúc nhận việc."
STOPPED = "Hôm nay đã dừng cấp số. Số đã lấy vẫn được phục vụ."


def is_over(state: State, now: Moment) -> bool:
    """The supervisor closed this very day: nothing opens it again but the supervisor, or the next one."""
    return state.today.over and state.closed and day_of(now.wall) == state.day


def must_give(state: State, now: Moment, service: str) -> None:
    """Of the kiosk alone: an officer may serve somebody without it. Refused day-over, numbers-stopped."""
    if is_over(state, now):
        raise Refused("day-over")
    if is_stopped(state, now, service):
        raise Refused("numbers-stopped")


def is_stopped(state: State, now: Moment, service: str) -> bool:
    """Does the kiosk give no number of it today?"""
    return holds_on(state, now) and not state.today.gives(service)


def must_be_free_to_sit(state: State, now: Moment, counter: int) -> None:
    """Refused day-over, counter-shut."""
    if is_over(state, now):
        raise Refused("day-over")
    if holds_on(state, now) and counter in state.today.shut:
        raise Refused("counter-shut")


def opening_of(state: State, now: Moment, hours: Opening, words: str) -> Opening:
    """What is open by the hours, and by what the supervisor decided for today. `words`: the supervisor's own, "" for
    the usual ones."""
    if is_over(state, now):
        return Opening(False, words or OVER)
    if hours.open and holds_on(state, now) and "" in state.today.stopped:
        return Opening(False, words or STOPPED)
    return hours


def holds_on(state: State, now: Moment) -> bool:
    """What was changed was changed for the day in hand; a clock that nobody knows ends no day."""
    return not state.closed or day_of(now.wall) == state.day
