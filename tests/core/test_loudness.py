"""How loud calls are at which time, against a slow model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.calendar.loudness import is_volume, loudness

MINUTES = st.integers(0, 1439)


@pytest.mark.parametrize(
    ("volumes", "quiet", "minute", "percent"),
    [
        ([], [], 0, 100),
        (["60"], [], 1439, 60),
        (["80", "11:30 40", "13:00 80"], [], 11 * 60 + 29, 80),
        (["80", "11:30 40", "13:00 80"], [], 11 * 60 + 30, 40),
        (["80", "11:30 40", "13:00 80"], [], 13 * 60, 80),
        (["07:00 90", "18:00 20"], [], 60, 20),
        (["60"], ["11:30-13:00"], 11 * 60 + 30, 0),
        (["60"], ["11:30-13:00"], 13 * 60, 60),
    ],
)
def test_the_latest_volume_that_began_counts(volumes: list[str], quiet: list[str], minute: int, percent: int) -> None:
    """Over midnight too; in quiet hours nothing is said."""
    assert loudness(volumes, quiet).at(minute) == percent


@given(st.dictionaries(MINUTES, st.integers(0, 100), min_size=1), MINUTES)
def test_whatever_is_written_in_whatever_order_one_is_found(volumes: dict[int, int], minute: int) -> None:
    said = [f"{m // 60:02d}:{m % 60:02d} {percent}" for m, percent in volumes.items()]
    back = next(m % 1440 for m in range(minute + 1440, minute, -1) if m % 1440 in volumes)
    assert loudness(said, []).at(minute) == volumes[back]


@pytest.mark.parametrize("text", ["101", "-1", "1e2", "7:30 50", "24:00 50", "11:30", "11:30 050", "٥٠", ""])
def test_what_is_no_volume_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no volume"):
        loudness([text], [])
    assert not is_volume(text)
