"""The office's own settings as the rules need them: plain numbers, no file, no defaults hidden elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment


@dataclass(frozen=True)
class Rules:
    """`services`: letter → name; `counters`: number → letters it serves. Times in ms."""

    services: Mapping[str, str]
    counters: Mapping[int, tuple[str, ...]]
    priority_every: int = 2
    priority_cap: int = 15 * 60_000
    ordinary_cap: int = 45 * 60_000
    scale: str = "vn4"
    bind: int = 10 * 60_000
    repeat: int = 4_000
    scan: int = 60_000
    ask: int = 180_000
    which: int = 20_000
    training: bool = False


@dataclass(frozen=True)
class Stamp:
    """When, by both clocks: within one boot the monotonic one counts, across boots only the wall is left."""

    wall: int
    mono: int
    boot: str


def stamp(now: Moment) -> Stamp:
    return Stamp(now.wall, now.mono, now.boot)


def elapsed(since: Stamp, now: Moment) -> int:
    """Milliseconds from `since` to `now`, never negative."""
    passed = now.mono - since.mono if since.boot == now.boot else now.wall - since.wall
    return max(0, passed)
