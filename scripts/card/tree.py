"""The root tree: this project and the card's own files laid over the bare Debian root, then made the same every time.

Needs root and binfmt for arm64 (programs of the tree run in it by chroot). What is left out of /var is left out on
purpose: at run time /var is in memory and made by tmpfiles.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scripts.card import firmware, initrd, layout, splash_words, uboot

OVERLAY = Path(__file__).parent / "overlay"
SOURCE = ("kiosk", "drivers", "display", "sync", "systemd", "scripts", "docs", "requirements")
SINGLE = ("pyproject.toml", "README.md", "LICENSE")
MASKED = [
    "getty@tty1.service",
    "serial-getty@.service",
    "console-getty.service",
    "autovt@.service",
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "dpkg-db-backup.timer",
    "e2scrub_all.timer",
    "e2scrub_reap.service",
    "fstrim.timer",
    "wpa_supplicant.service",
    "systemd-networkd-wait-online.service",
    "systemd-firstboot.service",
    "systemd-journal-catalog-update.service",
    "systemd-update-done.service",
    "ldconfig.service",
    "systemd-hwdb-update.service",
    "systemd-machine-id-commit.service",
    "systemd-random-seed.service",
    "systemd-pstore.service",
]
ENABLED = [
    "systemd-networkd.service",
    "systemd-resolved.service",
    "systemd-timesyncd.service",
    "kiosk-grow.service",
    "kiosk-tail.timer",
    "kiosk-network.service",
    "kiosk-wifi.service",
    "kiosk-judge.service",
    "kiosk-update.timer",
]
GONE = [
    "etc/hostname",
    "etc/initramfs-tools",
    "var",
    "boot/firmware",
    "boot/config-*",
    "usr/src",
    "usr/share/lintian",
    "usr/share/bug",
    "usr/lib/modules/*/dtb",
    "usr/lib/raspi-firmware",
    "usr/lib/u-boot",
    "usr/lib/linux-image-*",
]


def run(*words: str | Path) -> None:
    """A program of this machine. Raises CalledProcessError."""
    subprocess.run([str(word) for word in words], check=True)


def inside(tree: Path, *words: str) -> None:
    """A program of the tree, under emulation. Raises CalledProcessError."""
    path = {"PATH": "/usr/sbin:/usr/bin", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "HOME": "/root"}
    subprocess.run(["chroot", str(tree), *words], check=True, env=path | _epoch())


def _epoch() -> dict[str, str]:
    return {"SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"]}


def unpack(tar: Path, tree: Path) -> None:
    """The bare root, with owners and rights as they are in the tar."""
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    run("tar", "-C", tree, "-xpf", tar, "--numeric-owner", "--xattrs", "--exclude=./dev/*")


def install(tree: Path, project: Path, wheels: Path, lock: str) -> None:
    """The project by its own scripts/install, in the tree; `/stage` is the tree itself under another name."""
    source = tree / "source"
    source.mkdir()
    for name in SOURCE:
        shutil.copytree(project / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "card"))
    for name in SINGLE:
        shutil.copy(project / name, source / name)
    (source / "requirements/pi.lock").write_text(lock)
    shutil.copytree(wheels, source / "wheels")
    (tree / "stage").symlink_to(".")
    inside(tree, "/source/scripts/install", "--root", "/stage", "--wheels", "/source/wheels")
    shutil.rmtree(source)
    (tree / "stage").unlink()
    _trim_venv(tree / "opt/kiosk/venv")


def _trim_venv(venv: Path) -> None:
    """Only our own programs stay in bin; pip has done its work; byte code is made anew, without times in it."""
    for program in (venv / "bin").iterdir():
        if not program.name.startswith(("kiosk", "python")):
            program.unlink()
    (venv / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.13\n")
    for pattern in ("pip", "pip-*", "setuptools", "setuptools-*", "_distutils_hack", "distutils-precedence.pth"):
        for found in venv.glob(f"lib/python3*/site-packages/{pattern}"):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    for left in sorted(venv.rglob("direct_url.json")):  # where pip found our package: a folder with a random name
        left.unlink()
        record = left.with_name("RECORD")
        kept = [line for line in record.read_text().splitlines(True) if "/direct_url.json," not in line]
        record.write_text("".join(kept))


def compile_again(tree: Path) -> None:
    """Byte code of the venv that depends on the source's text and not on its time."""
    for cache in list((tree / "opt/kiosk/venv").rglob("__pycache__")):
        shutil.rmtree(cache)
    inside(
        tree, "/usr/bin/python3", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "/opt/kiosk/venv"
    )


def settle(tree: Path, certificate: Path, release: str) -> None:
    """Units, mounts, users, network, the updater; no password opens anything."""
    run("cp", "-dR", "--preserve=mode,links", f"{OVERLAY}/.", tree)  # not the times of this checkout
    for place in ("data", "var/lib/kiosk", "boot/firmware"):
        (tree / place).mkdir(parents=True, exist_ok=True)
    _write(tree / "etc/fstab", layout.fstab())
    _write(tree / "etc/fw_env.config", layout.fw_env_config())
    _write(tree / "etc/rauc/system.conf", layout.rauc_config())
    shutil.copy(certificate, tree / "etc/rauc/keyring.pem")
    _write(tree / "usr/lib/kiosk/release", f"{release}\n")
    shutil.copy(Path(__file__).with_name("splash.py"), tree / "usr/lib/kiosk/splash.py")
    splash_words.write(tree / "usr/lib/kiosk/splash")
    _write(tree / "etc/machine-id", "")
    inside(tree, "/usr/bin/systemd-sysusers")
    inside(tree, "/usr/bin/systemctl", "--root=/", "mask", "-q", *MASKED)
    inside(tree, "/usr/bin/systemctl", "--root=/", "enable", "-q", *ENABLED)
    shadow = tree / "etc/shadow"
    _write(shadow, re.sub(r"(?m)^root:[^:]*:", "root:!*:", shadow.read_text()))
    (tree / "etc/passwd-").unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def make_initrd(tree: Path, device_trees: Sequence[bytes]) -> None:
    """/boot/vmlinuz and /boot/initrd.img, plain names that U-Boot's script knows."""
    modules = next((tree / "usr/lib/modules").iterdir())
    names = initrd.wanted(device_trees, (modules / "modules.alias").read_text(), (modules / "modules.dep").read_text())
    _write(tree / "etc/initramfs-tools/modules", "\n".join(names) + "\n")
    check = tree / "etc/initramfs-tools/scripts/init-bottom/kiosk"
    _write(check, initrd.CHECK)
    check.chmod(0o755)
    for old in (tree / "boot").glob("initrd*"):
        old.unlink()
    inside(tree, "/usr/sbin/mkinitramfs", "-o", "/boot/initrd.img", modules.name)
    kernel = next((tree / "boot").glob("vmlinuz-*"))
    kernel.rename(tree / "boot/vmlinuz")


def take_firmware(tree: Path, boot: Path) -> None:
    """What the FAT partition gets, out of the tree."""
    boot.mkdir(parents=True)
    found = {path.name: path for path in sorted((tree / "boot/firmware").iterdir())}
    for name in (*firmware.FIRMWARE, *firmware.DEVICE_TREES):
        shutil.copy(found[name], boot / name)
    shutil.copytree(found["overlays"], boot / "overlays")
    shutil.copy(found["kiosk.toml"], boot / "kiosk.toml")
    (boot / "u-boot.bin").write_bytes(uboot.quiet((tree / "usr/lib/u-boot/rpi_arm64/u-boot.bin").read_bytes()))
    (boot / "config.txt").write_text(firmware.config_txt())
    (boot / "cmdline.txt").write_text(firmware.cmdline_txt())


def clean(tree: Path, epoch: int) -> None:
    """Leaves out what the card does not need; no file is younger than `epoch`."""
    for pattern in GONE:
        for path in list(tree.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for place in ("boot/firmware", "var"):
        (tree / place).mkdir()
    for folder, names, files in os.walk(tree):
        for name in (*names, *files, "."):
            path = Path(folder) / name
            seen = path.lstat()
            os.utime(path, (epoch, min(int(seen.st_mtime), epoch)), follow_symlinks=False)
