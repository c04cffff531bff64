"""The kernel's lines as gpiozero's pins: its time for each edge, its refusals by name, and no wake-up at rest."""

import queue
import threading
import time
from pathlib import Path

import pytest
from gpiod import LineSettings
from gpiozero.exc import GPIOZeroError

from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.gpio.lines import LineFactory, find_chip, kernel_lines
from drivers.ports import ButtonPressed, Input, Missing
from tests.drivers.simulated_lines import SimulatedLines

CHIPS = {"/dev/gpiochip0": "raspberrypi-exp-gpio", "/dev/gpiochip1": "pinctrl-bcm2711", "/dev/gpiochip2": "pl061"}


def milliseconds() -> int:
    return round(time.monotonic() * 1000)


def test_an_edge_counts_at_the_time_that_the_kernel_gave_it(far: SimulatedLines, factory: LineFactory) -> None:
    """A press with bounce that is heard ten seconds late: one press, at the time of its first edge."""
    said: queue.Queue[Input] = queue.Queue()
    buttons = PinButtons([("neutral", 5)], said.put, milliseconds, factory)
    began = time.monotonic() - 10
    for level, after in ((0, 0.0), (1, 0.002), (0, 0.004), (1, 2.0), (0, 6.0)):
        far.drive(5, level, began + after)
    first, second = said.get(timeout=60), said.get(timeout=60)
    buttons.close()
    assert isinstance(first, ButtonPressed) and isinstance(second, ButtonPressed) and said.empty()
    assert [round((one.mono / 1000 - began) / 6) for one in (first, second)] == [0, 1]


def test_a_button_that_is_let_go_hears_nothing_and_can_be_had_again(far: SimulatedLines, factory: LineFactory) -> None:
    """Closed, its line is the kernel's again; another one on the same pin hears the next finger."""
    said: queue.Queue[Input] = queue.Queue()
    for _ in range(3):
        buttons = PinButtons([("a", 5), ("b", 6)], said.put, milliseconds, factory)
        far.drive(6, 0)
        assert said.get(timeout=60).name == "b"  # type: ignore[union-attr]
        buttons.close()
        far.drive(6, 1)
        assert far.held == {}
    assert said.empty()


def test_a_line_that_somebody_else_holds_is_named(far: SimulatedLines, factory: LineFactory) -> None:
    """The kernel's own words, with button and pin; so for a lamp."""
    other = far.ask(5, LineSettings())
    with pytest.raises(Missing, match=r"neutral: GPIO 5 cannot be used: .*busy"):
        PinButtons([("neutral", 5)], lambda said: None, milliseconds, factory)
    with pytest.raises(Missing, match=r"neutral: lamp on GPIO 5 cannot be used: .*busy"):
        PinLamps([("neutral", 5)], factory)
    other.release()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("", "/dev/gpiochip1"), ("pl061", "/dev/gpiochip2"), ("/dev/gpiochip0", "/dev/gpiochip0")],
)
def test_the_chip_is_the_headers_or_the_one_that_is_named(wanted: str, found: str) -> None:
    """Nothing in the config: the Pi's header by its label, whatever its number; else a label or a device."""
    assert find_chip(wanted, CHIPS) == found


def test_a_chip_that_is_not_there_is_named_with_those_that_are() -> None:
    """The option, what was wanted, and what the kernel has."""
    with pytest.raises(Missing, match=r"hardware\.gpiochip: no pl062 .*/dev/gpiochip2 \(pl061\)"):
        find_chip("pl062", CHIPS)
    with pytest.raises(Missing, match=r"hardware\.gpiochip: no chip of a Raspberry Pi .*: none"):
        find_chip("", {})


def test_without_a_chip_the_first_button_says_so(tmp_path: Path) -> None:
    """A machine without GPIO: the option's name, before any button is heard."""
    with pytest.raises(Missing, match=r"neutral: GPIO 5 cannot be used: hardware\.gpiochip"):
        PinButtons([("neutral", 5)], lambda said: None, milliseconds, LineFactory(kernel_lines("no-such-chip")))


def test_a_kiosk_at_rest_is_not_woken(far: SimulatedLines, factory: LineFactory) -> None:
    """Between two presses the thread of the lines is not scheduled once: there is such a half second, as soon as it
    sleeps."""
    buttons = PinButtons([(str(pin), pin) for pin in range(2, 8)], lambda said: None, milliseconds, factory)
    PinLamps([("a", 16)], factory).show(["a"])
    thread = next(thread for thread in threading.enumerate() if thread.name == "pins")
    assert any(still(thread) for _ in range(60))
    buttons.close()


def still(thread: threading.Thread) -> bool:
    before = switches(thread)
    time.sleep(0.5)
    return switches(thread) == before


def switches(thread: threading.Thread) -> str:
    status = Path(f"/proc/self/task/{thread.native_id}/status").read_text()
    return next(line for line in status.splitlines() if line.startswith("voluntary_ctxt_switches"))


@pytest.mark.parametrize(
    ("number", "name", "value"),
    [(4, "function", "dance"), (4, "pull", "sideways"), (4, "state", 1), (2, "pull", "down"), (4, "edges", "rising"),
     (4, "frequency", 100), (4, "bounce", 0.1)],
)  # fmt: skip
def test_what_a_line_cannot_do_is_refused(factory: LineFactory, number: int, name: str, value: object) -> None:
    """As gpiozero's own factories refuse it; GPIO 2 has a resistor on the board."""
    with pytest.raises(GPIOZeroError):
        setattr(factory.pin(number), name, value)
