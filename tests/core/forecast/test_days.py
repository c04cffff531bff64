"""The forecast beside days that it knows nothing of: the bench's own, two of each kind."""

import pytest

from scripts.benchmarks.waiting import days_of, scored
from scripts.benchmarks.waiting.days import KINDS

pytestmark = pytest.mark.uncounted


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    return scored([told for kind in KINDS for told in days_of(kind, 2)])


def test_the_true_wait_lies_in_the_range_and_the_range_is_narrow(found: dict[str, float]) -> None:
    """Eight of ten, over a median of ten minutes; its middle errs less than the running mean of services."""
    assert found["covered"] >= 0.78 and found["width_min"] <= 10 and found["error_ratio"] <= 0.7


def test_people_before_are_exact_for_most_and_never_too_few(found: dict[str, float]) -> None:
    assert found["exact"] >= 0.7 and found["exact_right"] >= 0.99 and found["too_few"] == 0
