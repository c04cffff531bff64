"""The udev rules, read as udev reads them: what a plugged-in thing is called, whose it is, who leaves it alone."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "systemd/70-kiosk.rules"
WORD = re.compile(r'(\w+(?:\{[^}]+\})?)\s*(==|!=|\+=|=)\s*"([^"]*)"')
Thing = dict[str, str]  # udev's keys as they stand in a rule, with the values of one device
CH340 = {"SUBSYSTEM": "tty", "KERNEL": "ttyUSB0", "ENV{ID_VENDOR_ID}": "1a86", "ENV{ID_USB_DRIVER}": "ch341"}
EVENT = {"SUBSYSTEM": "input", "KERNEL": "event3"}
STICK = {"SUBSYSTEM": "block", "KERNEL": "sda1", "ENV{ID_BUS}": "usb"}


def ruled(thing: Thing) -> Thing:
    """What the rules make of a device (udev(7)): a line whose comparisons all hold sets its words, in their order."""
    made = dict(thing)
    for line in RULES.read_text(encoding="utf-8").splitlines():
        words = WORD.findall(line) if not line.startswith("#") else []
        if all(_holds(made.get(key, ""), how, value) for key, how, value in words if how in ("==", "!=")):
            for key, how, value in (word for word in words if word[1] in ("=", "+=")):
                made[key] = f"{made.get(key, '')} {value}".strip() if how == "+=" else value
    return made


def _holds(has: str, how: str, wanted: str) -> bool:
    return any(fnmatchcase(has, one) for one in wanted.split("|")) is (how == "==")


PANELS = {
    "a touch panel": ({"ENV{ID_INPUT_TOUCHSCREEN}": "1", "ATTRS{properties}": "2"}, True),
    "one that does not say where it lies": ({"ENV{ID_INPUT_TOUCHSCREEN}": "1", "ATTRS{properties}": "0"}, True),
    "one in mouse mode": ({"ENV{ID_INPUT_MOUSE}": "1", "ATTRS{properties}": "2"}, True),
    "a mouse": ({"ENV{ID_INPUT_MOUSE}": "1", "ATTRS{properties}": "0"}, False),
    "a touchpad": ({"ENV{ID_INPUT_TOUCHPAD}": "1", "ENV{ID_INPUT_MOUSE}": "1", "ATTRS{properties}": "5"}, False),
    "a keyboard": ({"ENV{ID_INPUT_KEYBOARD}": "1", "ATTRS{properties}": "0"}, False),
}  # fmt: skip


@pytest.mark.parametrize("name", PANELS)
def test_every_touch_panel_has_its_name_and_no_mouse(name: str) -> None:
    """Those in mouse mode too, which udev takes for a mouse."""
    words, is_panel = PANELS[name]
    made = ruled({**EVENT, **words})
    assert ("kiosk/touch" in made.get("SYMLINK", "").split()) is is_panel
    assert (made.get("GROUP"), made.get("MODE")) == (("input", "0660") if is_panel else (None, None))


LINES = {
    "CH340": (CH340, True),
    "CP210x": ({**CH340, "ENV{ID_VENDOR_ID}": "10c4", "ENV{ID_USB_DRIVER}": "cp210x"}, True),
    "an adapter of another maker": ({**CH340, "ENV{ID_VENDOR_ID}": "04e2", "ENV{ID_USB_DRIVER}": "xr_serial"}, True),
    "a scanner by USB-CDC": ({"SUBSYSTEM": "tty", "KERNEL": "ttyACM0", "ENV{ID_USB_DRIVER}": "cdc_acm"}, True),
    "a 4G modem": ({**CH340, "ENV{ID_VENDOR_ID}": "2c7c", "ENV{ID_USB_DRIVER}": "option"}, False),
    "the header's own line": ({"SUBSYSTEM": "tty", "KERNEL": "ttyAMA0"}, False),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_modem_manager_asks_no_printer_and_no_scanner_who_it_is(name: str) -> None:
    """`AT` on a printer's line is paper, on a scanner's a code that nobody scanned; a real modem stays one."""
    words, left_alone = LINES[name]
    assert (ruled(words).get("ENV{ID_MM_PORT_IGNORE}") == "1") is left_alone


@pytest.mark.parametrize("vendor", ["0403", "067b", "1a86", "10c4"])
def test_modem_manager_keeps_off_the_whole_adapter(vendor: str) -> None:
    """It looks at the USB device before any of its lines is there."""
    made = ruled({"SUBSYSTEM": "usb", "ENV{DEVTYPE}": "usb_device", "ATTR{idVendor}": vendor})
    assert made["ENV{ID_MM_DEVICE_IGNORE}"] == "1"


KINDS = {"vfat": True, "exfat": True, "ntfs": False, "ext4": False}


@pytest.mark.parametrize("kind", KINDS)
def test_sticks_of_both_kinds_are_mounted(kind: str) -> None:
    """With words that both know: `flush` is FAT's alone, and exFAT refuses it."""
    wants = ruled({**STICK, "ENV{ID_FS_TYPE}": kind}).get("ENV{SYSTEMD_WANTS}", "")
    assert ("kiosk-stick@" in wants) is KINDS[kind]
    unit = (ROOT / "systemd/kiosk-stick@.service").read_text(encoding="utf-8")
    assert "flush" not in re.findall(r"mount -o (\S+)", unit)[0].split(",")
