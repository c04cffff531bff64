"""The office's own settings as the rules need them: plain numbers, no file. Their defaults are kiosk.toml's alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment


@dataclass(frozen=True)
class Rules:
    """`services`: letter → name; `counters`: number → letters it serves; `ranked`: counters whose letters stand in
    order of preference; `capacity`: tell, refuse or off; `prints`: there is a printer. Times in ms; `back`: how long
    who was called absent can come back; `rest`: how long a number that did not answer is not called in turn; `tries`:
    how often it may not answer; `in_turn_only`: whose officers (references) may not call before the turn; `later`: from
    what least wait on a time to come back is offered, 0 for never; `again`: so soon after a number the next one is
    asked about; `home`: how long the home screen keeps what an absent visitor chose, to which the other screens' times
    are in proportion; `results`: the letter of the service that hands out results, "" for none."""

    services: Mapping[str, str]
    counters: Mapping[int, tuple[str, ...]]
    ranked: frozenset[int]
    priority_every: int
    priority_cap: int
    ordinary_cap: int
    back: int
    capacity: str
    later: int
    again: int
    prints: bool
    rest: int
    tries: int
    scale: str
    bind: int
    repeat: int
    scan: int
    ask: int
    which: int
    home: int
    training: bool
    in_turn_only: frozenset[str] = frozenset()
    results: str = ""


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
