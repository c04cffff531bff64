"""`scripts/image build`: packages and this project into build/image/kiosk.img, with its bill of materials and hashes.

The Debian root is the slow part: it is kept as root-KEY.tar, where KEY is a hash of what goes into it (packages.list,
root.sh), and made again when that changes. All else takes about two minutes. Same root, same project: same bytes.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from kiosk.host.progress import Progress
from scripts import form
from scripts.card import filesystems, firmware, layout, materials, tree
from scripts.card.keys import certificate
from scripts.card.paths import CARD, HERE, KEYS, OUT, PROJECT, ROOT_PICTURE, TREE

PROGRAMS = ("mmdebstrap", "mke2fs", "debugfs", "mkfs.vfat", "mcopy", "sfdisk", "mkimage", "chroot", "openssl")
BOOT, SEED, WHEELS, LOCK = OUT / "boot", OUT / "data-seed", OUT / "wheels", OUT / "card.lock"
PARTS = {layout.BOOT: OUT / "boot.fat", layout.ROOT_A: ROOT_PICTURE, layout.DATA: OUT / "data.ext4"}


class Missing(OSError):
    """Programs that the build needs are not here."""


def run() -> int:
    """Builds; prints the hashes of the file systems and the size of what is really in the image. Raises Missing."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None]
    if missing:
        raise Missing(f"missing programs: {', '.join(missing)}")
    OUT.mkdir(parents=True, exist_ok=True)
    epoch = epoch_of(PROJECT)
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    with Progress(len(STEPS)) as progress:
        for words, step in STEPS:
            progress.step(words)
            step(epoch)
    report()
    return 0


def root_key(*inputs: Path) -> str:
    """Names the Debian root by what goes into it."""
    total = hashlib.sha256()
    for path in inputs:
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


def epoch_of(project: Path) -> int:
    """The time every file is clamped to: SOURCE_DATE_EPOCH, else the last commit's."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    said = subprocess.run(
        ["git", "-C", project, "log", "-1", "--format=%ct"], check=True, capture_output=True, text=True
    )
    return int(said.stdout)


def release(epoch: int) -> str:
    """`0.1.0.202611260612`: the package's version and the minute of its last change, which only grows."""
    package = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    return f"{package}.{time.strftime('%Y%m%d%H%M', time.gmtime(epoch))}"


# --- the steps, each from what the one before left in build/image ---------------------------------------------------


def debian_tar() -> Path:
    return OUT / f"root-{root_key(HERE / 'packages.list', HERE / 'root.sh')}.tar"


def debian_root(epoch: int) -> None:
    """The cached tar, made when it is not there."""
    if not debian_tar().exists():
        tree.run(HERE / "root.sh", OUT / "new.tar")
        (OUT / "new.tar").rename(debian_tar())


def fetch_wheels(epoch: int) -> None:
    """The locked wheels for the card's Python and processor."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    shutil.copy(PROJECT / "requirements/pi.lock", LOCK)
    platforms = [f"--platform={name}_aarch64" for name in ("manylinux_2_28", "manylinux_2_17", "manylinux2014")]
    pip = (sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--require-hashes", "--python-version=3.13")
    tree.run(*pip, "--only-binary=:all:", *platforms, "-r", LOCK, "-d", WHEELS)


def settle(epoch: int) -> None:
    """The card's own files over the tree, and what the FAT partition gets out of it."""
    shutil.rmtree(BOOT, ignore_errors=True)
    tree.settle(TREE, certificate(KEYS), release(epoch))
    tree.compile_again(TREE)
    tree.take_firmware(TREE, BOOT)
    (BOOT / "cai-dat.html").write_text(form.page(), encoding="utf-8")
    boot_script()


def boot_script() -> None:
    """boot.scr: U-Boot's script with the rule of choosing put in."""
    text = (HERE / "boot.cmd").read_text().replace("#CHOOSE#\n", (HERE / "choose.cmd").read_text())
    (OUT / "boot.txt").write_text(text)
    tree.run("mkimage", "-q", "-A", "arm64", "-T", "script", "-C", "none", "-d", OUT / "boot.txt", BOOT / "boot.scr")


def initrd(epoch: int) -> None:
    """The initrd; after it nothing of the tree changes but what is left out."""
    tree.make_initrd(TREE, [(BOOT / name).read_bytes() for name in firmware.DEVICE_TREES])
    write_materials(TREE)
    tree.clean(TREE, epoch)


def write_materials(root: Path) -> None:
    """materials.json and materials.txt beside the image."""
    site = next((root / "opt/kiosk/venv/lib").glob("python3*")) / "site-packages"
    status, doc = (root / "var/lib/dpkg/status").read_text(), root / "usr/share/doc"
    items = materials.debian(status, doc) + materials.wheels(site)
    (OUT / "materials.json").write_text(json.dumps([asdict(item) for item in items], indent=1) + "\n")
    (OUT / "materials.txt").write_text(materials.table(items))


def file_systems(epoch: int) -> None:
    for name in ("kiosk", "rauc", "log"):
        (SEED / name).mkdir(parents=True, exist_ok=True)
        os.utime(SEED / name, (epoch, epoch))
    filesystems.make_root(TREE, PARTS[layout.ROOT_A], epoch)
    filesystems.make_boot(BOOT, PARTS[layout.BOOT], epoch)
    filesystems.make_data(SEED, PARTS[layout.DATA], epoch)


def write_hashes(epoch: int) -> None:
    hashes = {path.name: filesystems.digest(path) for path in (*PARTS.values(), CARD)}
    (OUT / "hashes.json").write_text(json.dumps(hashes, indent=1) + "\n")


STEPS: tuple[tuple[str, Callable[[int], None]], ...] = (
    ("Debian root, 6 to 15 minutes unless it is kept from before", debian_root),
    ("the locked wheels", fetch_wheels),
    ("unpack the root", lambda epoch: tree.unpack(debian_tar(), TREE)),
    ("the project, by scripts/install", lambda epoch: tree.install(TREE, PROJECT, WHEELS, LOCK.read_text())),
    ("the card's own files, byte code", settle),
    ("initrd", initrd),
    ("file systems", file_systems),
    ("the card", lambda epoch: filesystems.make_card(PARTS, CARD)),
    ("hashes", write_hashes),
)


def report() -> None:
    """What came out."""
    for name, value in json.loads((OUT / "hashes.json").read_text()).items():
        print(f"{value}  {name}")
    used = CARD.stat().st_blocks * 512 / 1e6
    print(f"{CARD}: {used:.0f} MB of content in {CARD.stat().st_size / 1e6:.0f} MB")
