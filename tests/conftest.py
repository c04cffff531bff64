"""What holds for every test: nothing is judged by how fast this machine is, and what takes long begins first.

Under CI=true hypothesis plays the same examples each time, so that a change is judged by itself; without, others each
time: what they find is a mistake, and becomes an example.
"""

import os
from collections.abc import Generator, Sequence
from itertools import groupby

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Branches are counted in all tests but those that are marked `uncounted`."""
    counting = Coverage.current() if item.get_closest_marker("uncounted") else None
    if counting:
        counting.stop()
    try:
        return (yield)
    finally:
        if counting:
            counting.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = dealt(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def dealt(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """A hand for each worker, the slow ones in front. `--dist=worksteal` gives them out as they lie here, equally many
    to each, and takes from a hand's end for who has none left: so the last to end is a short one, and slow ones of one
    module stay together, since what they share is made on each worker anew."""
    slow = [item for item in items if item.get_closest_marker("slow")]
    quick = [item for item in items if not item.get_closest_marker("slow")]
    hands = [list[pytest.Item]() for _ in range(workers)]
    for _, module in groupby(slow, lambda item: item.path):
        min(hands, key=len).extend(module)
    for number, hand in enumerate(hands):
        more = (len(items) + number) // workers - len(hand)
        hand += quick[: max(0, more)]
        quick = quick[max(0, more) :]
    return [item for hand in hands for item in hand] + quick
