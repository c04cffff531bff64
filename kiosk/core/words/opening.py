"""What is open, in one sentence that is the same on the kiosk, the board and the officers' page. Pure.

Whether numbers are given is one rule, `gives_numbers` of kiosk/core/calendar/hours.py. Why not, and from when again, is
said here: numbers are given a little before work begins, so both times are named; at midday also that whoever has a
number keeps it.
"""

from dataclasses import dataclass

from kiosk.core.calendar.hours import Hours, gives_numbers, has_worked_today, next_opening, next_work
from kiosk.core.calendar.moment import Moment, day_of, is_known, local
from kiosk.core.words.vietnamese import opening_words

LUNCH, CLOSED, KEPT = "Nghỉ trưa.", "Ngoài giờ làm việc.", "Số đã lấy vẫn giữ."


@dataclass(frozen=True)
class Opening:
    """`open`: numbers are given; `said`: what there is to say of it, "" for nothing."""

    open: bool = True
    said: str = ""


def opening(hours: Hours, now: Moment) -> Opening:
    """Hours that are not enforced, or a clock that nobody knows, close nobody out, and there is nothing to say."""
    if not hours.enforce or not is_known(now.clock):
        return Opening()
    work = next_work(hours, now.wall)
    if gives_numbers(hours, now):
        begins = opening_words(now.wall, work)
        return Opening(True, f"Đang cấp số. Làm việc từ {begins}." if begins else "")
    return Opening(False, _closed(hours, now, work))


def _closed(hours: Hours, now: Moment, work: int | None) -> str:
    if work is None:
        return CLOSED
    numbers = next_opening(hours, now.wall) or work
    begins = f"àm việc từ {opening_words(now.wall, work)}."
    from_when = f"Lấy số từ {local(numbers):%H:%M}, l{begins}" if numbers < work else f"L{begins}"
    midday = day_of(work) == day_of(now.wall) and has_worked_today(hours, now.wall)
    return f"{LUNCH} {from_when} {KEPT}" if midday else f"{CLOSED} {from_when}"
