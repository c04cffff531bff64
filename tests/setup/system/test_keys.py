"""No key of a keyboard, or of a scanner that types, does anything to the machine; what the installer puts down for it.

The card is laid out by the same installer (scripts/card/tree.py), and nothing on it takes that back.
"""

import configparser
import re
import shutil
from pathlib import Path

import pytest

from scripts.card import tree
from tests.setup.test_install import ROOT, install

OVERLAY = ROOT / "scripts/card/overlay"


@pytest.fixture(scope="module", params=["installed", "card"])
def laid_out(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """What the installer puts down; on the card its own files come over it."""
    root = tmp_path_factory.mktemp("root")
    install(root)
    if request.param == "card":
        shutil.copytree(OVERLAY, root, dirs_exist_ok=True, symlinks=True)
        assert "etc/systemd" not in tree.GONE and "etc" not in tree.GONE
    return root


def manager(laid_out: Path, kind: str) -> configparser.ConfigParser:
    """All drop-ins together, as systemd reads them: by name, the last word counts."""
    read = configparser.ConfigParser()
    read.optionxform = str  # type: ignore[assignment,method-assign]  # names as they stand
    read.read(sorted((laid_out / f"etc/systemd/{kind}.conf.d").glob("*.conf")))
    return read


def test_ctrl_alt_del_restarts_nothing(laid_out: Path) -> None:
    """Not once, and not seven times within two seconds."""
    assert (laid_out / "etc/systemd/system/ctrl-alt-del.target").readlink() == Path("/dev/null")
    assert manager(laid_out, "system")["Manager"]["CtrlAltDelBurstAction"] == "none"


def test_sysrq_is_off_for_keyboards(laid_out: Path) -> None:
    """The last file that speaks of it says 0."""
    said = [
        words[1]
        for path in sorted((laid_out / "etc/sysctl.d").glob("*.conf"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if (words := re.findall(r"[\w.]+", line)) and words[0] == "kernel.sysrq"
    ]
    assert said == ["0"]


def test_no_login_takes_keys_on_any_console(laid_out: Path) -> None:
    """Neither on the first, nor on one that is switched to with Alt and a function key."""
    for unit in ("getty@tty1.service", "autovt@.service"):
        assert (laid_out / "etc/systemd/system" / unit).readlink() == Path("/dev/null")
    login = manager(laid_out, "logind")["Login"]
    assert (login["NAutoVTs"], login["ReserveVT"]) == ("0", "0")


def test_a_keyboards_power_key_ends_nothing(laid_out: Path) -> None:
    """logind listens to what has this tag; it is taken from every HID device, behind the rule that gives it."""
    rules = sorted(path.name for path in (laid_out / "etc/udev/rules.d").iterdir())
    assert "70-power-switch.rules" < "72-kiosk-keys.rules" in rules
    text = (laid_out / "etc/udev/rules.d/72-kiosk-keys.rules").read_text(encoding="utf-8")
    assert re.search(r'^SUBSYSTEM=="input",.* SUBSYSTEMS=="hid", TAG-="power-switch"$', text, re.M)
    assert not any("power-switch" in (laid_out / "etc/udev/rules.d" / name).read_text() for name in rules[:-1])


@pytest.mark.parametrize("unit", ["kiosk-app", "kiosk-doctor"])
def test_those_who_hear_scanners_may_open_every_kind(unit: str) -> None:
    """Serial, USB-CDC and keyboards: the class of each, and for the app, which is not root, the groups."""
    text = (ROOT / f"systemd/{unit}.service").read_text(encoding="utf-8")
    allowed = re.findall(r"^DeviceAllow=(\S+) rw$", text, re.M)
    assert {"char-input", "char-ttyUSB", "char-ttyACM"} <= set(allowed)
    if unit == "kiosk-app":
        groups = re.findall(r"^SupplementaryGroups=(.*)$", text, re.M)
        assert {"input", "dialout"} <= set(groups[0].split())
