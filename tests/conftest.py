"""What holds for every test: nothing is judged by how fast this machine is, and what takes long begins first."""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones in front: spread over the cores, the last to end is then a short one."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
