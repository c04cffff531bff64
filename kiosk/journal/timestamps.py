"""The moments of what is written, from a clock that may not know the time: until it does, time goes on from the last
event.

A Pi starts at some date of the past. Wall times before the time is known are `estimated`: not below the last event's
time plus what has passed since this program opened the journal, nor below what any program has written since, nor below
the time that was kept over the power cut (clock_files.py), so that time never runs backwards in the journal; `unknown`
where there is nothing yet to go on from. What the journal knows of this start of the machine says whether the clock is
believed (kiosk/core/calendar/times.py). Only the journal makes these (opening.py): no floor is forgotten.
"""

from typing import Protocol

from kiosk.core.calendar.moment import ClockSource, Moment
from kiosk.core.calendar.times import Times, told

AT_ONCE_MS = 500
TRIES = 3  # a clock that passes at each look is taken as it is


class Clock(Protocol):
    """What is asked of drivers.ports.Clock here."""

    def wall(self) -> int: ...
    def mono(self) -> int: ...
    def source(self) -> ClockSource: ...
    def boot(self) -> str: ...
    def rtc_name(self) -> str: ...


class Timestamps:
    """Called, gives the present moment. `floor`: wall time (ms) to go on from, 0 for none."""

    def __init__(self, clock: Clock, floor: int) -> None:
        self.clock, self._floor, self._began = clock, floor, clock.mono()

    def __call__(self, last: int = 0, times: Times | None = None) -> Moment:
        """`last`: wall time (ms) of the newest event, whoever wrote it; `times`: as they are in this start."""
        raw = self.raw()
        going_on = max(self._floor + raw.mono - self._began, last) if self._floor or last else 0
        return told(raw, times or Times(), going_on)

    def raw(self) -> Moment:
        """What the clock says, believed or not. Wall and monotonic time are of one moment: one that was set between
        the two readings would seem to be another clock."""
        for _ in range(TRIES):
            mono = self.clock.mono()
            now = Moment(self.clock.wall(), mono, self.clock.boot(), self.clock.source())
            if abs(self.clock.mono() - mono) < AT_ONCE_MS:
                break
        return now


def unwritten(clock: Clock) -> Moment:
    """The present moment of somebody who writes nothing: without a journal there is no floor."""
    return Timestamps(clock, 0)()
