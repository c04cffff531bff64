"""The moments of what is written, from a clock that may not know the time: until it does, time goes on from the last
event.

A Pi starts at some date of the past. Wall times before the clock is synchronised are `estimated`: not below the last
event's time plus what has passed since this program opened the journal, nor below what any program has written since,
so that time never runs backwards in the journal; `unknown` where there is no event yet to go on from. Only the journal
makes these (opening.py): no floor is forgotten.
"""

from typing import Protocol

from kiosk.core.calendar.moment import Moment


class Clock(Protocol):
    """What is asked of drivers.ports.Clock here."""

    def wall(self) -> int: ...
    def mono(self) -> int: ...
    def synchronised(self) -> bool: ...
    def boot(self) -> str: ...


class Timestamps:
    """Called, gives the present moment. `floor`: wall time (ms) of the last event, 0 for none."""

    def __init__(self, clock: Clock, floor: int) -> None:
        self.clock, self._floor, self._began = clock, floor, clock.mono()

    def __call__(self, last: int = 0) -> Moment:
        """`last`: wall time (ms) of the newest event, whoever wrote it."""
        mono = self.clock.mono()
        if self.clock.synchronised():
            return Moment(self.clock.wall(), mono, self.clock.boot())
        wall = max(self.clock.wall(), self._floor + mono - self._began, last)
        return Moment(wall, mono, self.clock.boot(), "estimated" if self._floor or last else "unknown")


def unwritten(clock: Clock) -> Moment:
    """The present moment of somebody who writes nothing: without a journal there is no floor."""
    return Timestamps(clock, 0)()
