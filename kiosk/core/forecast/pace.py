"""How long a counter's turns are: the last ones of each service, as the spread that a forecast draws from. Pure.

A mean would hide what a citizen asks for: how long at the least and at the most. So the turns stay as they were
(kiosk/core/state/turns.py), sorted, and a draw is a place among them. A service of which too little is known borrows
from the office as a whole; in an office of which too little is known nobody is told minutes.
"""

import math
from collections.abc import Mapping, Sequence

from kiosk.core.state.values import State

EVIDENCE = 5  # turns, below which minutes would be a guess
ASSUMED_S = (300, 480, 600, 780, 1200)  # for the order of calls alone, which needs some length where none is known

Paces = Mapping[str, Sequence[int]]  # service → seconds, sorted


def paces(state: State, services: Sequence[str]) -> Paces:
    """Of each service its own last turns, else the office's, else none: an empty one."""
    office = sorted(took for times in state.turns.values() for took in times)
    return {service: _pace(state.turns.get(service, ()), office) for service in services}


def _pace(own: Sequence[int], office: Sequence[int]) -> Sequence[int]:
    if len(own) >= EVIDENCE:
        return sorted(own)
    return office if len(office) >= EVIDENCE else ()


def drawn(pace: Sequence[int], place: float) -> float:
    """Seconds at a place (0 to 1) in what was seen, between two of them in proportion."""
    times = pace or ASSUMED_S
    at = min(max(place, 0.0), 1.0) * (len(times) - 1)
    low = math.floor(at)
    high = min(low + 1, len(times) - 1)
    return times[low] + (times[high] - times[low]) * (at - low)


def left(pace: Sequence[int], busy: float, place: float) -> float:
    """Seconds until one is done who is at it for `busy` seconds already: of those who took longer. Whoever takes longer
    than anybody before is as likely to need as long again as a short one."""
    longer = [took for took in (pace or ASSUMED_S) if took > busy]
    return drawn(longer, place) - busy if longer else drawn(pace, place) / 2
