"""A row of brackets without end is refused before Python is at its last depth, where nothing can be tidied up."""

import gc
import sys
from collections.abc import Iterator

import pytest

from kiosk.journal.rows import _value

FRAMES = 200  # that tidying up takes
NEAR_THE_END = 900  # things made, one for each bracket, until Python looks for what is left behind


class Left:
    """Behind a program that went on: found by the collector alone."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        down(FRAMES)


def down(frames: int) -> int:
    return down(frames - 1) if frames else 0


@pytest.fixture
def broke(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What could not be tidied up. The collector comes when so many things were made."""
    found, before = list[object](), gc.get_threshold()
    monkeypatch.setattr(sys, "unraisablehook", lambda told: found.append(told.exc_value))
    gc.collect()
    gc.disable()
    gc.set_threshold(NEAR_THE_END, 1, 1)
    yield found
    gc.set_threshold(*before)
    gc.enable()


def test_whatever_is_tidied_up_while_such_a_row_is_read_is_tidied_up(broke: list[object]) -> None:
    for _ in range(3):
        Left()
    gc.enable()
    with pytest.raises(ValueError, match="brackets"):
        _value('{"a":' + "[" * 100_000)
    gc.collect()
    assert broke == []
