"""When an event truly happened: pure. A clock that did not know the time is put right by a later `clock.corrected`,
which says when that start of the machine began.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.core.calendar.moment import is_known, iso
from kiosk.core.record import events as e
from sync.envelope import is_count

MAX_LETTERS = 64  # of a clock's word and of a start's id
UNTOLD = "unknown"


@dataclass(frozen=True)
class Reading:
    """`clock`: the event's own word, or `corrected`; `time_true`: RFC 3339, None while nobody knows; `boot` and
    `monotonic` (ms since it began): of a clock that did not know, and that can still be put right."""

    clock: str
    time_true: str | None = None
    boot: str | None = None
    monotonic: int | None = None

    @property
    def row(self) -> tuple[str, str | None, str | None, int | None]:
        """In the order above."""
        return self.clock, self.time_true, self.boot, self.monotonic

    def corrected(self, began_ms: int | None) -> "Reading":
        """By when its start began; the same while that is not known."""
        if began_ms is None or self.monotonic is None:
            return self
        return Reading("corrected", iso(began_ms + self.monotonic), self.boot, self.monotonic)


def reading(event: Mapping[str, Any]) -> Reading:
    """What an event says by itself. Whatever is foreign in it counts as not said."""
    clock = word_in(event.get("clock")) or UNTOLD
    if is_known(clock):
        return Reading(clock, event["time"])
    boot, monotonic = word_in(event.get("bootid")), event.get("monotonic", -1)
    if boot and is_count(monotonic) and _sane(monotonic):
        return Reading(clock, None, boot, monotonic)
    return Reading(clock)


def began(fact: e.Event | None) -> tuple[str, int] | None:
    """(boot, ms since 1970 when it began) of a correction that says so; those of before did not."""
    if isinstance(fact, e.ClockCorrected) and fact.boot and fact.began_ms > 0 and _sane(fact.began_ms):
        return fact.boot, fact.began_ms
    return None


def word_in(value: Any) -> str | None:
    """A short printable text; None for anything else."""
    return value if isinstance(value, str) and value.isprintable() and 0 < len(value) <= MAX_LETTERS else None


def _sane(ms: Any) -> bool:
    """Before the year 3000, so that a sum of two can be written as a time."""
    return bool(ms < 32_503_680_000_000)
