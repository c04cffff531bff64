"""Once a minute: what a clock that became known says of this start's times, in front of the cabinet's own clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drivers.clock import SimulatedClock
from drivers.simulated.wires import ClockSetter
from kiosk.app.clock_keeping import TRIAL_OVER_MS, ClockKeeping
from kiosk.app.commands import CommandHandlers
from kiosk.app.housekeeping import Housekeeping
from kiosk.app.journal_writer import JournalWriter
from kiosk.core.calendar.moment import from_iso, is_known
from kiosk.core.decisions.device import started
from kiosk.core.record.events import ClockCorrected, DeviceChanged, Fact
from kiosk.host.disk.reserve import reserve_of
from kiosk.journal.bell import Bell
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.update.rules import STEADY_S
from kiosk.update.run import LOOK_S
from scripts.small_office import small
from tests.journal.clocks import SOURCE

TRUE = from_iso("2026-11-24T07:31:10+07:00")  # when the machine starts
YEAR_S = 365 * 24 * 3600.0
MINUTE_MS = 60_000


@dataclass
class House:
    """A kiosk on the cabinet's clock, which stands still but for `pass_ms`; with its programs' journals."""

    folder: Path
    clock: ClockSetter = field(init=False)

    def __post_init__(self) -> None:
        migrate(self.folder / "journal.db")
        self.clock = ClockSetter(self.folder / "clock")
        self.bell = Bell(self.folder / "run", "app")
        self.off_s, self.known, self.true = 0.0, True, TRUE
        self.clock.at(TRUE, running=False)

    def starts(self, off_s: float, known: bool = False) -> None:
        """The machine, by another clock; then its programs."""
        self.clock.reboot()
        self.tells(off_s, known)
        self.program_starts()

    def program_starts(self) -> None:
        self.app, self.console = self.opened(), self.opened()
        settings, reserve = small(), reserve_of(self.app.path)
        writer = JournalWriter(CommandHandlers(self.app, settings, lambda: "t"), self.bell, reserve)
        self.keeping = Housekeeping(
            settings, writer, ClockKeeping(writer, self.app.timestamps, self.folder), lambda: False
        )
        writer.write(lambda state, now: started(state, "1"))

    def opened(self) -> Journal:
        return open_file(self.folder / "journal.db", SOURCE, SimulatedClock(self.folder / "clock"))

    def tells(self, off_s: float, known: bool) -> None:
        self.off_s, self.known = off_s, known
        self.clock.offset(off_s, "synchronised" if known else "unknown")

    def pass_ms(self, ms: int, looks: int = 1) -> None:
        for _ in range(looks):
            off_s, self.true = self.off_s, self.true + ms
            self.tells(0.0, self.known)
            self.clock.at(self.true, running=False)
            self.tells(off_s, self.known)
            self.keeping.look(self.app.now())

    def says(self, journal: Journal, state: str) -> None:
        journal.transact(lambda s, now: (Fact(DeviceChanged("scanner", state)),))

    def corrections(self) -> list[ClockCorrected]:
        return [r.event for r in self.app.recorded() if isinstance(r.event, ClockCorrected)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.bell.close()


@pytest.mark.parametrize("off_s", [-YEAR_S, YEAR_S, -3.5, 0.0])
def test_a_clock_that_becomes_known_gives_the_true_offset(house: House, off_s: float) -> None:
    """Of the start's last uncertain moment, whichever program wrote it; and the true time of each before it."""
    house.starts(off_s)
    house.pass_ms(MINUTE_MS)
    house.says(house.console, "missing")
    house.pass_ms(MINUTE_MS)
    house.tells(0.0, True)
    house.pass_ms(MINUTE_MS, looks=3)
    (found,) = house.corrections()
    assert found == ClockCorrected(house.app.now().boot, TRUE - mono_of(house, 1), round(-off_s * 1000), "synchronised")
    uncertain = [r for r in house.app.recorded() if not is_known(r.clock)]
    assert [found.began_ms + r.mono for r in uncertain] == [TRUE, TRUE + MINUTE_MS]
    assert [r.clock for r in uncertain] == ["unknown", "estimated"]


def mono_of(house: House, row: int) -> int:
    """How long the machine had run at the row."""
    return next(r.mono for r in house.app.recorded() if r.seq == row)


def test_what_was_told_counts_and_not_what_the_clock_said(house: House) -> None:
    """A Pi that believes in 2023 goes on from the last event: too early by as long as it was off."""
    house.starts(0.0, known=True)
    house.pass_ms(3 * 3_600_000)
    house.starts(-3 * YEAR_S)
    house.pass_ms(MINUTE_MS)
    house.tells(0.0, True)
    house.pass_ms(MINUTE_MS)
    assert [found.offset_ms for found in house.corrections()] == [3 * 3_600_000]


def test_it_is_written_once_for_a_start(house: House) -> None:
    """Also when the app starts anew, and when the clock is lost and known again; another start has its own."""
    house.starts(-YEAR_S)
    house.tells(0.0, True)
    house.program_starts()  # it never saw the clock unknown; the journal did
    house.pass_ms(MINUTE_MS, looks=2)
    house.tells(0.0, False)
    house.pass_ms(MINUTE_MS)
    house.says(house.app, "missing")
    house.tells(0.0, True)
    house.pass_ms(MINUTE_MS)
    house.program_starts()
    house.pass_ms(MINUTE_MS, looks=2)
    assert len(house.corrections()) == 1
    house.starts(-YEAR_S)
    house.tells(0.0, True)
    house.pass_ms(MINUTE_MS)
    assert len({found.boot for found in house.corrections()}) == 2


def test_a_start_that_knew_the_time_corrects_nothing(house: House) -> None:
    """Nor does one whose clock stays unknown."""
    house.starts(0.0, known=True)
    house.pass_ms(MINUTE_MS, looks=3)
    house.starts(-YEAR_S, known=False)
    house.pass_ms(MINUTE_MS, looks=3)
    assert house.corrections() == []


def test_a_trial_is_over_before_it_is_written(house: House) -> None:
    """An update is judged before its start writes a type that the version before does not know."""
    assert TRIAL_OVER_MS / 1000 > STEADY_S + 2 * LOOK_S
    house.starts(-YEAR_S)
    house.tells(0.0, True)
    house.pass_ms(TRIAL_OVER_MS - 1)
    assert house.corrections() == []
    house.pass_ms(MINUTE_MS)
    assert len(house.corrections()) == 1


def test_a_disk_that_is_full_just_then_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the next minute: the correction is not forgotten."""
    house.starts(-YEAR_S)
    house.tells(0.0, True)
    with monkeypatch.context() as patch:
        patch.setattr("kiosk.journal.journal.INSERT", "INSERT INTO nowhere VALUES (?)")
        house.pass_ms(MINUTE_MS)
    assert house.corrections() == []
    house.pass_ms(MINUTE_MS)
    assert len(house.corrections()) == 1
