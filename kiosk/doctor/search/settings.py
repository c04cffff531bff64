"""What a look for devices goes by: which file, who looks, where /dev and /sys are, how long to wait."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.doctor.person.person import Person
from kiosk.doctor.search.ports import Places


@dataclass(frozen=True)
class Round:
    """`wait`: seconds for one answer of a printer; `seconds`: for a person to do what was asked; `factory`: gpiozero's
    pin factory, None for the Pi's own."""

    file: Path
    person: Person
    places: Places = field(default_factory=Places)
    wait: float = 0.5
    seconds: float = 20.0
    factory: Any = None
