"""How much of a backlog is on the way at once: what the line carries, and no long queue before what is live."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.sending import pace
from sync.sending.pace import DAY_S, FIRST_BYTES, LEAST_BYTES, MOST_BYTES, QUEUE_S, Meter, Pace

ARRAY = 8 << 10


def carried(rate: float, round_trip: float, seconds: float) -> tuple[float, float]:
    """Over a line of `rate` bytes a second: the longest that a message waited for others in the second half, and the
    part of the line that was used in it."""
    found, on_the_way, free, now, waited, used = Pace(), list[tuple[float, float, int]](), 0.0, 0.0, 0.0, 0
    while now < seconds:
        size = min(ARRAY, found.size)
        while sum(one[2] for one in on_the_way) < found.size:
            wait = max(0.0, free - now)
            free = max(free, now) + size / rate
            on_the_way.append((free + round_trip, now, size))
            waited, used = (max(waited, wait), used + size) if now > seconds / 2 else (waited, used)
        now, sent_at, size = on_the_way.pop(0)
        found = pace.answered(pace.taken(found, sent_at, now), size, sent_at, now)
    return waited, used / rate / (seconds / 2)


@pytest.mark.parametrize("round_trip", [0.001, 0.1, 0.6])
@pytest.mark.parametrize("rate", [4_000, 40_000, 400_000])
def test_a_line_is_used_and_no_queue_grows_before_what_is_live(rate: float, round_trip: float) -> None:
    """From a poor line to a cable, near and far: a second and a message at most; half of what it carries, or more."""
    waited, used = carried(rate, round_trip, 300.0)
    assert waited <= max(1.0, 2 * QUEUE_S + ARRAY / rate) and used > 0.5


@given(st.lists(st.tuples(st.integers(1, 1 << 22), st.floats(0, 1e6), st.floats(0, 1e6))))
def test_it_stays_within_its_bounds(answers: list[tuple[int, float, float]]) -> None:
    """Whatever comes back, and whenever."""
    found = Pace()
    for size, at, took in answers:
        found = pace.answered(found, size, at, at + took)
        assert LEAST_BYTES <= found.size <= MOST_BYTES


@given(st.lists(st.floats(0, 9), min_size=20))
def test_a_city_that_is_late_for_reasons_of_its_own_is_sent_enough(answers: list[float]) -> None:
    """While the broker takes each message at once, some arrays are on the way, however the city's answers come."""
    found = Pace()
    for n, took in enumerate(answers):
        found = pace.answered(pace.taken(found, 10.0 * n, 10.0 * n + 0.01), ARRAY, 10.0 * n, 10.0 * n + took)
        assert found.size >= FIRST_BYTES


def test_one_round_is_cut_once() -> None:
    """All that stood in the same queue is late together."""
    found = pace.answered(Pace(1 << 19), ARRAY, 0.0, 0.01)
    for n in range(20):
        found = pace.answered(found, ARRAY, 1.0, 3.0 + n / 10)
    assert found.size == ((1 << 19) + ARRAY) // 2


def test_a_meter_spreads_a_days_bytes_over_the_day() -> None:
    """A day takes what was agreed and one message more; without a meter nothing waits."""
    meter, sent = Meter(1_000_000, 0.0), 0
    while meter.free_at < DAY_S:
        meter, sent = pace.counted(meter, ARRAY, meter.free_at), sent + ARRAY
    assert 1_000_000 <= sent <= 1_000_000 + ARRAY and pace.counted(Meter(), ARRAY, 5.0) == Meter()
