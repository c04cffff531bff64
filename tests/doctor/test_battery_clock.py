"""The battery clock as the doctor reads and sets it, by the kernel's own two calls over a played chip."""

import errno
import fcntl
import struct
import time
from pathlib import Path

import pytest

from drivers import rtc
from drivers.ports import ClockSource
from kiosk.core.calendar.moment import from_iso
from kiosk.doctor.checks.battery_clock import battery_clock, set_battery_clock

NOW = from_iso("2026-11-30T08:00:00+07:00")
YEAR_MS = 366 * 86_400_000


class Chip:
    """A DS3231 beneath RTC_RD_TIME and RTC_SET_TIME; `fails`: with which error it answers, 0 for none."""

    def __init__(self, path: Path) -> None:
        self.path, self.tells, self.fails, self.sets = path, NOW, 0, 0
        path.touch()

    def ioctl(self, file: object, request: int, argument: bytearray | bytes) -> int:
        if self.fails:
            raise OSError(self.fails, "played")
        if request == rtc.READ and isinstance(argument, bytearray):
            at = time.gmtime(self.tells / 1000)
            fields = (at.tm_sec, at.tm_min, at.tm_hour, at.tm_mday, at.tm_mon - 1, at.tm_year - 1900)
            argument[:] = struct.pack("9i", *fields, 0, 0, 0)
        elif request == rtc.SET:
            second, minute, hour, day, month, year, *_ = struct.unpack("9i", bytes(argument))
            said = f"{year + 1900:04}-{month + 1:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+00:00"
            self.tells, self.sets = from_iso(said), self.sets + 1
        return 0


class Told:
    """The machine's own time and by what it is known."""

    def __init__(self, source: ClockSource = "synchronised", wall: int = NOW) -> None:
        self._source, self._wall = source, wall

    def wall(self) -> int:
        return self._wall

    def mono(self) -> int:
        return 0

    def source(self) -> ClockSource:
        return self._source

    def boot(self) -> str:
        return "b"

    def rtc_name(self) -> str:
        return ""


@pytest.fixture
def chip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chip:
    made = Chip(tmp_path / "rtc0")
    monkeypatch.setattr(fcntl, "ioctl", made.ioctl)
    return made


def test_one_that_is_right_is_well(chip: Chip) -> None:
    """To a minute: it counts whole seconds, and goes wrong by some a day."""
    chip.tells = NOW + 20_000
    found = battery_clock(Told(), chip.path)
    assert found.good and found.facts["off_s"] == 20 and chip.sets == 0


@pytest.mark.parametrize("off", [YEAR_MS, -YEAR_MS, 26 * YEAR_MS, -120_000])
def test_one_that_is_far_off_is_said_and_left_until_it_is_asked_for(chip: Chip, off: int) -> None:
    """A test changes nothing; `--clock` sets it, reads it again, and it is right."""
    chip.tells = NOW + off
    found = battery_clock(Told(), chip.path)
    assert not found.good and "flat" in found.said.en and "--clock" in found.do.en and chip.sets == 0
    assert set_battery_clock(Told(), chip.path).good
    assert (chip.tells, chip.sets) == (NOW, 1)


def test_one_that_lost_its_time_needs_a_battery(chip: Chip) -> None:
    """The chip itself says that its supply was gone."""
    chip.fails = errno.EINVAL
    found = battery_clock(Told(), chip.path)
    assert not found.good and "battery" in found.do.en


def test_none_is_said_with_what_it_means(tmp_path: Path) -> None:
    """No fault of a kiosk that has a network; whoever sets it learns the same."""
    for found in (battery_clock(Told(), tmp_path / "none"), set_battery_clock(Told(), tmp_path / "none")):
        assert found.good and "after a power cut" in found.said.en and "DS3231" in found.do.en


@pytest.mark.parametrize("source", ["rtc", "unknown"])
def test_it_is_never_set_by_a_time_that_nobody_knows(chip: Chip, source: ClockSource) -> None:
    """Nor judged by one: the machine has its time from it, or from nowhere."""
    chip.tells = NOW - YEAR_MS
    assert battery_clock(Told(source), chip.path).good
    found = set_battery_clock(Told(source), chip.path)
    assert not found.good and "network" in found.do.en and chip.sets == 0


@pytest.mark.parametrize("error", [errno.EACCES, errno.EBUSY, errno.EIO, errno.ENODEV])
def test_whatever_the_chip_answers_is_said(chip: Chip, error: int) -> None:
    """Wires, rights, somebody else who has it."""
    chip.fails = error
    for found in (battery_clock(Told(), chip.path), set_battery_clock(Told(), chip.path)):
        assert not found.good and found.do.en


@pytest.mark.parametrize("at", ["2000-01-01T00:00:00+00:00", "2024-02-29T23:59:59+00:00", "2037-12-31T12:30:45+00:00"])
def test_what_is_written_is_what_is_read(chip: Chip, at: str) -> None:
    """Months from 0, years from 1900, in UTC."""
    rtc.write(from_iso(at), chip.path)
    assert rtc.read(chip.path) == from_iso(at)
