"""`kiosk doctor --config F`: each device is well, or it is said what is wrong and what to do; nothing is changed."""

import json
import struct
import termios
import threading
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from drivers.gpio.buttons import PinButtons
from drivers.simulated.printer.personality import SILENT_80, SimulatedPrinter
from drivers.simulated.wires import SimulatedScanner
from kiosk.__main__ import main
from kiosk.config.load import load
from kiosk.config.paths import runtime_of
from kiosk.core.decisions.device import device_moved
from kiosk.doctor.checks.devices import devices
from kiosk.doctor.run import run
from kiosk.journal.bell import Bell
from kiosk.journal.opening import open_journal
from kiosk.service.findings import kept
from tests.doctor.box import Box
from tests.doctor.people import Told, arguments

YES = (300, 600)  # dots: the card at the left, on a panel of 1920 × 1080


def test_a_kiosk_that_is_well(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Every device is named and good, nothing was printed, and the run is kept."""
    code, said = box.tested(capsys)
    names = [
        "app",
        "screen",
        "printer",
        "scanner",
        "touch",
        "buttons",
        "keypads",
        "speaker",
        "data",
        "clock",
        "journal",
        "broker",
        "pins",
    ]
    assert code == 0 and list(said) == names
    assert said["printer"]["facts"] == {"state": "ok", "who": "EPSON TM-T88V", "print_mode": "raster"}
    assert box.printer.printer.sheets[0].blank and kept(box.folder / "data").exists()


def test_the_same_in_words(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each, in both languages."""
    box.clock.offset(0, "unknown")
    assert main(["doctor", "--config", str(box.file), "--wait", "0.5"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("đúng/ok") for line in out) == 12
    (wrong,) = [n for n, line in enumerate(out) if line.startswith("SAI/WRONG  clock")]
    assert "→" in out[wrong + 1] and " / " in out[wrong + 1]


@pytest.mark.parametrize(
    ("state", "word"), [("paper_out", "no paper"), ("cover_open", "cover is open"), ("silent", "no answer"),
                        ("offline", "offline")]
)  # fmt: skip
def test_what_keeps_the_printer_from_printing_is_said(
    box: Box, capsys: pytest.CaptureFixture[str], state: str, word: str
) -> None:
    """In words, with what to do about it."""
    box.printer.set_state(state)
    code, said = box.tested(capsys)
    assert code == 1 and word in said["printer"]["said"]["en"] and said["printer"]["do"]["vi"]


def test_paper_that_is_nearly_out_is_no_fault_yet(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Good, with a new roll to have ready."""
    box.printer.set_state("paper_low")
    code, said = box.tested(capsys)
    assert code == 0 and "roll" in said["printer"]["do"]["en"]


def test_a_print_mode_of_another_printer_is_said(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints raster; the doctor should be asked again."""
    box.change('/printer"', '/printer"\nprint_mode = "downloaded"\nprint_mode_for = "POS-80"')
    code, said = box.tested(capsys)
    assert code == 0 and "prints raster" in said["printer"]["do"]["en"]


def test_a_silent_printer_is_well_when_the_file_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It takes data, and more cannot be known."""
    box = Box(tmp_path)
    box.printer.printer = SimulatedPrinter(SILENT_80)
    assert not box.tested(capsys)[1]["printer"]["good"]
    box.change('/printer"', '/printer"\nsilent = true')
    assert box.tested(capsys)[1]["printer"]["good"]
    box.printer.unplug()


@pytest.mark.parametrize(
    ("device", "old", "new"),
    [
        ("printer", '/printer"', '/nothing"'),
        ("scanner", '/scanner"', '/nothing"'),
        ("touch", '/touch"', '/nothing"'),
        ("speaker", '["true"]', '["no-such-player"]'),
    ],
)
def test_what_is_not_there_is_named(
    box: Box, capsys: pytest.CaptureFixture[str], device: str, old: str, new: str
) -> None:
    """Only this one is wrong; how to find it again is said."""
    box.change(old, new)
    code, said = box.tested(capsys)
    assert code == 1 and [name for name, found in said.items() if not found["good"]] == [device]
    assert f"--{device}" in said[device]["do"]["en"]


def test_what_the_file_does_not_have_is_not_missed(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """No scanner, no panel, no buttons, no voice, no printer: good."""
    for device in ("scanner", "touch"):
        box.change(f'"{box.folder}/{device}"', '""')
    box.change('["true"]', "[]")
    box.change(f'path = "{box.folder}/printer"', 'kind = "none"')
    box.change('[[buttons]]\nname = "very-satisfied"\npin = 5\nlamp = 12\n', "")
    code, said = box.tested(capsys)
    assert code == 0 and "none" in said["buttons"]["said"]["en"]


def test_a_pin_that_somebody_holds_is_named(box: Box) -> None:
    """Buttons and lamps are tried on gpiozero's own pins."""
    factory = MockFactory()
    held = PinButtons([("held", 12)], lambda said: None, lambda: 0, factory)
    found = {f.device: f for f in devices(load(box.file), None, 0.5, factory)}
    assert not found["buttons"].good and "GPIO 12" in found["buttons"].said.en
    held.close()
    assert {f.device: f for f in devices(load(box.file), None, 0.5, factory)}["buttons"].good


def test_a_device_that_another_program_holds_is_said_to_be_held(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """A serial printer opened by somebody else: stop the app first."""
    import serial

    with serial.Serial(str(box.folder / "printer"), exclusive=True):
        code, said = box.tested(capsys)
    assert code == 1 and "systemctl stop kiosk-app" in said["printer"]["do"]["en"]


def test_a_running_app_keeps_its_devices_and_its_word_is_said(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """What the journal holds of each device; the printer gets no byte."""
    config = load(box.file)
    journal = open_journal(config)
    journal.transact(lambda state, now: device_moved(state, "printer", "paper_out"))
    bell = Bell(runtime_of(config), "app")
    code, said = box.tested(capsys)
    bell.close()
    assert code == 1 and said["app"]["facts"]["running"] and not said["printer"]["good"]
    assert said["scanner"]["good"] and box.printer.printer.bytes == b""


def test_all_is_found_in_order(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Printer, scanner, touch, buttons, speaker, panel: each one's result is in the JSON, also of those not found."""
    paths = [word for name in ("scanner", "touch") for word in (f"--{name}", str(box.folder / name))]
    args = arguments(box.file, "--all", "--json", "--seconds", "0.2", "--port", str(box.folder / "printer"), *paths)
    person = Told(
        {"cut": "y", "print-mode-downloaded": "n", "print-mode-inline": "y", "lamp": "y", "heard": "y", "whole": "y"}
    )
    assert run(args, person) == 1
    said = json.loads(capsys.readouterr().out)
    order = ["printer", "scanner", "touch", "buttons", "speaker", "screen", "battery-clock"]
    assert [d["device"] for d in said["devices"]] == order
    assert [d["good"] for d in said["devices"]] == [True, False, False, False, True, True, True]
    assert said["did"] == "find"
    assert load(box.file).printer.print_mode == "inline"


def test_the_kiosks_own_screen_asks_and_a_finger_answers(box: Box) -> None:
    """`--screen` from the command line: every question is answered by the card at the left, yes."""
    over = threading.Event()

    def taps() -> None:
        while not over.wait(0.05):
            for phase in ("down", "up"):
                box.finger.write(phase, *YES)

    threading.Thread(target=taps).start()
    try:
        done = run(arguments(box.file, "--printer", "--screen", "--port", str(box.folder / "printer")))
    finally:
        over.set()
    assert done == 0 and load(box.file).printer.print_mode == "downloaded" and box.printer.printer.slips


# --- the box ---


def test_a_journal_that_does_not_hold_is_said(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """None at all, and one that is no journal."""
    path = box.folder / "data/journal.db"
    path.write_bytes(b"no database, but long enough to be read as one" * 30)
    code, said = box.tested(capsys)
    assert code == 1 and str(path) in said["journal"]["said"]["en"]
    path.unlink()
    code, said = box.tested(capsys)
    assert code == 1 and "kiosk migrate" in said["journal"]["said"]["en"]


@pytest.mark.parametrize("raised", [struct.error("6i"), termios.error(5, "EIO"), OSError(19, "No device")], ids=str)
def test_one_device_that_raises_anything_leaves_the_others_tested(
    box: Box, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, raised: Exception
) -> None:
    """Pulled while it is asked, or of no kind that we know: said of it, with what to do."""

    def broken(*about: object) -> None:
        raise raised

    monkeypatch.setattr("kiosk.doctor.checks.devices.touch_of", broken)
    code, said = box.tested(capsys)
    assert code == 1 and str(raised) in said["touch"]["said"]["en"] and said["touch"]["do"]["vi"]
    assert [name for name, found in said.items() if not found["good"]] == ["touch"]


def test_keypads_open_or_the_one_that_does_not_is_named(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Each counter's pad is tried; what to do is about its socket."""
    far = SimulatedScanner(box.folder / "pad")
    table = f'[[keypads]]\ncounter = 1\nkind = "serial"\npath = "{box.folder}/pad"\n[[counters]]'
    box.change("[[counters]]", table)
    assert box.tested(capsys)[1]["keypads"]["said"]["en"] == "counter 1: opens"
    far.unplug()
    (box.folder / "pad").unlink()
    code, said = box.tested(capsys)
    assert code == 1 and "pad" in said["keypads"]["said"]["en"] and "socket" in said["keypads"]["do"]["en"]
