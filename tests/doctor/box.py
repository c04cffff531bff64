"""A whole kiosk for the doctor: its settings, a printer, scanner, touch panel and clock at the far ends."""

import json
from pathlib import Path
from typing import Any

import pytest

from drivers.simulated.printer.answers import Talks
from drivers.simulated.printer.personality import Personality, SimulatedPrinter
from drivers.simulated.wires import ClockSetter, SimulatedScanner, SimulatedTouch
from kiosk.__main__ import main
from kiosk.journal.opening import migrate
from scripts.benchmarks.pty_printer import PtyPrinter

TEXT = """[office]
unit = "000.08.92.H55"
[kiosk]
data = "{0}/data"
runtime = "{0}/run"
[hardware]
kind = "simulated"
wires = "{0}"
touch = "{0}/touch"
screen = "none"
[printer]
path = "{0}/printer"
[scanner]
path = "{0}/scanner"
[speaker]
player = ["true"]
[[buttons]]
name = "very-satisfied"
pin = 5
lamp = 12
[[services]]
letter = "A"
name = "Hộ tịch"
[[counters]]
number = 1
"""
EPSON = Personality(talks=Talks(names={66: "EPSON", 67: "TM-T88V"}))


class Box:
    """A whole kiosk at the near ends; every far end can be broken."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "kiosk.toml"
        self.file.write_text(TEXT.format(folder), encoding="utf-8")
        (folder / "run").mkdir()
        self.printer = PtyPrinter(folder / "printer", SimulatedPrinter(EPSON))
        SimulatedScanner(folder / "scanner")
        self.finger = SimulatedTouch(folder / "touch")
        self.clock = ClockSetter(folder / "clock")
        migrate(self.folder / "data/journal.db")

    def change(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")

    def tested(self, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
        """The exit code, and what was said of each device."""
        code = main(["doctor", "--config", str(self.file), "--json", "--wait", "0.5"])
        said = json.loads(capsys.readouterr().out)
        assert said["good"] == all(d["good"] for d in said["devices"]) == (code == 0) and said["did"] == "test"
        return code, {d["device"]: d for d in said["devices"]}
