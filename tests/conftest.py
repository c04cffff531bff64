"""What holds for every test: nothing is judged by how fast this machine is, and what takes long begins first.

Under CI=true hypothesis plays the same examples each time, so that a change is judged by itself; without, others each
time: what they find is a mistake, and becomes an example.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones in front: spread over the cores, the last to end is then a short one."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
