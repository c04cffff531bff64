"""The clock that the config names: the machine's, or the cabinet's. Apart from opening.py, which reads every driver."""

from pathlib import Path

from drivers import ports
from drivers.clock import SimulatedClock, SystemClock
from kiosk.config.options import Config


def clock_of(config: Config) -> ports.Clock:
    """The machine's clock, or the cabinet's."""
    if config.hardware.kind == "simulated":
        return SimulatedClock(Path(config.hardware.wires) / "clock")
    return SystemClock()
