"""How loud calls are said at which time of day, and when not at all: `speaker.volume`, `speaker.quiet`. Pure.

A volume is per cent, "80", or per cent from a time of day on, "11:30 40"; the latest that began counts, over midnight
too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.core.calendar.hours import parse_span

FULL = 100
_VOLUME = re.compile(r"(?:([01][0-9]|2[0-3]):([0-5][0-9]) )?(100|[1-9]?[0-9])")


@dataclass(frozen=True)
class Loudness:
    """`volumes`: minute of the day → per cent; `quiet`: spans of minutes."""

    volumes: tuple[tuple[int, int], ...] = ()
    quiet: tuple[tuple[int, int], ...] = ()

    def at(self, minute: int) -> int:
        """Per cent; 0: nothing is said."""
        if any(begin <= minute < end for begin, end in self.quiet):
            return 0
        begun = [percent for since, percent in self.volumes if since <= minute]
        return (begun or [percent for _, percent in self.volumes] or [FULL])[-1]


def loudness(volumes: Iterable[str], quiet: Iterable[str]) -> Loudness:
    """Raises ValueError."""
    return Loudness(tuple(sorted(_volume(text) for text in volumes)), tuple(parse_span(text) for text in quiet))


def is_volume(text: str) -> bool:
    return _VOLUME.fullmatch(text) is not None


def _volume(text: str) -> tuple[int, int]:
    found = _VOLUME.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no volume")
    return int(found[1] or 0) * 60 + int(found[2] or 0), int(found[3])
