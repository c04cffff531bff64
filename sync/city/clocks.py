"""When an event truly happened: pure. A clock that did not know the time, or lied, is put right by a later
`clock.corrected`, which says when that start of the machine began. Of a start that never learned it `clock.bounded`
says between which moments it began.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kiosk.core.calendar.moment import is_known, iso
from kiosk.core.figures import corrections
from kiosk.core.figures.corrections import Correction, last_word
from kiosk.core.record import events as e
from sync.envelope import is_count

MAX_LETTERS = 64  # of a clock's word and of a start's id
UNTOLD = "unknown"
_TELLING = (e.ClockCorrected, e.ClockBounded)
_LAST_MS = 32_503_680_000_000  # the year 3000: a sum of two that are before it can be written as a time


class Reading(NamedTuple):
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
    def columns(self) -> dict[str, str | None]:
        """Of the rows that follow from the event."""
        return {
            "clock": self.clock,
            "time_true": self.time_true,
            "time_after": self.time_after,
            "time_before": self.time_before,
        }

    def corrected(self, known: Iterable[Correction]) -> "Reading":
        """By what is known of its start: the last word counts. The same while there is none."""
        at = self.monotonic
        if at is None:
            return self
        last = last_word(known, self.clock, at)
        if last is None:
            return self
        if last.latest_ms is None:
            return self._replace(clock="corrected", time_true=iso(last.began_ms + at))
        after = iso(last.began_ms + at) if last.began_ms else None
        return self._replace(clock="bounded", time_true=None, time_after=after, time_before=iso(last.latest_ms + at))


def reading(event: Mapping[str, Any]) -> Reading:
    """What an event says by itself. Whatever is foreign in it counts as not said."""
    told, start, monotonic = event.get("clock"), event.get("bootid"), event.get("monotonic")
    clock, known = _clock(told) if type(told) is str else (UNTOLD, False)
    time_true = event["time"] if known else None
    if type(monotonic) is int and 0 <= monotonic < _LAST_MS and type(start) is str and _is_word(start):
        return Reading(clock, time_true, start, monotonic)
    return Reading(clock, time_true)


@lru_cache(1_000)
def _clock(told: str) -> tuple[str, bool]:
    """Its word, and whether it knows the time."""
    clock = word_in(told) or UNTOLD
    return clock, is_known(clock)


@lru_cache(10_000)
def _is_word(text: str) -> bool:
    return word_in(text) is not None


def learned(event: Mapping[str, Any], fact: e.Event | None) -> tuple[str, Correction] | None:
    """Of which start an event tells, and what."""
    if not isinstance(fact, _TELLING):
        return None
    monotonic = event.get("monotonic")
    return corrections.learned(event["sequence"], fact, event.get("bootid"), monotonic if is_count(monotonic) else None)


def word_in(value: Any) -> str | None:
    """A short printable text; None for anything else."""
    return value if isinstance(value, str) and value.isprintable() and 0 < len(value) <= MAX_LETTERS else None
