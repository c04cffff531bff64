"""The counters' keypads as the cabinet's page has them: each that the settings name on a serial line, its keys pressed
by what they do there.
"""

from pathlib import Path
from typing import Any

from drivers.simulated.keypad import SimulatedKeypad
from drivers.simulated.wires import Told
from kiosk.config.counters.keypads import Keypad
from kiosk.config.hardware.keypads import keys_of
from kiosk.simulation.folder import keypad_wire


class FarKeypad:
    """`keys`: by what they do, their names."""

    def __init__(self, pad: Keypad, wires: Path, news: Told) -> None:
        self._counter, self.keys = pad.counter, dict(keys_of(pad))
        self._far = SimulatedKeypad(keypad_wire(wires, pad.counter), news)
        self.listen, self.press = self._far.listen, self._far.press

    def state(self) -> dict[str, Any]:
        return {"counter": self._counter, "keys": self.keys, "shown": self._far.shown, "refused": self._far.refused}
