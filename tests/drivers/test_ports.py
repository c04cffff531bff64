"""One contract suite a port, run on each of its implementations; and the wires that carry them."""

import asyncio
import json
import os
import queue
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory

from drivers import ports
from drivers.clock import SimulatedClock, SystemClock
from drivers.gpio import debounce
from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.gpio.lines import LineFactory, kernel_lines
from drivers.ports import ButtonPressed, DeviceBack, DeviceFailed, Input, Touched
from drivers.simulated.pins import PinWire
from drivers.simulated.relay import Relay
from drivers.simulated.wires import ClockSetter, SimulatedTouch
from drivers.touch import TouchPanel
from kiosk.devices.touch import RETRY_MS, TouchInput
from kiosk.simulation.folder import choose_port
from tests.drivers.simulated_lines import SIM, SimulatedLines, sim_chip

# --- clock ---


def _simulated(folder: Path) -> ports.Clock:
    ClockSetter(folder / "clock")
    return SimulatedClock(folder / "clock")


@pytest.mark.parametrize("made", [lambda folder: SystemClock(), _simulated], ids=["machine", "simulated"])
def test_a_clock_goes_on_and_knows_its_boot(tmp_path: Path, made: Callable[[Path], ports.Clock]) -> None:
    """Milliseconds both; mono never goes back; the boot has a name that stays; the source is a plain word."""
    clock = made(tmp_path)
    before, boot = clock.mono(), clock.boot()
    assert abs(clock.wall() - time.time() * 1000) < 5000
    assert clock.mono() >= before and boot == clock.boot() != ""
    assert clock.source() in ("unknown", "rtc", "set", "synchronised")


# --- pins: the mock's own, those at the end of the cabinet's wire, and the kernel's lines ---


class Pins:
    """A pin factory, how to drive one of its inputs, and how to see one of its outputs."""

    def __init__(self, factory: Any, drive: Callable[[int, int], None], lit: Callable[[int], bool]) -> None:
        self.factory, self.drive, self.lit = factory, drive, lit


@contextmanager
def _mock(folder: Path) -> Iterator[Pins]:
    factory = MockFactory()

    def drive(pin: int, level: int) -> None:
        factory.pin(pin).drive_high() if level else factory.pin(pin).drive_low()

    yield Pins(factory, drive, lambda pin: bool(factory.pin(pin).state))


@contextmanager
def _wired(folder: Path) -> Iterator[Pins]:
    with socket.socket(socket.AF_UNIX) as cabinet:
        cabinet.bind(str(folder / "pins"))
        cabinet.listen()
        wire = PinWire(folder / "pins", lambda said: None)
        far, _ = cabinet.accept()
        heard = far.makefile()
        far.settimeout(60)
        shown: dict[int, bool] = {}

        def lit(pin: int) -> bool:
            while shown.get(pin, False) != bool(wire.factory.pin(pin).state):  # it is told of changes only
                message = json.loads(heard.readline())
                shown[message["lamp"]] = message["on"]
            return shown.get(pin, False)

        yield Pins(wire.factory, lambda p, n: far.sendall(json.dumps({"pin": p, "level": n}).encode() + b"\n"), lit)
        wire.close()
        far.close()


@contextmanager
def _lines(folder: Path) -> Iterator[Pins]:
    far = SimulatedLines()
    with closing(LineFactory(far.ask)) as factory:
        yield Pins(factory, far.drive, lambda pin: bool(far.level(pin)))
    assert far.held == {}


@contextmanager
def _kernel(folder: Path) -> Iterator[Pins]:
    with sim_chip() as chip, closing(LineFactory(kernel_lines(chip.device))) as factory:
        yield Pins(factory, chip.drive, lambda pin: bool(chip.level(pin)))


HERE = [_mock, _wired, _lines, *([_kernel] if SIM.exists() else [])]  # the last where the kernel can simulate a chip
PINS = pytest.mark.parametrize("pins", HERE, ids=lambda made: made.__name__.strip("_"))


@PINS
def test_buttons_post_one_press_a_finger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pins: Callable[[Path], AbstractContextManager[Pins]]
) -> None:
    """Bounce at the closing is one press; after a rest the next finger is the next press; others are not named. A
    bounce may take two seconds here, as it may on a busy machine."""
    monkeypatch.setattr(debounce, "STABLE_MS", 2000)
    said: queue.Queue[Input] = queue.Queue()
    with pins(tmp_path) as held:
        buttons = PinButtons([("a", 5), ("b", 6)], said.put, lambda: time.monotonic_ns() // 1_000_000, held.factory)
        for name, pin in (("a", 5), ("b", 6), ("a", 5)):
            for level in (0, 1, 0):
                held.drive(pin, level)
            pressed = said.get(timeout=60)
            assert isinstance(pressed, ButtonPressed) and pressed.name == name
            held.drive(pin, 1)
            time.sleep(4.0 if name == "b" else 0.0)  # the rest of a's finger, far more than the debounce wants
        buttons.close()
    assert said.empty()


@PINS
def test_a_dip_is_no_press(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pins: Callable[[Path], AbstractContextManager[Pins]]
) -> None:
    """One behind the other, each far shorter than a finger (held up to three seconds here, as no machine is slower
    than that); the finger behind them is one press."""
    monkeypatch.setattr(debounce, "HOLD_MS", 3000)
    said: queue.Queue[Input] = queue.Queue()
    with pins(tmp_path) as held:
        buttons = PinButtons([("a", 5)], said.put, lambda: time.monotonic_ns() // 1_000_000, held.factory)
        for level in (0, 1) * 6:
            held.drive(5, level)
        began = time.monotonic()
        held.drive(5, 0)
        pressed = said.get(timeout=60)
        # in the whole milliseconds of the clock that the buttons have
        assert isinstance(pressed, ButtonPressed) and time.monotonic() - began >= 2.998
        held.drive(5, 1)
        buttons.close()
    assert said.empty()


@PINS
def test_lamps_show_what_they_are_told_and_are_dark_after_close(
    tmp_path: Path, pins: Callable[[Path], AbstractContextManager[Pins]]
) -> None:
    """Only the named ones are lit; the same again changes nothing; close leaves none lit."""
    with pins(tmp_path) as held:
        lamps = PinLamps([("a", 16), ("b", 17)], held.factory)
        for lit in (["a"], ["a"], ["a", "b"], ["b"], []):
            lamps.show(lit)
            assert [held.lit(16), held.lit(17)] == ["a" in lit, "b" in lit]
        lamps.show(["a", "b"])
        lamps.close()
        assert not held.lit(16) and not held.lit(17)


# --- touch: the panel in the loop, pulled out and plugged in again ---


def test_a_finger_is_heard_as_the_screen_sees_it(tmp_path: Path) -> None:
    """The cabinet's finger on the real driver: down and up at the same dot."""
    finger = SimulatedTouch(tmp_path / "touch")
    panel = TouchPanel(tmp_path / "touch", (1280, 800))
    for phase in ("down", "up"):
        finger.write(phase, 640, 400)
    assert panel.read() == [Touched("down", 640, 400), Touched("up", 640, 400)] and panel.read() == []
    panel.close()


def test_a_panel_that_is_pulled_out_is_told_once_and_taken_back(tmp_path: Path) -> None:
    """Missing at the start, then there, then broken, then there again: each is news, and no exception."""
    said: list[Input] = []
    watched: dict[int, Callable[[], None]] = {}
    touched: list[Touched] = []
    opened: list[TouchPanel] = []

    def opening() -> TouchPanel:
        opened.append(TouchPanel(tmp_path / "touch", (1280, 800)))
        return opened[-1]

    touch = TouchInput(opening, said.append, watched.__setitem__, watched.__delitem__, touched.append)
    touch.poll(0)
    touch.poll(RETRY_MS)
    assert [type(word) for word in said] == [DeviceFailed] and touch.ms_until_due(RETRY_MS) == RETRY_MS
    finger = SimulatedTouch(tmp_path / "touch")
    touch.poll(2 * RETRY_MS)
    assert said[1:] == [DeviceBack("touch")] and touch.ms_until_due(0) is None
    deaf = os.open(tmp_path / "deaf", os.O_WRONLY | os.O_CREAT)
    os.dup2(
        deaf, opened[0].fileno()
    )  # what reads as a broken device: the kernel answers EBADF, as ENODEV for a pulled one
    next(iter(watched.values()))()
    assert isinstance(said[2], DeviceFailed) and watched == {}
    touch.poll(4 * RETRY_MS)
    finger.write("down", 7, 8)
    next(iter(watched.values()))()
    assert said[3:] == [DeviceBack("touch")] and touched == [Touched("down", 7, 8)]
    touch.close()
    os.close(deaf)


def test_without_a_panel_in_the_config_nobody_looks_for_one() -> None:
    """A kiosk of buttons only sleeps."""
    touch = TouchInput(None, lambda said: None, lambda fd, then: None, lambda fd: None, lambda touched: None)
    touch.poll(0)
    assert touch.ms_until_due(0) is None


# --- the network cable ---


def test_a_pulled_cable_cuts_what_is_open_and_refuses_what_is_new() -> None:
    """Bytes go both ways through it, many lines at once; pulled it is dead at once; plugged again it carries."""
    asyncio.run(_cable())


async def _cable() -> None:
    far = await asyncio.start_server(_echo, "127.0.0.1", 0)
    port = choose_port()
    relay = Relay(port, "127.0.0.1", far.sockets[0].getsockname()[1])
    for _ in range(2):
        await relay.plug(True)
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for n, (reader, writer) in enumerate(lines):
            writer.write(b"%d\n" % n)
            assert await reader.readline() == b"%d\n" % n
        await relay.plug(False)
        assert [await _end(reader) for reader, _ in lines] == [b""] * 20 and not relay.up
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
    far.close()


async def _end(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(line)
    writer.close()
