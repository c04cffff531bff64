"""A share is never told alone: with what it is a share of, its 95 % interval, and only where enough is counted."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z95 = 1.959964


@dataclass(frozen=True)
class Share:
    """`hits` of `of`; `low`, `high`: Wilson's 95 % interval, from 0 to 1."""

    hits: int
    of: int
    low: float
    high: float


def share(hits: int, of: int, least: int = 1) -> Share | None:
    """None where fewer than `least` are counted: they would unmask who they were, or judge by chance."""
    return Share(hits, of, *wilson(hits, of)) if of >= max(1, least) else None


def wilson(hits: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The interval of a share (Wilson 1927); (0, 1) when nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, zz = hits / of, z * z
    middle = (share + zz / (2 * of)) / (1 + zz / of)
    half = z * math.sqrt(share * (1 - share) / of + zz / (4 * of * of)) / (1 + zz / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile(values: Sequence[int], share: float) -> int | None:
    """Nearest rank of sorted values; None when there are none."""
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None
