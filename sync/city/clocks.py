"""When an event truly happened: pure. A clock that did not know the time, or lied, is put right by a later
`clock.corrected`, which says when that start of the machine began. Of a start that never learned it `clock.bounded`
says between which moments it began.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kiosk.core.calendar.moment import is_known, iso
from kiosk.core.record import events as e
from sync.envelope import is_count

MAX_LETTERS = 64  # of a clock's word and of a start's id
UNTOLD = "unknown"


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
        over = is_known(clock) and self.until is not None and monotonic >= self.until
        return self.since <= monotonic and not over


@dataclass(frozen=True)
class Reading:
    """`clock`: the event's own word, `corrected` or `bounded`; `time_true`: RFC 3339, None while nobody knows; `boot`
    and `monotonic` (ms since it began): of which start it is, where that is said; `time_after`, `time_before`: between
    which it was, where nothing better is known."""

    clock: str
    time_true: str | None = None
    boot: str | None = None
    monotonic: int | None = None
    time_after: str | None = None
    time_before: str | None = None

    @property
    def row(self) -> tuple[str, str | None, str | None, int | None, str | None, str | None]:
        """In the order above."""
        return self.clock, self.time_true, self.boot, self.monotonic, self.time_after, self.time_before

    @property
    def columns(self) -> dict[str, str | None]:
        """Of the rows that follow from the event."""
        told = (self.clock, self.time_true, self.time_after, self.time_before)
        return dict(zip(("clock", "time_true", "time_after", "time_before"), told, strict=True))

    def corrected(self, known: Iterable[Correction]) -> "Reading":
        """By what is known of its start: the last word counts. The same while there is none."""
        at = self.monotonic
        if at is None:
            return self
        covering = [one for one in known if one.covers(self.clock, at)]
        if not covering:
            return self
        last = max(covering, key=lambda one: one.sequence)
        if last.latest_ms is None:
            return replace(self, clock="corrected", time_true=iso(last.began_ms + at))
        after = iso(last.began_ms + at) if last.began_ms else None
        return replace(self, clock="bounded", time_true=None, time_after=after, time_before=iso(last.latest_ms + at))


def reading(event: Mapping[str, Any]) -> Reading:
    """What an event says by itself. Whatever is foreign in it counts as not said."""
    clock = word_in(event.get("clock")) or UNTOLD
    told = Reading(clock, event["time"] if is_known(clock) else None)
    boot, monotonic = word_in(event.get("bootid")), event.get("monotonic", -1)
    if boot and is_count(monotonic) and _sane(monotonic):
        return replace(told, boot=boot, monotonic=monotonic)
    return told


def learned(event: Mapping[str, Any], fact: e.Event | None) -> tuple[str, Correction] | None:
    """Of which start, and what: by a correction that says when it began (those of before did not), or by bounds."""
    if isinstance(fact, e.ClockCorrected) and fact.boot and fact.began_ms > 0 and _sane(fact.began_ms):
        until = event.get("monotonic") if event.get("bootid") == fact.boot else None
        until = until if is_count(until) else None
        return fact.boot, Correction(event["sequence"], fact.began_ms, fact.since, until)
    if (
        isinstance(fact, e.ClockBounded)
        and fact.boot
        and _sane(fact.before_ms)
        and 0 <= fact.after_ms <= fact.before_ms
    ):
        return fact.boot, Correction(event["sequence"], fact.after_ms, 0, None, fact.before_ms)
    return None


def word_in(value: Any) -> str | None:
    """A short printable text; None for anything else."""
    return value if isinstance(value, str) and value.isprintable() and 0 < len(value) <= MAX_LETTERS else None


def _sane(ms: Any) -> bool:
    """Before the year 3000, so that a sum of two can be written as a time."""
    return bool(ms < 32_503_680_000_000)
