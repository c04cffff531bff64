"""What is learned later of when things happened: pure, the same on the kiosk and in the city.

A clock that did not know the time, or lied, is put right by a later `clock.corrected`, which says when that start of
the machine began. Of a start that never learned it `clock.bounded` says between which moments it began.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.core.calendar.moment import is_known
from kiosk.core.record import events as e

_LAST_MS = 32_503_680_000_000  # the year 3000: a sum of two that are before it can be written as a time


@dataclass(frozen=True)
class Correction:
    """What was learned of a start by the device event number `sequence`: it began at `began_ms` (since 1970), or
    between that and `latest_ms`. `since`, `until` (ms since it began): for which of what was told by a known clock too;
    without the first for none of that, without the other for all behind it."""

    sequence: int
    began_ms: int
    since: int | None = None
    until: int | None = None
    latest_ms: int | None = None

    def covers(self, clock: str, monotonic: int) -> bool:
        if self.since is None:
            return not is_known(clock)
        over = is_known(clock) and self.until is not None and monotonic > self.until
        return self.since <= monotonic and not over


def last_word(known: Iterable[Correction], clock: str, monotonic: int) -> Correction | None:
    """What counts of a moment that a clock told so; None where nothing was learned of it."""
    covering = (one for one in known if one.covers(clock, monotonic))
    return max(covering, key=lambda one: one.sequence, default=None)


def learned(sequence: int, fact: e.Event | None, boot: object, monotonic: int | None) -> tuple[str, Correction] | None:
    """Of which start, and what: by a correction that says when it began (those of before did not), or by bounds.
    `boot`, `monotonic`: of the start that says so."""
    if isinstance(fact, e.ClockCorrected) and fact.boot and 0 < fact.began_ms < _LAST_MS:
        until = monotonic if boot == fact.boot else None
        return fact.boot, Correction(sequence, fact.began_ms, fact.since, until)
    if isinstance(fact, e.ClockBounded) and fact.boot and 0 <= fact.after_ms <= fact.before_ms < _LAST_MS:
        return fact.boot, Correction(sequence, fact.after_ms, 0, None, fact.before_ms)
    return None
