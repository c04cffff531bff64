"""Where devices hang: a laid-out /sys and /dev is read as a Raspberry Pi's would be, and names stay."""

import re
import shutil
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from kiosk.doctor.search.ports import Places, given, ieee_1284, printer_ports, serial_ports

RULES = Path("systemd/70-kiosk.rules")
ALL_RULES = sorted(Path("systemd").glob("*.rules"))


class Board:
    """A /dev and a /sys in a folder, to plug things in."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(folder / "dev", folder / "sys")
        for folder_ in (self.places.dev, self.places.sys / "bus/usb/devices", self.places.sys / "devices/usb1"):
            folder_.mkdir(parents=True)

    def usb(self, name: str, vendor: str, id_: str, **words: str) -> Path:
        """A USB device at port `name` ("1-1.2")."""
        device = self.places.sys / "devices/usb1" / name
        _attributes(device, idVendor=vendor, idProduct=id_, **words)
        (self.places.sys / "bus/usb/devices" / name).symlink_to(device)
        return device

    def interface(self, device: Path, kind: str, **words: str) -> Path:
        interface = device / f"{device.name}:1.0"
        _attributes(interface, bInterfaceClass=kind, **words)
        (self.places.sys / "bus/usb/devices" / interface.name).symlink_to(interface)
        return interface

    def printer(self, name: str, lp: str = "", ieee: str = "", **words: str) -> None:
        """`lp`: the node that usblp made; "": nobody took it."""
        interface = self.interface(
            self.usb(name, "04b8", "0202", **words), "07", **({"ieee1284_id": ieee} if ieee else {})
        )
        if lp:
            (interface / "usbmisc" / lp).mkdir(parents=True)
            self.node(f"usb/{lp}")

    def tty(self, name: str, at: str, vendor: str, **words: str) -> None:
        interface = self.interface(self.usb(at, vendor, "7523", **words), "ff")
        folder = self.places.sys / "class/tty" / name
        folder.mkdir(parents=True)
        (folder / "device").symlink_to(interface)
        self.node(name)

    def node(self, name: str) -> None:
        path = self.places.dev / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def link(self, name: str, to: str) -> str:
        path = self.places.dev / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(self.places.dev / to)
        return str(path)


def _attributes(folder: Path, **words: str) -> None:
    folder.mkdir(parents=True)
    for name, word in words.items():
        (folder / name).write_text(f"{word}\n", encoding="utf-8")


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path)


def test_a_usb_printer_says_who_it_is(board: Board) -> None:
    """Class 7, taken by usblp: its node, its maker, and its model from IEEE 1284; a keyboard is none."""
    board.printer("1-1.1", "lp0", "MFG:EPSON;MDL:TM-T20II;CLS:PRINTER;", manufacturer="EPSON", serial="ABC1")
    board.interface(board.usb("1-1.2", "046d", "c31c", product="Keyboard"), "03")
    (port,) = printer_ports(board.places)
    assert (port.kind, port.node) == ("file", str(board.places.dev / "usb/lp0")) and port.path == port.node
    assert (port.name, port.number, port.vendor, port.usb_product) == ("EPSON TM-T20II", "ABC1", 0x04B8, 0x0202)


def test_a_usb_printer_that_nobody_took_is_reached_by_its_ids(board: Board) -> None:
    """Without usblp: kind usb."""
    board.printer("1-1.1", manufacturer="Zjiang", product="POS58")
    (port,) = printer_ports(board.places)
    assert (port.kind, port.path, port.vendor, port.name) == ("usb", "04b8:0202", 0x04B8, "Zjiang POS58")


def test_a_printer_node_without_a_word_in_sysfs_is_found_too(board: Board) -> None:
    """And one with words is not found twice."""
    board.printer("1-1.1", "lp0")
    board.node("usb/lp1")
    assert [Path(port.node).name for port in printer_ports(board.places)] == ["lp0", "lp1"]


def test_a_serial_adapter_with_a_number_is_named_by_it(board: Board) -> None:
    """by-id before by-path."""
    board.tty("ttyUSB0", "1-1.3", "0403", manufacturer="FTDI", product="FT232R", serial="A50285BI")
    by_id = board.link("serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0", "ttyUSB0")
    board.link("serial/by-path/platform-usb-0:1.3:1.0-port0", "ttyUSB0")
    (port,) = serial_ports(board.places, "printer")
    assert (port.path, port.name) == (by_id, "FTDI FT232R")


def test_two_adapters_without_numbers_are_named_by_their_sockets(board: Board) -> None:
    """CH340: they share one by-id name, which would be the other one's tomorrow."""
    for n in (0, 1):
        board.tty(f"ttyUSB{n}", f"1-1.{n + 1}", "1a86", product="USB Serial")
    board.link("serial/by-id/usb-1a86_USB_Serial-if00-port0", "ttyUSB1")
    paths = [board.link(f"serial/by-path/platform-usb-0:1.{n + 1}:1.0-port0", f"ttyUSB{n}") for n in (0, 1)]
    assert [port.path for port in serial_ports(board.places, "printer")] == paths


def test_our_own_name_goes_before_all(board: Board) -> None:
    """The link of systemd/70-kiosk.rules, for what the line is used as."""
    board.tty("ttyACM0", "1-1.3", "0c2e", product="Scanner", serial="S1")
    board.link("serial/by-id/usb-Scanner_S1-if00", "ttyACM0")
    ours = [board.link(f"kiosk/{role}-S1", "ttyACM0") for role in ("printer", "scanner")]
    assert [serial_ports(board.places, role)[0].path for role in ("printer", "scanner")] == ours


def test_the_line_on_the_boards_header_is_found_once(board: Board) -> None:
    """ttyAMA0 and its name serial0; without an adapter nothing is said of it."""
    board.node("ttyAMA0")
    board.link("serial0", "ttyAMA0")
    (port,) = printer_ports(board.places)
    assert Path(port.path).name == "ttyAMA0" and port.name == ""


def test_nothing_plugged_in_is_an_empty_list(tmp_path: Path) -> None:
    """A machine without USB at all."""
    assert printer_ports(Places(tmp_path, tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;CLS:PRINTER;", {"MFG": "EPSON", "MDL": "TM-T88V"}),
        ("MANUFACTURER:Zjiang;MODEL:POS 58;SERN:9", {"MFG": "Zjiang", "MDL": "POS 58", "SN": "9"}),
        (" mfg: A ;;nonsense;mdl:B:C", {"MFG": "A", "MDL": "B:C"}),
    ],
)
def test_ieee_1284_ids_are_read_whatever_their_style(text: str, wanted: dict[str, str]) -> None:
    """Short and long keys, either case, colons in values, rubbish between."""
    assert wanted.items() <= ieee_1284(text).items()
    assert ieee_1284("") == {}


def test_a_named_path_tells_its_kind() -> None:
    """/dev/usb/lp0 is a file printer, two USB ids are a printer's, as the doctor itself names one."""
    kinds = {
        "/dev/usb/lp0": "file", "/dev/ttyUSB0": "serial", "/dev/serial/by-id/lp-x": "serial", "0FE6:811e": "usb",
        "192.168.1.60": "network", "/dev/input/by-id/x": "keyboard",
    }  # fmt: skip
    assert {path: given(path).kind for path in kinds} == kinds
    assert (given("0FE6:811e").vendor, given("0FE6:811e").usb_product) == (0x0FE6, 0x811E)


# --- the udev rules ---

_KEYS = r"(SUBSYSTEMS?|KERNEL|SYMLINK|GROUP|MODE|TAG|ATTRS?\{\w+\}|ENV\{[A-Z_0-9]+\}|IMPORT\{builtin\})"
_PART = re.compile(_KEYS + r'(==|!=|\+=|-=|=)"([^"]*)"')
_MATCHES = ("SUBSYSTEM", "KERNEL", "ENV", "ATTR")
_SET = ("ENV{SYSTEMD_WANTS}", "ENV{ID_MM_DEVICE_IGNORE}", "ENV{ID_MM_PORT_IGNORE}")  # for systemd and ModemManager


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda path: path.name)
def test_the_udev_rules_can_be_read(rules: Path) -> None:
    """Each line is keys, operators and quoted values that fit together; where udevadm can verify, it does."""
    for line in filter(None, rules.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            continue
        parts = [_PART.fullmatch(part.strip()) for part in line.split(", ")]
        assert all(parts), line
        for key, operator in ((part[1], part[2]) for part in parts if part):
            assert (operator in ("==", "!=")) == (key.startswith(_MATCHES) and key not in _SET), line
    udevadm = shutil.which("udevadm")
    if udevadm and subprocess.run([udevadm, "verify", "--help"], capture_output=True, check=False).returncode == 0:
        subprocess.run([udevadm, "verify", "--resolve-names=never", str(rules)], check=True)


def test_every_device_has_a_name_of_its_own() -> None:
    """By serial number, else by socket: usblp and serial lines alike."""
    rules = RULES.read_text(encoding="utf-8")
    for kernel in ("lp[0-9]*", "ttyUSB[0-9]*|ttyACM[0-9]*"):
        lines = [line for line in rules.splitlines() if f'KERNEL=="{kernel}"' in line]
        assert any('ENV{ID_SERIAL_SHORT}=="?*"' in line and "printer-$env{ID_SERIAL_SHORT}" in line for line in lines)
        assert any('ENV{ID_SERIAL_SHORT}==""' in line and "printer-$env{ID_PATH_TAG}" in line for line in lines)


def test_the_app_may_open_what_the_rules_give_it() -> None:
    """Its groups are those of the rules; a USB printer's device file and libusb's netlink are not shut off."""
    unit = Path("systemd/kiosk-app.service").read_text(encoding="utf-8").splitlines()
    groups = next(line for line in unit if line.startswith("SupplementaryGroups=")).partition("=")[2].split()
    assert set(re.findall(r'GROUP="(\w+)"', RULES.read_text(encoding="utf-8"))) <= set(groups)
    assert {"DeviceAllow=char-usb rw", "DeviceAllow=char-usb_device rw"} <= set(unit)
    assert any(line.startswith("RestrictAddressFamilies=") and "AF_NETLINK" in line for line in unit)


def test_a_printers_own_usb_device_is_given_to_its_group() -> None:
    """As udev lists the interfaces of a device: class 7, subclass 1, whatever stands beside it; no keyboard's."""
    (line,) = [line for line in RULES.read_text(encoding="utf-8").splitlines() if "ID_USB_INTERFACES" in line]
    (pattern,) = re.findall(r'ENV\{ID_USB_INTERFACES\}=="([^"]+)"', line)
    assert 'ENV{DEVTYPE}=="usb_device"' in line and 'GROUP="lp", MODE="0660"' in line
    listed = (":070102:", ":ff0000:070102:", ":070101:070102:070104:", ":030101:", ":080650:")
    assert [fnmatchcase(one, pattern) for one in listed] == [True, True, True, False, False]
