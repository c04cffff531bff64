"""One moment: the times that are written with an event belong together, and what an opening reads."""

import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.core.record import events as e
from kiosk.core.state.values import State
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.timestamps import Timestamps
from tests.journal.clocks import SOURCE, TestClock, Ticking


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


def test_an_opening_is_of_one_moment(tmp_path: Path) -> None:
    """Another program writes while this one opens: the next event goes on from that one."""
    path = tmp_path / "journal.db"
    migrate(path)

    class Slow(Journal):
        def read_state(self) -> State:
            other.transact(lambda state, now: (e.Fact(e.DeviceChanged("printer", "missing")),))
            return super().read_state()

    with open_file(path, SOURCE, Ticking()) as other, closing(sqlite3.connect(path, isolation_level=None)) as conn:
        opened = Slow(path, conn, SOURCE, Ticking())
        opened.transact(lambda state, now: (e.Fact(e.DeviceChanged("scanner", "missing")),))
        assert other.verify().good
