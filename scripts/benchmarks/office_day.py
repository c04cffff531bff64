"""A day at an office, lived on a real journal by a clock that goes on when it is told: what the journal's benchmarks
measure in."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kiosk.config.options import Config, Counter, Office, Service
from kiosk.config.rules import rules_of
from kiosk.core.calendar.moment import ClockSource, Moment, from_iso
from kiosk.core.decisions import counters, days, queue, ratings
from kiosk.core.decisions.paper import slip_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import Refused
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.values import State
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file

COUNTERS, LETTERS = range(1, 10), "ABCDE"
RULES = rules_of(
    Config(Office("000.08.92.H55"), [Service(letter, letter) for letter in LETTERS], [Counter(n) for n in COUNTERS])
)
MONDAY = date(2026, 11, 23)


@dataclass
class PassingClock:
    """As drivers.ports.Clock, of one boot."""

    wall_ms: int = from_iso(f"{MONDAY}T07:30:00+07:00")
    mono_ms: int = 0

    def wall(self) -> int:
        return self.wall_ms

    def mono(self) -> int:
        return self.mono_ms

    def source(self) -> ClockSource:
        return "synchronised"

    def boot(self) -> str:
        return "bench"

    def rtc_name(self) -> str:
        return ""

    def passes(self, ms: int) -> None:
        self.wall_ms, self.mono_ms = self.wall_ms + ms, self.mono_ms + ms

    def stands_at_day(self, number: int) -> None:
        """In the morning of the office's day of this number, counted from 0."""
        self.passes(from_iso(f"{MONDAY + timedelta(days=number)}T07:30:00+07:00") - self.wall_ms)


class OfficeDay:
    """`path`: of a journal that is made."""

    def __init__(self, path: Path) -> None:
        migrate(path)
        self.clock = PassingClock()
        self.book: Journal = open_file(path, "/bench", self.clock)

    def write(self, decide: Callable[[State, Moment], Sequence[Fact]]) -> list[Recorded]:
        """As every program does: behind what is due by now."""
        return self.book.transact(lambda s, now: ratings.with_sweep(s, now, RULES, tuple(decide(s, now))))

    def opens(self) -> None:
        """And an officer signs in at each counter."""
        self.write(days.open_day)
        for n in COUNTERS:
            self.write(lambda s, now, n=n: counters.sign_in(s, now, RULES, n, f"o{n}", "s"))  # type: ignore[misc]  # bound at once

    def visit(self, n: int, ms: int) -> None:
        """A number is taken and its slip comes out; a counter ends its visit and calls and begins the next one."""
        token, counter = f"t{n}", n % len(COUNTERS) + 1
        self.write(lambda s, now: queue.issue(s, now, RULES, NewTicket(token, LETTERS[n % len(LETTERS)])))
        self.write(lambda s, now: slip_moved(s, token, "printed"))
        self.clock.passes(ms // 2)
        self.write(lambda s, now: queue.call_next(s, now, RULES, counter))
        with suppress(Refused):  # nobody waited
            self.write(lambda s, now: queue.start(s, now, counter))
        self.clock.passes(ms - ms // 2)

    def sweeps(self) -> None:
        """What is due by now, as the app writes it between two presses."""
        self.write(lambda s, now: ())

    def press(self, level: int = 4) -> list[Recorded]:
        return self.write(lambda s, now: ratings.press(s, now, RULES, Press(level, "button")))

    def closes(self) -> None:
        self.write(days.close_day)
