"""A kiosk in a world whose true time is known, with a clock that is right, wrong, unknown or jumps; and its city.

The journal, the rules and the city's fold are the real ones; only the clock is played. A number may be wanted at any
moment, the power may go at any moment, and every minute the touch app's housekeeping is done.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from kiosk.core.calendar.hours import Hours, gives_numbers
from kiosk.core.calendar.moment import ClockSource, Moment, day_of, from_iso
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.clock import doubted, settled
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.schedule import day_due
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.events import Recorded
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from sync.city.store import Store
from tests.core.office import RULES
from tests.journal.clocks import SOURCE
from tests.sync.city.test_store_order import in_memory, take

MONDAY = from_iso("2026-11-23T07:00:00+07:00")
HOURS = Hours(frozenset(range(5)), ((450, 690), (780, 990)), early=15)
MINUTE = 60_000


@dataclass
class PlayedClock:
    """`true` (ms) is what God sees; the clock says `wrong` more, and by what it knows."""

    true: int = MONDAY
    wrong: int = 0
    word: ClockSource = "synchronised"
    started: int = MONDAY - 40_000
    starts: int = 1

    def wall(self) -> int:
        return self.true + self.wrong

    def mono(self) -> int:
        return self.true - self.started

    def source(self) -> ClockSource:
        return self.word

    def boot(self) -> str:
        return f"boot{self.starts}"

    def rtc_name(self) -> str:
        return ""


@dataclass
class World:
    """`truth`: of each row when it truly was; `shown`: what the screen told at each minute, beside the truth."""

    folder: Path
    hours: Hours = HOURS
    clock: PlayedClock = field(default_factory=PlayedClock)
    truth: dict[int, int] = field(default_factory=dict)
    shown: list[tuple[Moment, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        migrate(self.folder / "journal.db")
        self.journal = self._opened()
        self.settle()

    def _opened(self) -> Journal:
        return open_file(self.folder / "journal.db", SOURCE, self.clock)

    def says(self, wrong_s: float, word: ClockSource) -> "World":
        """The clock from here on."""
        self.clock.wrong, self.clock.word = round(wrong_s * 1000), word
        return self

    def pass_minutes(self, minutes: int) -> "World":
        for _ in range(minutes):
            self.clock.true += MINUTE
            self.settle()
        return self

    def until(self, at: str) -> "World":
        """The next time that it is truly so late, `07:30`; a night passes in steps of an hour."""
        goal = from_iso(f"{day_of(self.clock.true)}T{at}:00+07:00")
        goal += 0 if goal > self.clock.true else 24 * 60 * MINUTE
        while self.clock.true < goal:
            self.clock.true = min(goal, self.clock.true + 30 * MINUTE)
            self.settle()
        return self

    def cut(self, off_minutes: float = 1) -> "World":
        """The power goes, and comes again."""
        self.journal.close()
        self.clock.true += round(off_minutes * MINUTE)
        self.clock.started, self.clock.starts = self.clock.true, self.clock.starts + 1
        self.clock.true += 20_000
        self.journal = self._opened()
        return self.settle()

    def settle(self) -> "World":
        """As the touch app's housekeeping."""
        journal = self.journal
        raw, now = journal.timestamps.raw(), journal.now()
        if doubted(journal.state, raw):
            self._write(lambda state, _: doubted(state, raw))
        if settled(journal.state, now):
            self._write(settled)
        if day_due(journal.state, now, self.hours):
            self._write(lambda state, at: day_due(state, at, self.hours))
        self.shown.append((journal.now(), self.clock.true))
        return self

    def take(self, service: str = "A") -> str:
        """A number, where the kiosk gives one; "" else."""
        now = self.journal.now()
        if not gives_numbers(self.hours, now):
            return ""
        token = f"t{self.journal.state.seq}"
        written = self._write(lambda state, at: queue.issue(state, at, RULES, NewTicket(token, service)))
        return next(r.event.ticket for r in written if isinstance(r.event, e.TicketIssued))

    def sign_in(self, counter: int) -> None:
        self._write(lambda s, now: counters.sign_in(s, now, RULES, counter, f"o{counter}", "s"))

    def call(self, counter: int) -> None:
        try:
            self._write(lambda s, now: queue.call_next(s, now, RULES, counter))
        except Refused:
            return

    def _write(self, decide: Any) -> list[Recorded]:
        written = self.journal.transact(decide)
        self.truth |= {r.seq: self.clock.true for r in written}
        return written

    # --- what came of it ---

    def events(self) -> list[Recorded]:
        return list(self.journal.recorded())

    def names(self, kind: type[e.Event]) -> list[e.Event]:
        return [r.event for r in self.events() if isinstance(r.event, kind)]

    def twice(self) -> list[tuple[str, str]]:
        """(true day, number) of each that was given twice in a true day."""
        given: dict[tuple[str, str], int] = defaultdict(int)
        for r in self.events():
            if isinstance(r.event, e.TicketIssued):
                given[day_of(self.truth[r.seq]), r.event.ticket] += 1
        return [key for key, times in given.items() if times > 1]

    def city(self) -> Store:
        store = in_memory()
        take(store, list(self.journal.rows()))
        return store

    def city_errors(self) -> list[tuple[int, str, float]]:
        """(row, type, seconds) of each event whose corrected time is off by more than a second, or is not told and not
        within its bounds."""
        wrong = []
        for seq, clock, event, time, after, before in _rows(self.city()):
            true = self.truth[seq]
            if time is not None:
                off = abs(from_iso(time) - true)
            elif clock == "bounded" and before:
                off = max(0, from_iso(after) - true if after else 0, true - from_iso(before))
            else:
                off = 10**9
            if off > 1_000:
                wrong.append((seq, event, off / 1000))
        return wrong


def _rows(store: Store) -> list[tuple[int, str, str, str | None, str | None, str | None]]:
    found = store.sql("SELECT event, clock, type, time_true, time_after, time_before FROM events").fetchall()
    return [(orjson.loads(event)["seq"], *rest) for event, *rest in found]
