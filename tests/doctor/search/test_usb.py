"""A USB printer that no kernel driver took, in the doctor's hands: found in sysfs, asked by pyusb, written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from usb.backend import libusb1

from drivers.printer import usb as printer_usb
from drivers.simulated.printer.answers import Talks
from drivers.simulated.printer.personality import Personality, SimulatedPrinter
from kiosk.config.load import load
from kiosk.doctor.checks.devices import devices
from kiosk.doctor.search.ports import printer_ports
from kiosk.doctor.search.printers import find_printer
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import write
from kiosk.service.findings import Finding
from tests.doctor.people import Eyes
from tests.doctor.search.test_ports import Board
from tests.paper.ways.descriptors import PRODUCT, VENDOR
from tests.paper.ways.usb_printer import UsbPrinter, usb_printer

EPSON = Personality(talks=Talks(names={66: "EPSON", 67: "TM-T88V"}))
IDS = f"{VENDOR:04x}:{PRODUCT:04x}"


@pytest.fixture
def board(tmp_path: Path) -> Board:
    """With such a printer plugged in."""
    made = Board(tmp_path)
    made.interface(made.usb("1-1.1", f"{VENDOR:04x}", f"{PRODUCT:04x}", product="TM-T88V"), "07")
    return made


@pytest.fixture
def far(tmp_path: Path) -> Iterator[UsbPrinter]:
    with usb_printer(tmp_path, SimulatedPrinter(EPSON)) as plugged:
        plugged.kernel.clear()
        yield plugged


def _found(board: Board, far: UsbPrinter, file: Path) -> tuple[Finding, list[str]]:
    """What the doctor finds, and what it said on the way."""
    eyes = Eyes({"usb": far})
    finding = find_printer(Round(file, eyes, places=board.places, wait=1.0), printer_ports(board.places))
    return finding, [said.en for said in eyes.heard]


def _tested(file: Path) -> Finding:
    return next(finding for finding in devices(load(file), None, 1.0) if finding.device == "printer")


def test_it_is_found_written_and_well_afterwards(board: Board, far: UsbPrinter, file: Path) -> None:
    """By its ids, with who it says it is and the width that somebody saw; the test opens it as the app will."""
    finding, said = _found(board, far, file)
    written = load(file).printer
    assert finding.good and (written.kind, written.vendor, written.product) == ("usb", VENDOR, PRODUCT)
    assert said[-1] == f"{IDS}: EPSON TM-T88V, 80 mm, 576 dots, cutter"
    tested = _tested(file)
    assert tested.good and tested.said.en == f"{IDS}: EPSON TM-T88V, 80 mm, ok"
    assert far.opened == 0


def test_one_that_may_not_be_opened_is_not_called_missing(board: Board, far: UsbPrinter, file: Path) -> None:
    """Looked for and tested: the group that it wants, and no word of plugs; the file stays as it was."""
    before, far.barred = file.read_bytes(), True
    finding, said = _found(board, far, file)
    assert not finding.good and "group lp" in said[-1] and file.read_bytes() == before
    _configured(file)
    tested = _tested(file)
    assert not tested.good and "group lp" in tested.said.en and "root" in tested.do.en


def test_a_missing_library_is_not_called_a_missing_printer(
    board: Board, far: UsbPrinter, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """libusb is named, looked for and tested."""
    monkeypatch.setattr(libusb1, "get_backend", lambda find_library=None: None)
    assert printer_usb.LIBRARY in _found(board, far, file)[1][-1]
    _configured(file)
    tested = _tested(file)
    assert not tested.good and printer_usb.LIBRARY in tested.said.en and "install" in tested.do.en


def test_one_that_is_silent_or_pulled_is_named_by_its_ids(board: Board, far: UsbPrinter, file: Path) -> None:
    """As the config names it, not by a path that it does not have."""
    _configured(file)
    far.set_state("silent")
    assert _tested(file).said.en == f"{IDS}: no answer"
    far.unplug_after = len(far.printer.bytes) + 10
    assert _tested(file).said.en.startswith(f"{IDS}: [Errno 19]")
    assert "plug it in" in _tested(file).said.en


def _configured(file: Path) -> None:
    write(file, "printer", {"kind": "usb", "vendor": VENDOR, "product": PRODUCT})
