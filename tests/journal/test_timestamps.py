"""One moment: the times that are written with an event belong together, and what an opening reads."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.record import events as e
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.reading import Reader
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


@pytest.mark.parametrize("when", ["read_state", "_last_of", "_batches"])
def test_an_opening_is_of_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """Another program writes while this one opens, whatever it is just reading: the next event goes on from that."""
    path = tmp_path / "journal.db"
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as other, closing(sqlite3.connect(path, isolation_level=None)) as conn:

        def written(device: str) -> list[e.Recorded]:
            return other.transact(lambda state, now: (e.Fact(e.DeviceChanged(device, f"{state.seq}")),))

        class Slow(Journal):
            """Each of these readings meets an event of just before."""

        def meets(self: Slow, *words: Any) -> Any:
            written("printer")
            return getattr(Reader, when)(self, *words)

        monkeypatch.setattr(Slow, when, meets, raising=False)
        written("scanner")
        opened = Slow(path, conn, SOURCE, Ticking())
        monkeypatch.undo()
        opened.transact(lambda state, now: (e.Fact(e.DeviceChanged("lamps", "missing")),))
        assert other.verify().good
