"""No device that is plugged in after the start is forbidden: whatever class of devices a unit is allowed is known to
the kernel before the unit starts, since systemd looks the class's number up in /proc/devices just then."""

import re
from pathlib import Path

import pytest

from tests.setup.users.units import ROOT, last, said, services

MODULES = ROOT / "systemd/kiosk.modules"
LOADED = {  # class → the module that brings it
    "char-drm": "drm",
    "char-alsa": "snd",
    "char-ttyUSB": "usbserial",
    "char-ttyACM": "cdc_acm",
    "char-usb": "usblp",  # it needs usbcore, whose number it is
    "char-usb_device": "usblp",
}
ALWAYS = {  # class → what of every kernel brings it (Debian's and Raspberry Pi OS' configuration)
    "char-input": "CONFIG_INPUT=y",
    "char-fb": "CONFIG_FB=y",
    "char-gpiochip": "CONFIG_GPIOLIB=y",
    "char-ttyAMA": "CONFIG_SERIAL_AMBA_PL011=y",
    "char-ttyS": "CONFIG_SERIAL_8250=y",
    "char-rtc": "CONFIG_RTC_CLASS=y",
    "/dev/rfkill": "a path, and kiosk-wifi starts when its device is there",
}


def loaded() -> list[str]:
    """Module names as modules-load.d(5) has them."""
    lines = MODULES.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith(("#", ";"))]


def allowed(unit: str) -> list[str]:
    return [line.split()[0] for line in said(unit)["DeviceAllow"]]


@pytest.mark.parametrize("unit", sorted(services()))
def test_each_class_is_there_before_the_unit_starts(unit: str) -> None:
    """By a module of the list, or because every kernel has it."""
    for name in allowed(unit):
        assert name in ALWAYS or LOADED[name] in loaded(), name


@pytest.mark.parametrize("unit", sorted(services()))
def test_a_unit_that_may_have_such_devices_starts_after_the_drivers(unit: str) -> None:
    """Every unit comes after sysinit.target, and that after systemd-modules-load; who is before it says so itself."""
    if {*allowed(unit)} & LOADED.keys() and last(unit, "DefaultDependencies", "yes") == "no":
        assert "systemd-modules-load.service" in " ".join(said(unit)["After"]).split()


def test_the_list_has_no_module_in_vain() -> None:
    """Each brings a class that some unit is allowed."""
    wanted = {LOADED[name] for unit in services() for name in allowed(unit) if name in LOADED}
    assert set(loaded()) == wanted


def test_it_is_laid_where_systemd_reads_it() -> None:
    """By the installer, which the card is made by too; at an upgrade it is loaded before the programs start again."""
    text = (ROOT / "scripts/install").read_text(encoding="utf-8")
    assert re.search(r"kiosk\.modules\S* /etc/modules-load\.d/kiosk\.conf", text)
    assert text.index("restart systemd-modules-load") < text.index("restart kiosk-migrate")
    masked = (ROOT / "scripts/card/tree.py").read_text(encoding="utf-8")
    assert "modules-load" not in masked and Path(MODULES).exists()
