"""How a benchmark times, and sums up what it timed."""

import time
from collections.abc import Callable


def timed(act: Callable[[], object]) -> float:
    """ms."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def spread(values: list[float]) -> dict[str, float]:
    """The median and the 99th percentile, to three places."""
    ordered = sorted(values)
    return {"p50": round(ordered[len(ordered) // 2], 3), "p99": round(ordered[int(len(ordered) * 0.99)], 3)}
