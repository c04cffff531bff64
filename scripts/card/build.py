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
from pathlib import Path

from scripts import form
from scripts.card import bundle, filesystems, firmware, layout, materials, tree

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
OUT = PROJECT / "build/image"
PROGRAMS = ("mmdebstrap", "mke2fs", "debugfs", "mkfs.vfat", "mcopy", "sfdisk", "mkimage", "chroot", "openssl")


def say(words: str) -> None:
    print(time.strftime("%T"), words, flush=True)


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


def debian_root() -> Path:
    """The cached tar, made when it is not there."""
    tar = OUT / f"root-{root_key(HERE / 'packages.list', HERE / 'root.sh')}.tar"
    if tar.exists():
        say(f"Debian root: {tar.name} is kept from before")
        return tar
    say("Debian root: made anew, 6 to 15 minutes")
    tree.run(HERE / "root.sh", OUT / "new.tar")
    (OUT / "new.tar").rename(tar)
    return tar


def fetch_wheels(lock: str) -> Path:
    """The locked wheels for the card's Python and processor."""
    folder, wanted = OUT / "wheels", OUT / "card.lock"
    shutil.rmtree(folder, ignore_errors=True)
    wanted.write_text(lock)
    platforms = [f"--platform={name}_aarch64" for name in ("manylinux_2_28", "manylinux_2_17", "manylinux2014")]
    pip = (sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--require-hashes", "--python-version=3.13")
    tree.run(*pip, "--only-binary=:all:", *platforms, "-r", wanted, "-d", folder)
    return folder


def make_tree(epoch: int) -> tuple[Path, Path]:
    """The settled root tree, and the folder of the FAT partition."""
    root, boot = OUT / "tree", OUT / "boot"
    shutil.rmtree(boot, ignore_errors=True)
    lock = (PROJECT / "requirements/pi.lock").read_text()
    tar, wheels = debian_root(), fetch_wheels(lock)
    say("unpack")
    tree.unpack(tar, root)
    say("install the project by scripts/install")
    tree.install(root, PROJECT, wheels, lock)
    tree.settle(root, bundle.certificate(OUT / "keys"), release(epoch))
    tree.compile_again(root)
    tree.take_firmware(root, boot)
    (boot / "cai-dat.html").write_text(form.page(), encoding="utf-8")
    say("initrd")
    tree.make_initrd(root, [(boot / name).read_bytes() for name in firmware.DEVICE_TREES])
    write_materials(root)
    tree.clean(root, epoch)
    return root, boot


def write_materials(root: Path) -> None:
    """materials.json and materials.txt beside the image."""
    site = next((root / "opt/kiosk/venv/lib").glob("python3*")) / "site-packages"
    items = materials.debian((root / "var/lib/dpkg/status").read_text(), root / "usr/share/doc") + materials.wheels(
        site
    )
    (OUT / "materials.json").write_text(json.dumps(items, indent=1) + "\n")
    (OUT / "materials.txt").write_text(materials.table(items))


def boot_script(boot: Path) -> None:
    """boot.scr: U-Boot's script with the rule of choosing put in."""
    text = (HERE / "boot.cmd").read_text().replace("#CHOOSE#\n", (HERE / "choose.cmd").read_text())
    (OUT / "boot.txt").write_text(text)
    tree.run("mkimage", "-q", "-A", "arm64", "-T", "script", "-C", "none", "-d", OUT / "boot.txt", boot / "boot.scr")


def main() -> int:
    """Builds; prints the hashes of the file systems and the size of what is really in the image."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None]
    if missing:
        print(f"image: missing programs: {', '.join(missing)}", file=sys.stderr)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    epoch = epoch_of(PROJECT)
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    root, boot = make_tree(epoch)
    boot_script(boot)
    report(assemble(root, boot, epoch))
    return 0


def assemble(root: Path, boot: Path, epoch: int) -> Path:
    """The three file systems and the card."""
    say("file systems")
    seed = OUT / "data-seed"
    for name in ("kiosk", "rauc", "log"):
        (seed / name).mkdir(parents=True, exist_ok=True)
        os.utime(seed / name, (epoch, epoch))
    parts = {layout.BOOT: OUT / "boot.fat", layout.ROOT_A: OUT / "root.ext4", layout.DATA: OUT / "data.ext4"}
    filesystems.make_root(root, parts[layout.ROOT_A], epoch)
    filesystems.make_boot(boot, parts[layout.BOOT], epoch)
    filesystems.make_data(seed, parts[layout.DATA], epoch)
    filesystems.make_card(parts, OUT / "kiosk.img")
    hashes = {path.name: filesystems.digest(path) for path in (*parts.values(), OUT / "kiosk.img")}
    (OUT / "hashes.json").write_text(json.dumps(hashes, indent=1) + "\n")
    return OUT / "kiosk.img"


def report(card: Path) -> None:
    """What came out."""
    for name, value in json.loads((OUT / "hashes.json").read_text()).items():
        print(f"{value}  {name}")
    used = card.stat().st_blocks * 512 / 1e6
    say(f"{card}: {used:.0f} MB of content in {card.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
