"""Several faults of one device: the end of one is not the end of the others."""

import queue
import time

import pytest

from drivers.gpio import debounce
from drivers.gpio.buttons import PinButtons
from drivers.gpio.debounce import STUCK_MS
from drivers.gpio.lines import LineFactory
from drivers.ports import DeviceBack, DeviceFailed, Input
from drivers.together import Together
from tests.drivers.simulated_lines import SimulatedLines
from tests.drivers.test_buttons import milliseconds


def test_a_stuck_button_is_stuck_still_when_its_chip_is_back(
    far: SimulatedLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chip's return frees no button, and one that is freed meanwhile is well only with the other, named by then."""
    said: queue.Queue[Input] = queue.Queue()
    far._contact.update({5: 0, 6: 0})
    monkeypatch.setattr(debounce, "STUCK_MS", 50)
    factory = LineFactory(far.ask, said.put)
    buttons = PinButtons([("a", 5), ("b", 6)], said.put, milliseconds, factory)
    stuck = [said.get(timeout=30) for _ in range(2)]
    monkeypatch.setattr(debounce, "STUCK_MS", STUCK_MS)
    far.gone = True
    for pin in (5, 6):
        far.held[pin].edge(0, time.monotonic())
    gone = said.get(timeout=30)
    far._contact[5] = 1
    far.gone = False
    back = [said.get(timeout=30)]
    while "b: down" not in str(back[-1]):
        back.append(said.get(timeout=30))
    far.drive(6, 1)
    assert said.get(timeout=30) == DeviceBack("buttons") and DeviceBack("buttons") not in back
    assert isinstance(gone, DeviceFailed) and gone.state == "missing"
    assert {one.state for one in stuck if isinstance(one, DeviceFailed)} == {"stuck"}
    buttons.close()
    factory.close()


def test_of_a_side_that_was_closed_nothing_is_said_any_more() -> None:
    """The next one that opens the pins begins anew: its return is the device's."""
    told, said = list[Input](), Together("buttons")
    for one in (DeviceFailed("buttons", "a", "stuck"), DeviceFailed("buttons", "gone")):
        said.of(one.state, told.append)(one)
    said.forget("stuck")
    said.of("missing", told.append)(DeviceBack("buttons"))
    assert told == [DeviceFailed("buttons", "a", "stuck"), DeviceFailed("buttons", "gone"), DeviceBack("buttons")]
