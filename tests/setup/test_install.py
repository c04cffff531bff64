"""The installer, run into a staging folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = [
    f"kiosk-{name}.service" for name in ("prepare", "migrate", "mend", "doctor", "app", "console", "sync", "backup")
]
UNITS += ["kiosk-backup.timer", "kiosk-watch.socket", "kiosk-watch@.service", "kiosk-stick@.service"]
UNITS += ["kiosk-poweroff.path", "kiosk-poweroff.service", "kiosk-clock.path", "kiosk-clock.service"]


def install(root: Path) -> str:
    argv = [str(ROOT / "scripts/install"), "--root", str(root), "--no-venv"]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def test_again_is_an_upgrade_that_keeps_the_config(tmp_path: Path) -> None:
    """A second run writes the units again and leaves kiosk.toml as the technician left it."""
    install(tmp_path)
    config, unit = tmp_path / "boot/firmware/kiosk.toml", tmp_path / "etc/systemd/system/kiosk-app.service"
    config.write_text("mine")
    unit.write_text("old")
    assert "kept" in install(tmp_path)
    assert config.read_text() == "mine" and "ExecStart" in unit.read_text()


def test_brltty_gives_the_adapters_back(tmp_path: Path) -> None:
    """Its rules take CH340 and CP210x for Braille displays: each is switched off by its name, and that is said."""
    theirs = tmp_path / "usr/lib/udev/rules.d/85-brltty.rules"
    assert "Braille" not in install(tmp_path)
    theirs.parent.mkdir(parents=True)
    theirs.write_text('ENV{PRODUCT}=="1a86/7523/*"')
    for _ in "ab":
        assert "brltty takes CH340" in install(tmp_path)
        assert (tmp_path / "etc/udev/rules.d" / theirs.name).readlink() == Path("/dev/null")


@pytest.mark.parametrize("console", ["serial0,115200", "ttyAMA0,115200", "ttyS0"])
def test_a_kernel_that_speaks_on_the_header_is_told(tmp_path: Path, console: str) -> None:
    """A printer there would print its words; the installer does not touch another system's cmdline.txt."""
    words = tmp_path / "boot/firmware/cmdline.txt"
    words.parent.mkdir(parents=True)
    words.write_text("console=tty1 quiet\n")
    assert "serial line" not in install(tmp_path)
    words.write_text(f"console={console} console=tty1\n")
    assert "do_serial_cons" in install(tmp_path)


def test_unknown_argument_is_refused() -> None:
    """A mistyped argument is one line and exit code 2."""
    done = subprocess.run([ROOT / "scripts/install", "--rot", "x"], capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.count("\n") == 1


def test_what_the_panel_needs_is_done_and_said(tmp_path: Path) -> None:
    """On a Raspberry Pi OS with a desktop: the kernel's video= beside its other arguments, once however often it runs,
    and the desktop by its name with what ends it."""
    boot, line = tmp_path / "boot/firmware", "console=serial0,115200 root=PARTUUID=1-02 rootwait quiet splash"
    kiosk, units = tmp_path / "opt/kiosk/venv/bin/kiosk", tmp_path / "etc/systemd/system"
    for folder in (boot, kiosk.parent, units):
        folder.mkdir(parents=True)
    kiosk.write_text(f'#!/bin/sh\nexec {sys.executable} -m kiosk "$@"\n')
    kiosk.chmod(0o755)
    (units / "display-manager.service").symlink_to("/lib/systemd/system/lightdm.service")
    (boot / "cmdline.txt").write_text(f"{line}\n")
    sample = (ROOT / "docs/kiosk.toml").read_text(encoding="utf-8")
    option = '# video = ""                       #'
    assert option in sample
    (boot / "kiosk.toml").write_text(sample.replace(option, 'video = "HDMI-A-1:1920x1080@60D" #'), encoding="utf-8")
    for _ in range(2):
        assert "lightdm: systemctl disable --now lightdm" in install(tmp_path)
        video = "HDMI-A-1:1920x1080@60D"
        assert (boot / "cmdline.txt").read_text() == f"{line} video={video} kiosk.video={video}\n"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (package systemd)")
def test_units_verify(tmp_path: Path) -> None:
    """systemd itself finds nothing to say about the staged units."""
    install(tmp_path)
    lib = tmp_path / "usr/lib/systemd/system"
    lib.mkdir(parents=True)
    for unit in Path("/usr/lib/systemd/system").glob("*.target"):
        shutil.copy(unit, lib / unit.name, follow_symlinks=True)
    system = [f"usr/bin/{name}" for name in ("mount", "umount", "rm", "sync", "systemctl")]
    for program in ("opt/kiosk/venv/bin/kiosk", "opt/kiosk/venv/bin/kiosk-sync", *system):
        stand_in = tmp_path / program
        stand_in.parent.mkdir(parents=True, exist_ok=True)
        stand_in.write_text("#!/bin/sh\n")
        stand_in.chmod(0o755)
    argv = ["systemd-analyze", "verify", "--man=no", f"--root={tmp_path}", *UNITS]
    done = subprocess.run(argv, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    said = [line for line in done.stderr.splitlines() if "kiosk" in line]
    assert (said, done.returncode) == ([], 0)
