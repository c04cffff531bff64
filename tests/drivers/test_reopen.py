"""A device that comes and goes: looked for in time and not too often, told once each way, closed once each time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ports import ButtonPressed, DeviceBack, DeviceFailed, Input, Missing, PrinterSaid, PrinterState
from drivers.reopen import MAX_WHY, Reopened
from kiosk.devices.loose import LASTS_MS, OFTEN
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room, _opened

RETRY_MS = (500, 1000, 2000)
FATES = ("missing", "breaks at once", "breaks later", "stays")


@dataclass
class World:
    """What becomes of each look, in turn; then it stays. What was opened, closed and told."""

    fates: list[str]
    looks: list[int] = field(default_factory=list)
    opened: int = 0
    closed: list[int] = field(default_factory=list)
    told: list[Input] = field(default_factory=list)
    mono: int = 0
    fate: str = "missing"

    def open(self) -> int:
        self.looks.append(self.mono)
        self.fate = self.fates.pop(0) if self.fates else "stays"
        if self.fate == "missing":
            raise Missing("no device; plug it in")
        self.opened += 1
        return self.opened

    def greet(self, device: int) -> None:
        if self.fate == "breaks at once":
            raise OSError("gone again")

    def lost(self, device: int | None) -> None:
        if device is not None:
            self.closed.append(device)


def lived(world: World, naps: list[int]) -> Reopened[int]:
    """Its owner sleeps as long as it may or shorter, and hears of a break."""
    found = Reopened("printer", world.open, world.told.append, RETRY_MS, world.greet, world.lost)
    for nap in naps:
        found.poll(world.mono)
        if found.device is not None and world.fate == "breaks later":
            world.fate = "broken"
            found.lost("unplugged")
        due = found.ms_until_due(world.mono)
        world.mono += nap if due is None else min(nap, due)
    return found


@given(st.lists(st.sampled_from(FATES), max_size=20), st.lists(st.integers(0, 4000), max_size=60))
def test_its_going_and_its_coming_are_told_in_turn(fates: list[str], naps: list[int]) -> None:
    """First that it is gone, if ever; never the same twice; and the last word is how it is."""
    world = World(list(fates))
    found = lived(world, naps)
    kinds = [type(said) for said in world.told]
    assert kinds == [DeviceFailed, DeviceBack] * (len(kinds) // 2) + [DeviceFailed] * (len(kinds) % 2)
    assert not world.looks or (kinds[-1:] == [DeviceFailed]) == (found.device is None)


@given(st.lists(st.sampled_from(FATES), max_size=20), st.lists(st.integers(0, 4000), max_size=60))
def test_what_was_opened_is_closed_once(fates: list[str], naps: list[int]) -> None:
    """In its order; only what is there now is still open."""
    world = World(list(fates))
    found = lived(world, naps)
    still = [] if found.device is None else [found.device]
    assert world.closed + still == list(range(1, world.opened + 1))


@given(st.lists(st.sampled_from(FATES[:3]), max_size=20), st.lists(st.integers(0, 400), min_size=20, max_size=99))
def test_looks_are_never_close_together_and_never_late(fates: list[str], naps: list[int]) -> None:
    """At least the first wait apart, whatever breaks; a missing one is looked for after the last wait at the latest."""
    world = World([*fates, *["missing"] * 99])
    lived(world, naps)
    gaps = [later - one for one, later in zip(world.looks, world.looks[1:], strict=False)]
    assert world.looks[0] == 0
    assert all(RETRY_MS[0] <= gap <= RETRY_MS[-1] for gap in gaps)


def test_the_waits_grow_while_it_stays_away_and_begin_anew() -> None:
    """Half a second, one, two, two; and half a second again after it was there."""
    world = World(["missing"] * 4 + ["breaks later"] + ["missing"] * 3)
    lived(world, [9999] * 9)
    assert world.looks == [0, 500, 1500, 3500, 5500, 6000, 6500, 7500, 9500]


def test_a_look_out_of_turn_is_one_look() -> None:
    """Whoever has work for it does not wait; the next one by itself comes later."""
    world = World(["missing"] * 9)
    found = Reopened("printer", world.open, world.told.append, RETRY_MS)
    found.poll(0)
    world.mono = 100
    found.look(100)
    assert world.looks == [0, 100] and found.ms_until_due(100) == 1000 and len(world.told) == 1


def test_a_long_reason_is_cut() -> None:
    """It goes into the journal and to the city."""
    told = list[Input]()
    found = Reopened("screen", lambda: 1, told.append, RETRY_MS)
    found.poll(0)
    found.lost("x" * 999)
    assert told == [DeviceFailed("screen", "x" * MAX_WHY)]


# --- a loose plug, in the app ---


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from _opened(tmp_path, small(buttons=BUTTONS))


def loose(room: Room, device: str, times: int, every: int) -> int:
    """Lost and back so often, `every` ms; how many rows that wrote."""
    before = len(room.rows("device.changed"))
    back = PrinterSaid("ok") if device == "printer" else DeviceBack(device)
    for _ in range(times):
        room.hear(DeviceFailed(device, "unplugged"))
        room.pass_ms(every)
        room.hear(*([DeviceBack(device), back] if device == "printer" else [back]))
        room.pass_ms(every)
    return len(room.rows("device.changed")) - before


@pytest.mark.parametrize("device", ["scanner", "screen"])
def test_a_plug_that_is_loose_all_day_wears_no_card_out(room: Room, device: str) -> None:
    """Told as it comes at first, then as gone; back again once it has lasted for a minute, for which the loop wakes."""
    assert loose(room, device, OFTEN, 500) == 2 * OFTEN - 1
    assert loose(room, device, 60, 500) == 0 and room.journal.state.devices[device] == "missing"
    assert room.app._due() <= LASTS_MS
    room.pass_ms(LASTS_MS)
    assert room.journal.state.devices[device] == "ok"


def test_a_printer_that_comes_and_goes_is_tried_with_each_slip(room: Room) -> None:
    """It ends each connection after three seconds: no rows all day, and numbers come on paper; gone for good, told."""
    assert loose(room, "printer", OFTEN, 1_500) == 2 * (OFTEN - 1)
    assert loose(room, "printer", 60, 1_500) == 0
    room.hear(ButtonPressed("service-a", room.mono))
    assert len(room.printer.jobs) == 1
    room.hear(DeviceFailed("printer", "unplugged"))
    room.pass_ms(LASTS_MS)
    assert room.journal.state.devices["printer"] == "missing"


def test_a_device_that_is_lost_now_and_then_is_told_each_time(room: Room) -> None:
    """Every five minutes: each loss and each return is a row."""
    assert loose(room, "scanner", 12, 150_000) == 24


def test_another_monitor_each_moment_is_told_a_few_times(room: Room) -> None:
    """A cable on which what it is comes through or not, without a loss: how it is once that has lasted."""
    for n in range(60):
        room.hear(DeviceBack("screen", f"HDMI-A-1: {n}"))
        room.pass_ms(2_000)
    told = room.rows("device.changed")
    assert len(told) < 2 * OFTEN
    room.pass_ms(LASTS_MS)
    assert room.rows("device.changed")[-1]["why"] == "HDMI-A-1: 59"


def test_a_roll_is_put_in_however_loose_the_plug_was(room: Room) -> None:
    """What a printer that is there says of its paper and cover is believed at once."""
    loose(room, "printer", OFTEN + 1, 500)
    said: tuple[PrinterState, ...] = ("paper_out", "cover_open", "ok")
    for state in said:
        room.hear(PrinterSaid(state))
        assert room.journal.state.devices["printer"] == state
