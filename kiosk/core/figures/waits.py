"""How long a newcomer will wait, as far as the day tells it."""

import math
from collections.abc import Sequence

from kiosk.core.figures.shares import quantile


def estimate_minutes(ahead: int, counters: int, served: Sequence[int], head_waits: int = 0) -> int | None:
    """Minutes a newcomer will wait, rounded up to 5: people ahead ÷ open counters × median of the last services, not
    below the wait of the head of the line. None before five services of the day, or with no counter open: then only
    the people ahead are told. `served` and `head_waits` in seconds."""
    if len(served) < 5 or counters < 1:
        return None
    median = quantile(sorted(served), 0.5) or 0
    seconds = max(ahead * median / counters, head_waits if ahead else 0)
    return 5 * math.ceil(seconds / 300)
