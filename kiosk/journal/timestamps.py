"""Moments from a clock that may not know the time: until it does, time goes on from the last thing that was written.

A Pi starts at some date of the past. Wall times before the clock is synchronised are `estimated`: not below the last
event's time plus what has passed since this program started, so time never runs backwards in the journal.
"""

from typing import Protocol

from kiosk.core.calendar.moment import Moment


class Clock(Protocol):
    """What is asked of drivers.ports.Clock here."""

    def wall(self) -> int: ...
    def mono(self) -> int: ...
    def synchronised(self) -> bool: ...
    def boot(self) -> str: ...


class Moments:
    """Called, gives the present moment. `floor`: wall time (ms) of the last event, 0 for none."""

    def __init__(self, clock: Clock, floor: int = 0) -> None:
        self.clock, self._floor, self._began = clock, floor, clock.mono()

    def floor_at(self, wall: int) -> None:
        """The journal was opened: its last event's time."""
        self._floor, self._began = wall, self.clock.mono()

    def __call__(self) -> Moment:
        mono = self.clock.mono()
        if self.clock.synchronised():
            return Moment(self.clock.wall(), mono, self.clock.boot())
        return Moment(self.estimate(mono), mono, self.clock.boot(), "estimated")

    def estimate(self, mono: int) -> int:
        """Wall time, in ms, as it would be told without a synchronised clock."""
        return max(self.clock.wall(), self._floor + mono - self._began)
