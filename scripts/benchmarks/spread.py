"""How a benchmark sums up what it timed."""


def spread(values: list[float]) -> dict[str, float]:
    """The median and the 99th percentile, to three places."""
    ordered = sorted(values)
    return {"p50": round(ordered[len(ordered) // 2], 3), "p99": round(ordered[int(len(ordered) * 0.99)], 3)}
