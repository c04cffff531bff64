"""Contacts, fingers and codes: what the wires carry becomes what people did, whatever bounces or breaks on the way."""

import json
import os
import queue
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from drivers import contacts, evdev, tips, touch
from drivers.clock import SimulatedClock, SystemClock
from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.ports import ButtonPressed, Input, Missing, Touched
from drivers.simulated.pins import PinWire
from drivers.simulated.wires import ClockSetter
from drivers.speaker import ChildSpeaker
from kiosk.config.hardware.touch_matrix import parsed


def test_a_bounce_that_is_heard_late_is_still_a_bounce(tmp_path: Path) -> None:
    """The program is held up in the middle of a bounce: its edges carry their own times, and it is one press."""
    said: queue.Queue[Input] = queue.Queue()
    with socket.socket(socket.AF_UNIX) as cabinet:
        cabinet.bind(str(tmp_path / "pins"))
        cabinet.listen()
        wire = PinWire(tmp_path / "pins", said.put)
        buttons = PinButtons([("neutral", 5)], said.put, lambda: round(time.monotonic() * 1000), wire.factory)
        far, _ = cabinet.accept()
        began = time.monotonic() - 1
        for level, after, held_up in ((0, 0.0, 0.0), (1, 0.001, 0.1), (0, 0.002, 0.0), (1, 0.2, 0.0), (0, 0.4, 0.0)):
            far.sendall(json.dumps({"pin": 5, "level": level, "at": began + after}).encode() + b"\n")
            time.sleep(held_up)
        first, second = said.get(timeout=60), said.get(timeout=60)
        wire.close()
        far.close()
        buttons.close()
    assert isinstance(first, ButtonPressed) and isinstance(second, ButtonPressed) and said.empty()
    assert abs(first.mono - began * 1000) <= 150  # the next finger came 400 ms later


def test_lamps_are_lit_breathe_and_go_out() -> None:
    """What is shown is on the pins; a lamp that breathes goes out and comes again by itself."""
    factory = MockFactory()
    lamps = PinLamps([("a", 6), ("b", 7)], factory)
    lamps.show(["a"], ["b"])
    seen = set[bool]()
    deadline = time.monotonic() + 60
    while len(seen) < 2 and time.monotonic() < deadline:
        seen.add(factory.pin(7).state)
        time.sleep(0.02)
    assert factory.pin(6).state and seen == {True, False}
    lamps.close()
    assert not factory.pin(6).state


# --- the finger ---


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[tuple[touch.TouchPanel, int]]:
    os.mkfifo(tmp_path / "touch")
    opened = touch.TouchPanel(tmp_path / "touch", (1280, 800))
    far = os.open(tmp_path / "touch", os.O_WRONLY)
    yield opened, far
    os.close(far)
    opened.close()


def test_a_tap_in_any_pieces_is_down_and_up(panel: tuple[touch.TouchPanel, int]) -> None:
    """Records cut anywhere wait for their rest."""
    near, far = panel
    tap = touch.records("down", 640, 400) + touch.records("up", 640, 400)
    found: list[Touched] = []
    for cut in range(0, len(tap), 7):
        os.write(far, tap[cut : cut + 7])
        found += near.read()
    assert found == [Touched("down", 640, 400), Touched("up", 640, 400)] and near.read() == []


def records(*events: tuple[int, int, int]) -> bytes:
    return b"".join(evdev.RECORD.pack(0, 0, *event) for event in events)


SYN = (evdev.SYN, evdev.SYN_REPORT, 0)


def test_multitouch_is_its_first_finger(panel: tuple[touch.TouchPanel, int]) -> None:
    """Protocol B: a second finger is not heard."""
    near, far = panel
    first = [
        (tips.ABS, contacts.MT_SLOT, 0),
        (tips.ABS, tips.MT_ID, 7),
        (tips.ABS, tips.MT_X, 10),
        (tips.ABS, tips.MT_Y, 20),
    ]
    second = [
        (tips.ABS, contacts.MT_SLOT, 1),
        (tips.ABS, tips.MT_ID, 8),
        (tips.ABS, tips.MT_X, 900),
        SYN,
    ]
    up = [(tips.ABS, contacts.MT_SLOT, 0), (tips.ABS, tips.MT_ID, -1), SYN]
    os.write(far, records(*first, SYN, *second, *up))
    assert [t for t in near.read() if t.phase != "move"] == [Touched("down", 10, 20), Touched("up", 10, 20)]


def test_after_lost_records_a_tap_begins_anew(panel: tuple[touch.TouchPanel, int]) -> None:
    """SYN_DROPPED swallowed the up: the next tap is whole all the same."""
    near, far = panel
    os.write(
        far,
        touch.records("down", 5, 5)
        + records((evdev.SYN, evdev.SYN_DROPPED, 0), (evdev.KEY, contacts.BTN_TOUCH, 0), SYN),
    )
    os.write(far, touch.records("down", 9, 9) + touch.records("up", 9, 9))
    assert [t.phase for t in near.read()] == ["down", "up", "down", "up"]


@pytest.mark.parametrize(("rotate", "place"), [(0, (100, 50)), (90, (1229, 100)), (180, (1179, 749)), (270, (50, 699))])
def test_a_turned_panel_is_turned_back(tmp_path: Path, rotate: int, place: tuple[int, int]) -> None:
    """Each quarter turn, for a panel that reports its own dots."""
    os.mkfifo(tmp_path / "touch")
    panel = touch.TouchPanel(tmp_path / "touch", (1280, 800), rotate)
    with (tmp_path / "touch").open("wb", buffering=0) as far:
        far.write(touch.records("down", 100, 50))
    assert panel.read() == [Touched("down", *place)]
    panel.close()


@pytest.mark.parametrize(
    ("matrix", "rotate", "place"),
    [
        ("-1 0 1 0 1 0", 0, (1179, 50)),
        ("0 1 0 1 0 0", 0, (80, 62)),
        ("1 0 0.1 0 1 0", 0, (228, 50)),
        ("", 180, (1179, 749)),
    ],
)
def test_a_calibrated_panel_is_put_right(tmp_path: Path, matrix: str, rotate: int, place: tuple[int, int]) -> None:
    """Mirrored, laid across, moved aside, or as it is: the matrix first, then the turn."""
    os.mkfifo(tmp_path / "touch")
    panel = touch.TouchPanel(tmp_path / "touch", (1280, 800), rotate, parsed(matrix))
    with (tmp_path / "touch").open("wb", buffering=0) as far:
        far.write(touch.records("down", 100, 50))
    assert panel.read() == [Touched("down", *place)]
    panel.close()


def test_ranges_become_dots_and_a_missing_panel_is_named(tmp_path: Path) -> None:
    """0 … 4095 over 1280 dots reaches both edges; the option is named."""
    wide = touch.Range(0, 4095)
    assert [touch.dots(wide.share(value), 1280) for value in (0, 4095, 9999, -5)] == [0, 1279, 1279, 0]
    with pytest.raises(Missing, match=r"hardware\.touch"):
        touch.TouchPanel(tmp_path / "none", (10, 10))


# --- speaker and clocks ---


def test_a_sentence_is_given_to_the_player_and_a_missing_player_is_named(tmp_path: Path) -> None:
    """On standard input, as UTF-8; a player that ends at once does not disturb; none at all says nothing."""
    heard = tmp_path / "heard"
    os.waitpid(ChildSpeaker(["tee", "-a", str(heard)]).say("Mời số A không không một."), 0)
    assert heard.read_text(encoding="utf-8") == "Mời số A không không một.\n"
    for _ in range(20):
        os.waitpid(ChildSpeaker(["true"]).say("x"), 0)
    assert ChildSpeaker([]).say("x") == 0
    with pytest.raises(Missing, match=r"speaker\.player"):
        ChildSpeaker(["no-such-player"])


def test_the_simulated_clock_stands_jumps_and_boots(tmp_path: Path) -> None:
    """What the cabinet sets is what every program reads; the time since boot never goes back."""
    far, near = ClockSetter(tmp_path / "clock"), SimulatedClock(tmp_path / "clock")
    far.at(1_795_000_000_000, running=False)
    mono, boot = near.mono(), near.boot()
    assert near.wall() == 1_795_000_000_000 and near.source() == "synchronised"
    far.passes(60_000)
    assert (near.wall(), near.mono()) == (1_795_000_060_000, mono + 60_000)
    far.offset(-3600, "unknown")
    assert near.wall() == 1_795_000_060_000 - 3_600_000 and near.mono() == mono + 60_000 and near.source() == "unknown"
    far.reboot()
    assert near.boot() != boot and ClockSetter(tmp_path / "clock").reading.boot() == near.boot()
    far.at(1_795_009_000_000, running=True)
    assert near.wall() > 1_795_000_000_000 and near.mono() >= mono


def test_the_machines_clock_is_the_machines() -> None:
    """Wall time as `date` has it, time since boot that goes on, this boot's id."""
    clock = SystemClock()
    told = int(subprocess.run(["date", "+%s"], capture_output=True, text=True, check=True).stdout)
    assert abs(clock.wall() // 1000 - told) <= 2 and 0 < clock.mono() <= clock.mono()
    assert Path("/proc/sys/kernel/random/boot_id").read_text().startswith(clock.boot())
    assert clock.source() in ("unknown", "rtc", "set", "synchronised")
