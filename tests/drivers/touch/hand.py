"""What the tests of fingers share: the screen's size, a clock, and what touches amount to."""

import pytest

from drivers.ports import Touched
from drivers.touch import Range, dots
from tests.drivers.touch.simulated_panel import HIGH, KINDS

SIZE = (1280, 800)
EVERY = pytest.mark.parametrize("kind", KINDS)


class Time:
    """Milliseconds, as the tests set them."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        return self.ms


def dot(x: int, y: int) -> tuple[int, int]:
    """Where the screen has it."""
    return dots(Range(0, HIGH).share(x), SIZE[0]), dots(Range(0, HIGH).share(y), SIZE[1])


def taps(said: list[Touched]) -> list[tuple[int, int]]:
    """Where fingers went down and up again; every down has its end."""
    found, down = list[tuple[int, int]](), False
    for one in said:
        assert down == (one.phase != "down"), said
        down = one.phase in ("down", "move")  # gone: another one counts
        found += [(one.x, one.y)] if one.phase == "up" else []
    assert not down, said
    return found
