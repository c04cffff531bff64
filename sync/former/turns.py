"""Whose turn it is among former journals. Pure.

Rows of one may be lost for good, or its file be damaged: then it never comes to its end. It steps aside for the others
and is tried again, each time after twice as long, six hours at most.
"""

from collections.abc import Mapping
from typing import NamedTuple

FIRST_S, MOST_S = 600.0, 21_600.0


class Aside(NamedTuple):
    """`times` that it stepped aside since anything of it moved; `until`: monotonic seconds."""

    times: int
    until: float


def stepped_aside(aside: Mapping[str, Aside], journal: str, now: float) -> dict[str, Aside]:
    """With this one too."""
    times = aside[journal].times + 1 if journal in aside else 1
    return {**aside, journal: Aside(times, now + min(MOST_S, FIRST_S * 2 ** min(times - 1, 10)))}


def moved(aside: Mapping[str, Aside], journal: str) -> dict[str, Aside]:
    """The city has more of it than before."""
    return {name: since for name, since in aside.items() if name != journal}


def waiting(aside: Mapping[str, Aside], now: float) -> frozenset[str]:
    """Those whose turn it is not yet."""
    return frozenset(name for name, since in aside.items() if since.until > now)
