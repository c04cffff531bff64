"""The moment that is written with an event: its times belong together."""

from kiosk.journal.timestamps import Timestamps
from tests.journal.clocks import TestClock


class SetBetween(TestClock):
    """Somebody sets it, and a minute goes by, just after its monotonic time was read once."""

    def mono(self) -> int:
        before = self.mono_ms
        if self.wall_ms < 10**13:
            self.mono_ms, self.wall_ms = before + 60_000, 10**13
        return before


def test_wall_and_monotonic_time_are_of_one_moment() -> None:
    """Or the start of the machine, which is reckoned from both, would seem a minute off."""
    clock = SetBetween()
    stamps = Timestamps(TestClock(), 0)
    stamps.clock = clock
    moment = stamps.raw()
    assert (moment.wall, moment.mono) == (10**13, 60_000)
