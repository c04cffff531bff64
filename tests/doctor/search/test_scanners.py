"""The scanner is found by the doctor's own code, on a serial line or as a keyboard, and what else it reads is nobody's.

The person scans when told: the far ends are a pty and the kernel's side of a keyboard.
"""

import json
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory
from pyzbar.pyzbar import ZBarSymbol, decode

from drivers.simulated.wires import SimulatedScanner
from kiosk.config.check_command import check
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.doctor.checks.devices import devices
from kiosk.doctor.person.person import Terminal
from kiosk.doctor.run import run
from kiosk.doctor.search.input_devices import keyboards
from kiosk.doctor.search.ports import Places, Port, given
from kiosk.doctor.search.scanners import find_scanner
from kiosk.doctor.search.settings import Round
from kiosk.service.findings import Bilingual, Finding, as_data, keep, kept, runs
from kiosk.service.log_bundle import parts
from tests.doctor.people import Told, arguments
from tests.drivers.scanner.simulated_keyboard import simulated_keyboard
from tests.drivers.scanner.wires import WIRES, Far, SerialFar, Wire

CCCD = "012345678901|123456789|Nguyễn Thị Ánh|01011990|Nữ|Thôn 3, xã Tân Quang|25122021"
CARD = "012345678901|123456789|Nguyen Thi Anh|01011990|Nu|Thon 3, xa Tan Quang|25122021"  # as a keyboard has letters
SECONDS = 60.0  # for what must come


def later(does: Callable[..., None], *args: Any) -> None:
    """Once the doctor listens."""
    threading.Timer(0.3, does, args).start()


def port_of(far: Far) -> Port:
    return Port(far.kind, str(far.path))


class Scanning(Told):
    """Holds what `shows` makes of the doctor's code under the scanner, again and again, until `over`."""

    def __init__(self, far: Far, shows: Callable[[str], str], end: str = "\r") -> None:
        super().__init__()
        self._far, self._shows, self._end = far, shows, end
        self._over = threading.Event()
        self._hand = threading.Thread(target=self._scan)

    def _scan(self) -> None:
        while not self._over.wait(0.3):
            with suppress(BlockingIOError):  # nobody listens just then
                if self.code:
                    self._far.scan(self._shows(self.code), self._end)

    def __enter__(self) -> "Scanning":
        self._hand.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._hand.join()


# --- what is found ---


@WIRES
def test_whatever_reads_the_doctors_code_is_the_scanner(tmp_path: Path, file: Path, wire: Wire) -> None:
    """Another serial line beside it is listened to and is none; kind and name are written, and the file is good."""
    SimulatedScanner(tmp_path / "other")
    with wire(tmp_path) as far, Scanning(far, lambda code: code) as person:
        found = find_scanner(Round(file, person, seconds=SECONDS), [given(str(tmp_path / "other")), port_of(far)])
    scanner = load(file).scanner
    assert found.good and (scanner.kind, scanner.path) == (far.kind, str(far.path)) and check(file, "en") == 0
    assert found.facts["taken"] == [] and found.facts["length"] == 12 and person.asked == []


ADDED = {
    "]Q1": "AIM identifier",
    "\\000026": "ECI designator",
    "]Q2\\000026": "the AIM identifier (like ]Q1), an ECI designator",
    " ": "spaces",
    "P01": "3 letters",
}


@WIRES
@pytest.mark.parametrize("added", ADDED)
def test_a_scanner_that_says_more_than_the_code_is_found_and_told(
    tmp_path: Path, file: Path, wire: Wire, added: str
) -> None:
    """Whatever it says before each code is named; the kiosk takes it off, so it may stay as it is."""
    with wire(tmp_path) as far, Scanning(far, lambda code: added + code) as person:
        found = find_scanner(Round(file, person, seconds=SECONDS), [port_of(far)])
    assert found.good and ADDED[added] in found.said.en and "taken off" in found.said.en and found.said.vi


@WIRES
def test_a_scanner_without_an_end_or_in_capitals_is_found(tmp_path: Path, file: Path, wire: Wire) -> None:
    """Silence ends its codes; that caps lock is on is told."""
    with wire(tmp_path) as far, Scanning(far, str.upper, end="") as person:
        found = find_scanner(Round(file, person, seconds=SECONDS), [port_of(far)])
    assert found.good and ("capitals" in found.said.en) == any(letter.isalpha() for letter in person.heard[0].en)


class AtItsSpeed(SerialFar):
    """Of 19,200 baud: at any other it is rubbish."""

    def scan(self, code: str, end: str = "\r") -> None:
        right = termios.tcgetattr(self._far._near)[5] == termios.B19200
        self.noise(f"{code}{end}".encode() if right else b"\xf0\x80\xfe\r")


def test_a_scanner_at_another_speed_is_tried_until_its_code_makes_sense(tmp_path: Path, file: Path) -> None:
    """Rubbish at the wrong speeds; the one at which the doctor's code came is written."""
    far = AtItsSpeed(tmp_path / "scanner")
    with Scanning(far, lambda code: code) as person:
        assert find_scanner(Round(file, person, seconds=SECONDS), [port_of(far)]).good
    far.unplug()
    assert load(file).scanner.baud == 19200 and len(person.heard) == 3


def test_a_keyboard_that_somebody_types_on_is_no_scanner(tmp_path: Path, file: Path) -> None:
    """The doctor's code typed by hand, letter by letter, with Enter: nothing is written."""
    before = file.read_bytes()
    with simulated_keyboard(tmp_path / "keys") as far:
        person = Told()
        person.does = lambda said: later(lambda: far.scan(person.code, "\r", 0.12))
        found = find_scanner(Round(file, person, seconds=2), [port_of(far)])
    assert not found.good and file.read_bytes() == before and found.facts == {}


def test_without_a_scan_no_scanner_is_written(tmp_path: Path, file: Path) -> None:
    """Nobody scans: the file stays, exit code 1, and it is said what to do."""
    SimulatedScanner(tmp_path / "scanner")
    before = file.read_bytes()
    args = arguments(file, "--scanner", str(tmp_path / "scanner"), "--seconds", "0.2")
    assert run(args, Told()) == 1 and file.read_bytes() == before


def test_an_input_device_that_is_named_is_a_keyboard() -> None:
    """`kiosk doctor --scanner /dev/input/by-id/…`."""
    assert given("/dev/input/by-id/usb-x-event-kbd").kind == "keyboard" and given("/dev/ttyACM0").kind == "serial"


def test_the_command_finds_a_keyboard_and_afterwards_tests_it(tmp_path: Path, file: Path) -> None:
    """From `kiosk doctor --scanner PATH` to the file, and then by `kiosk doctor`: well, held elsewhere, gone."""
    path = tmp_path / "input/by-id/usb-WCM_HIDKeyboard-event-kbd"
    path.parent.mkdir(parents=True)
    with simulated_keyboard(path) as far:
        with Scanning(far, lambda code: f"]Q1{code}") as person:
            assert run(arguments(file, "--scanner", str(path), "--seconds", str(SECONDS)), person) == 0
        config = load(file)
        assert (config.scanner.kind, config.scanner.path) == ("keyboard", str(path))
        (run_kept,) = runs(tmp_path)
        assert run_kept["devices"][0]["facts"] == {
            "kind": "keyboard", "path": str(path), "taken": ["aim"], "length": 12,
        }  # fmt: skip
        assert as_tested(config).good
        far.held_by_others = True
        assert not as_tested(config).good and "systemctl stop kiosk-app" in as_tested(config).do.en
        far.held_by_others = False
        far.unplug()
        assert not as_tested(config).good and "--scanner" in as_tested(config).do.en
        far.plug()


def as_tested(config: Config) -> Finding:
    """What `kiosk doctor` says of the scanner."""
    return next(found for found in devices(config, None, 0.05, MockFactory()) if found.device == "scanner")


# --- which keyboards there are ---

ALL_KEYS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"  # as a HID keyboard's in sysfs
DEVICES = {  # name: keys, its link under by-id, whether it may be a scanner
    "WCM HIDKeyboard Scanner": (ALL_KEYS, "usb-WCM-event-kbd", True),
    "Dell Keyboard": (ALL_KEYS, "usb-Dell-event-kbd", True),
    "A keyboard without a name that stays": (ALL_KEYS, "", False),
    "Power Button": ("10000000000000 0", "usb-power-event", False),
    "Mouse": ("1f0000 0 0 0 0", "usb-mouse-event-mouse", False),
    "Remote control": ("3 ff9f0000c1400000 0 0", "usb-remote-event", False),
    "ADS7846 Touchscreen": ("400 0 0 0 0 0", "usb-touch-event", False),
}


def test_scanners_are_looked_for_among_keyboards_with_a_name_that_stays(tmp_path: Path) -> None:
    """Letters, digits and Enter; the number of /dev/input/event3 is another's tomorrow and never written."""
    places = Places(tmp_path / "dev", tmp_path / "sys")
    (places.dev / "input/by-id").mkdir(parents=True)
    for n, (name, (keys, link, _)) in enumerate(DEVICES.items()):
        about = places.sys / f"class/input/event{n}/device"
        (about / "capabilities").mkdir(parents=True)
        (about / "name").write_text(name)
        (about / "capabilities/key").write_text(keys)
        (places.dev / f"input/event{n}").touch()
        if link:
            (places.dev / "input/by-id" / link).symlink_to(f"../event{n}")
    found = keyboards(places)
    assert [port.name for port in found] == [name for name, (*_, scanner) in DEVICES.items() if scanner]
    assert all(port.kind == "keyboard" and "/by-id/" in port.path for port in found)


# --- the code as it is shown ---


def test_a_scanner_reads_the_doctors_code_off_a_terminal() -> None:
    """Two modules a letter, one above the other, black on white whatever the terminal's colours are."""
    lines = list[str]()
    Terminal(write=lines.append).say(Bilingual("Xin quét", "Scan"), code="7k2mx9qd04tv")
    words, *drawn = lines[0].split("\n")
    assert words == "Xin quét / Scan" and all(line.startswith("\033[30;107m") for line in drawn)
    bare = [line.removeprefix("\033[30;107m").removesuffix("\033[0m") for line in drawn]
    rows = [[letter in half for letter in line] for line in bare for half in ("▀█", "▄█")]
    wide = len(rows[0]) * 4
    pixels = b"".join(b"".join((b"\0" if dark else b"\xff") * 4 for dark in row) * 4 for row in rows)
    assert [code.data for code in decode((pixels, wide, len(rows) * 4), [ZBarSymbol.QRCODE])] == [b"7k2mx9qd04tv"]


# --- what is not kept ---


def anywhere(folder: Path, *words: str) -> list[Path]:
    """The files that hold one of the words."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_fifo()]
    return [path for path in files if any(word.encode() in path.read_bytes() for word in words)]


@WIRES
@pytest.mark.parametrize("ours_too", [False, True], ids=["another code only", "then the doctor's"])
def test_an_identity_card_at_the_doctors_is_kept_nowhere(
    tmp_path: Path, file: Path, wire: Wire, ours_too: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only that it was like one, and how long: in what is said, in doctor.jsonl, in the bundle for the stick, in any
    file of the data folder."""
    words = ("Nguyen", "012345678901", "123456789|", "Tan Quang")

    def shows(code: str) -> str:
        """The card, until the doctor has told what it thinks of it."""
        return (code if ours_too else "") if len(person.heard) > 1 else CARD

    with wire(tmp_path) as far, Scanning(far, shows) as person:
        found = find_scanner(Round(file, person, seconds=SECONDS if ours_too else 6), [port_of(far)])
    keep(tmp_path, as_data([found], "k1", 0, "find"))
    out = capsys.readouterr()
    bundle = b"".join(content for _, content in parts(load(file), 0))
    told = f"{person.heard} {out.out} {out.err} {found} {bundle.decode()}"
    assert not any(word in told for word in words) and anywhere(tmp_path, *words) == []
    assert any("like an identity card's, " in heard.en for heard in person.heard)
    assert found.good == ours_too
    assert ours_too or found.facts == {"read": "identity-card", "length": len(CARD)}


def test_what_the_last_version_kept_is_not_told_any_more(tmp_path: Path, file: Path) -> None:
    """A run of then holds a card's whole text: neither the bundle nor a reader gets it, and the next run drops it."""
    said, facts = Bilingual(f"đọc được {CCCD}", f"read {CCCD}"), {"path": "/dev/x", "baud": 9600, "code": CCCD}
    old = as_data([Finding("scanner", True, said, facts=facts)], "k1", 0, "find")
    other = as_data([Finding("printer", True, Bilingual("tốt", "well"), facts={"state": "ok"})], "k1", 0, "test")
    kept(tmp_path).write_text("".join(json.dumps(run, ensure_ascii=False) + "\n" for run in (old, other)))
    bundle = b"".join(content for _, content in parts(load(file), 0)).decode()
    assert "Nguyễn" not in f"{bundle} {runs(tmp_path)}" and "/dev/x" in bundle
    keep(tmp_path, other)
    assert anywhere(tmp_path, "Nguyễn", "012345678901") == [] and len(runs(tmp_path)) == 3
    assert runs(tmp_path)[:2] == [other, other]
