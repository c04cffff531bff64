"""The simulated wires break as real ones do: what was held is let go, what was lit stays safe to close."""

import json
import queue
import socket
from pathlib import Path

from gpiozero.pins.mock import MockFactory

from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.ports import ButtonPressed, Input
from drivers.simulated.pins import PinWire


def test_a_press_whose_wire_breaks_is_let_go_and_the_next_one_counts(tmp_path: Path) -> None:
    """The cabinet dies with a button down and comes back: its next press is a press."""
    said: queue.Queue[Input] = queue.Queue()
    ticks = iter(range(0, 100_000, 100))
    with socket.socket(socket.AF_UNIX) as cabinet:
        cabinet.bind(str(tmp_path / "pins"))
        cabinet.listen()
        wire = PinWire(tmp_path / "pins", said.put)
        buttons = PinButtons([("neutral", 5)], said.put, lambda: next(ticks), wire.factory)
        for _ in range(2):
            far, _address = cabinet.accept()
            far.sendall(json.dumps({"pin": 5, "level": 0}).encode() + b"\n")
            heard = said.get(timeout=60)
            assert isinstance(heard, ButtonPressed) and heard.name == "neutral"
            far.close()
        wire.close()
        buttons.close()
    assert said.empty()


def test_a_breath_on_its_way_when_the_lamps_close_does_nothing() -> None:
    """The timer's call may come after close: no lamp is touched, no new timer starts."""
    lamps = PinLamps([("a", 6)], MockFactory())
    lamps.show([], ["a"])
    late = lamps._timer
    assert late is not None
    lamps.close()
    late.function()
    assert lamps._timer is None
