"""When the office gives numbers: working days, two spans a day, holidays. Times are minutes after local midnight."""

from dataclasses import dataclass, replace

from kiosk.core.calendar.moment import Moment, day_of, is_known, local, minute_of, weekday_of

MINUTE, DAY = 60_000, 86_400_000


@dataclass(frozen=True)
class Hours:
    """`days`: Monday 0 … Sunday 6; `spans`: (from, to) in minutes; `early`: numbers are given this long before."""

    days: frozenset[int]
    spans: tuple[tuple[int, int], ...]
    early: int = 0
    holidays: frozenset[str] = frozenset()
    enforce: bool = True


def parse_span(text: str) -> tuple[int, int]:
    """`07:30-11:30` → (450, 690). Raises ValueError."""
    begin, end = (_minutes(part) for part in text.split("-"))
    if begin >= end:
        raise ValueError(f"{text!r} ends before it begins")
    return begin, end


def _minutes(text: str) -> int:
    hour, minute = (int(part) for part in text.strip().split(":"))
    if not (0 <= hour < 24 and 0 <= minute < 60):
        raise ValueError(f"{text!r} is no time of day")
    return hour * 60 + minute


def works_on(hours: Hours, day: str) -> bool:
    return weekday_of(day) in hours.days and day not in hours.holidays


def gives_numbers(hours: Hours, now: Moment) -> bool:
    """Is it within the hours? A clock that is not known closes nobody out."""
    if not hours.enforce or not is_known(now.clock):
        return True
    minute = minute_of(now.wall)
    inside = any(begin - hours.early <= minute < end for begin, end in hours.spans)
    return inside and works_on(hours, day_of(now.wall))


def works_from(hours: Hours, wall: int) -> int:
    """The first moment (ms) from this one on at which counters call: the next span's beginning before the first one and
    between two, else at once. After the last one whoever is in the room is still served."""
    if not hours.enforce or not works_on(hours, day_of(wall)):
        return wall
    midnight = _midnight(wall)
    spans = [(midnight + begin * MINUTE, midnight + end * MINUTE) for begin, end in sorted(hours.spans)]
    if any(begin <= wall < end for begin, end in spans):
        return wall
    return min((begin for begin, _ in spans if begin > wall), default=wall)


def session_of(hours: Hours, now: Moment) -> tuple[int, int] | None:
    """Beginning and end (ms) of the span for which numbers are given now; None for hours that close nobody out."""
    if not hours.enforce or not gives_numbers(hours, now) or not is_known(now.clock):
        return None
    midnight, minute = _midnight(now.wall), minute_of(now.wall)
    begin, end = next(span for span in sorted(hours.spans) if span[0] - hours.early <= minute < span[1])
    return midnight + begin * MINUTE, midnight + end * MINUTE


def is_quiet(hours: Hours, now: Moment, around: int = 60) -> bool:
    """Is the office closed by its table, and for `around` minutes more on both sides? A clock that is not known, or a
    table without a span, never says so; whether the hours are enforced plays no part."""
    if not is_known(now.clock) or not hours.spans:
        return False
    minute = minute_of(now.wall)
    near = any(begin - around <= minute < end + around for begin, end in hours.spans)
    return not (near and works_on(hours, day_of(now.wall)))


def next_opening(hours: Hours, wall: int) -> int | None:
    """The next moment (ms) at which numbers are given again, within 30 days; None when there is none."""
    midnight = _midnight(wall)
    for ahead in range(31):
        day = midnight + ahead * DAY
        if works_on(hours, day_of(day)):
            begins = (day + (begin - hours.early) * MINUTE for begin, _ in hours.spans)
            later = [at for at in begins if at > wall]
            if later:
                return min(later)
    return None


def next_work(hours: Hours, wall: int) -> int | None:
    """The next moment (ms) at which work begins; None while there is work, and when there is none within 30 days."""
    minute = minute_of(wall)
    if works_on(hours, day_of(wall)) and any(begin <= minute < end for begin, end in hours.spans):
        return None
    return next_opening(replace(hours, early=0), wall)


def has_worked_today(hours: Hours, wall: int) -> bool:
    """A span of today is over."""
    minute = minute_of(wall)
    return works_on(hours, day_of(wall)) and any(end <= minute for _, end in hours.spans)


def last_end(hours: Hours, wall: int) -> int | None:
    """The moment today at which the last span ends; None on a day off."""
    if not hours.spans or not works_on(hours, day_of(wall)):
        return None
    return _midnight(wall) + max(end for _, end in hours.spans) * MINUTE


def _midnight(wall: int) -> int:
    at = local(wall)
    return wall - ((at.hour * 60 + at.minute) * 60 + at.second) * 1000 - wall % 1000
