"""The office's own settings as the rules need them: plain numbers, no file. Their defaults are kiosk.toml's alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment


@dataclass(frozen=True)
class Rules:
    """`services`: letter → name; `counters`: number → letters it serves. Times in ms; `home`: how long the home screen
    keeps what an absent visitor chose, to which the other screens' times are in proportion."""

    services: Mapping[str, str]
    counters: Mapping[int, tuple[str, ...]]
    priority_every: int
    priority_cap: int
    ordinary_cap: int
    scale: str
    bind: int
    repeat: int
    scan: int
    ask: int
    which: int
    home: int
    training: bool


@dataclass(frozen=True)
class Stamp:
    """When, by both clocks: within one boot the monotonic one counts, across boots only the wall is left."""

    wall: int
    mono: int
    boot: str


def stamp(now: Moment) -> Stamp:
    return Stamp(now.wall, now.mono, now.boot)


def elapsed(since: Stamp, now: Moment | Stamp) -> int:
    """Milliseconds from `since` to `now`, never negative."""
    passed = now.mono - since.mono if since.boot == now.boot else now.wall - since.wall
    return max(0, passed)
