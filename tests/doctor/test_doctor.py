"""`kiosk doctor` on real ptys: five printers, each named rightly, and a config that `kiosk check` accepts."""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from gpiozero import DigitalOutputDevice
from gpiozero.pins.mock import MockFactory

from drivers.paper.answers import MUTE, Talks
from drivers.paper.personality import SILENT_58, FarPrinter, Personality
from drivers.simulated import FarScanner
from kiosk.config import load
from kiosk.doctor.ask import width_of
from kiosk.doctor.run import find_buttons, find_scanner, run
from tests.paper.far_end import FarEnd

SAMPLE = Path("docs/kiosk.toml")


class Dead(FarPrinter):
    """Takes the bytes as a loose cable does."""

    def feed(self, data: bytes) -> bytes:
        return b""


PRINTERS = {  # name: printer, its speed, what must be found
    "epson": (FarPrinter(Personality(talks=Talks(names={67: "TM-T88V"}))), 19200, (80, False, True)),
    "narrow": (
        FarPrinter(Personality(dots=384, talks=Talks(done=False, names={67: "NT-5890K"}))),
        9600,
        (58, False, True),
    ),
    "nameless": (FarPrinter(Personality(cutter_gap=0, talks=MUTE)), 115200, (80, False, False)),
    "silent": (FarPrinter(SILENT_58), 38400, (58, True, True)),
    "dead": (Dead(), 9600, None),
}


class Eyes:
    """The person at the terminal: looks at the paper of the printer that is asked about."""

    def __init__(self, ends: dict[str, FarEnd], choice: str = "") -> None:
        self.ends, self.choice = ends, choice

    def __call__(self, question: str) -> str:
        if question.startswith("Which"):
            return str(1 + [name for name in self.ends if name != "dead"].index(self.choice))
        path = question.split(" at ")[0].split(":")[0]
        sheets = next(end for end in self.ends.values() if str(end.path) == path).printer.sheets
        time.sleep(0.05)  # the page comes out
        if "cut off" in question:
            return "y" if any(sheet.cut for sheet in sheets) else "n"
        return str(max((_blocks(sheet.rows, sheet.dots) for sheet in sheets), default=0))


def _blocks(rows: list[int], dots: int) -> int:
    """Runs of black in the blackest row."""
    return max((f"{row:0{dots}b}".replace("0", " ").split().__len__() for row in rows), default=0)


@pytest.fixture
def ends(tmp_path: Path) -> Iterator[dict[str, FarEnd]]:
    with ExitStack() as stack:
        made = {}
        for name, (printer, baud, _) in PRINTERS.items():
            fresh = type(printer)(printer.personality)
            made[name] = FarEnd(tmp_path / name, fresh, baud)
            stack.callback(made[name].unplug)
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    copy = tmp_path / "kiosk.toml"
    copy.write_bytes(SAMPLE.read_bytes())
    return copy


def arguments(file: Path, *paths: Path) -> argparse.Namespace:
    return argparse.Namespace(config=file, port=list(map(str, paths)), wait=0.05, scanner="", buttons=False)


@pytest.mark.parametrize("name", ["epson", "narrow", "nameless", "silent"])
def test_each_printer_is_named_and_its_config_is_good(
    name: str, ends: dict[str, FarEnd], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All five are looked through, one is chosen: what it is stands in the file, whose comments are kept."""
    assert run(arguments(file, *(end.path for end in ends.values())), Eyes(ends, name)) == 0
    said = capsys.readouterr().out
    for other, (printer, baud, found) in PRINTERS.items():
        line = next(line for line in said.splitlines() if line.startswith(f"{ends[other].path}:"))
        assert ("no printer" in line) == (found is None)
        if found:
            assert f"{found[0]} mm" in line and f"{baud} baud" in line
            assert printer.personality.talks.names.get(67, "") in line and ("never answers" in line) == found[1]
    written = load(file).printer
    assert PRINTERS[name][2] == (written.width, written.silent, written.cutter)
    assert (written.path, written.baud) == (str(ends[name].path), PRINTERS[name][1])
    assert _comments(file) == _comments(SAMPLE)


def _comments(file: Path) -> list[str]:
    return [line.partition("#")[2] for line in file.read_text(encoding="utf-8").splitlines() if "#" in line]


def test_without_a_printer_nothing_is_written(ends: dict[str, FarEnd], file: Path) -> None:
    """A dead port and one that is not there: exit code 1, the file as it was."""
    assert run(arguments(file, ends["dead"].path, file.parent / "none"), Eyes(ends)) == 1
    assert file.read_bytes() == SAMPLE.read_bytes()


@pytest.mark.parametrize(("model", "width"), [("TM-T88V", 80), ("NT-5890K", 58), ("POS-80", 80), ("Thing", 0)])
def test_a_models_name_tells_the_width(model: str, width: int) -> None:
    assert width_of(model) == width


def test_a_scanner_and_buttons_are_found_by_using_them(tmp_path: Path, file: Path) -> None:
    """A code over a pty names the scanner; pins that fall are the buttons', in the order they were asked for."""
    far = FarScanner(tmp_path / "scanner")
    typing = threading.Timer(0.3, far.scan, ["abc"])
    typing.start()
    assert find_scanner(file, str(tmp_path / "scanner"), 5)
    factory = MockFactory()
    serial = DigitalOutputDevice(14, pin_factory=factory)  # a pin that is somebody else's is passed over
    fingers = threading.Timer(0.3, lambda: [factory.pin(pin).drive_low() for pin in (17, 4)])
    fingers.start()
    assert find_buttons(file, ["neutral", "satisfied"], factory, 5)
    serial.close()
    config = load(file)
    assert config.scanner.path == str(tmp_path / "scanner")
    assert {"neutral": 17, "satisfied": 4}.items() <= {b.name: b.pin for b in config.buttons}.items()
