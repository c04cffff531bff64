"""When something happened, told by a clock that may be wrong.

A Pi has no clock battery, so a moment carries the wall time, how far that can be trusted, and the two
numbers that cannot lie: which boot it was and how long that boot had lasted. Order is never taken from here
(the journal's `seq` orders); people read the wall time, and readers correct it by `ClockCorrected`.
Viet Nam keeps UTC+7 all year (no daylight saving since 1975), so the offset is a constant and not a table.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

VIETNAM = timezone(timedelta(hours=7))
FORM = "2026-11-29 08:00"  # as people write one
_EPOCH, _MS = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)

ClockState = Literal["unknown", "estimated", "rtc", "set", "synchronised", "corrected"]
ClockSource = Literal["unknown", "rtc", "set", "synchronised"]  # what a clock itself can say
GUESSES = ("unknown", "estimated")  # nobody knows the time; it goes on from the last event


def is_known(clock: str) -> bool:
    """Whether a time by this clock is the time: told by a time server, kept by a battery, set by a technician, or
    corrected afterwards."""
    return clock not in GUESSES


@dataclass(frozen=True, slots=True)
class Moment:
    """wall: milliseconds since 1970 UTC; mono: milliseconds since this boot began; boot: random id of the boot."""

    wall: int
    mono: int
    boot: str
    clock: ClockState = "synchronised"

    @property
    def told(self) -> int | None:
        """The wall time as a citizen may be told it; None while nobody knows it."""
        return self.wall if is_known(self.clock) else None


def local(wall: int) -> datetime:
    """The wall time (ms since 1970) as an aware datetime in Viet Nam."""
    return datetime.fromtimestamp(wall / 1000, tz=VIETNAM)


def iso(wall: int) -> str:
    """RFC 3339 with milliseconds, `2026-11-23T07:31:10.000+07:00`."""
    return local(wall).isoformat(timespec="milliseconds")


def from_iso(text: str) -> int:
    """The inverse of `iso`; any RFC 3339 offset is read. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"time without offset: {text!r}")
    return round((moment - _EPOCH) / _MS)


def day_of(wall: int) -> str:
    """The office's calendar day, `2026-11-23`."""
    return local(wall).date().isoformat()


def minute_of(wall: int) -> int:
    """Minutes since local midnight, 0 to 1439."""
    at = local(wall)
    return at.hour * 60 + at.minute


def weekday_of(day: str) -> int:
    """Monday 0 … Sunday 6."""
    return date.fromisoformat(day).weekday()


def wanted_ms(text: str, passed: int) -> int:
    """What somebody wrote, in ms since 1970. `passed`: one that has surely passed (ms). Raises ValueError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'{text!r} is no time: write it as "{FORM}"') from None
    wall = round(at.replace(tzinfo=at.tzinfo or VIETNAM).timestamp() * 1000)
    if wall < passed:
        raise ValueError(f"{text}: it was {iso(passed)} already when this box last knew the time; look at the year")
    return wall
