"""`scripts/image bundle`: the built root as one signed update, build/image/kiosk-VERSION.raucb.

RAUC's plain format, signed as a whole: its verity format needs a newer RAUC than Debian trixie's on a kernel from
backports (docs/decisions/0010). The key that signs is that of keys.py.
"""

import shutil
import subprocess
from pathlib import Path

from kiosk.host.progress import Progress
from scripts.card import layout, paths
from scripts.card.keys import KEY, certificate


def manifest(version: str) -> str:
    """RAUC's manifest.raucm; `rauc bundle` adds the picture's size and sum."""
    return (
        f"[update]\ncompatible={layout.COMPATIBLE}\nversion={version}\n\n"
        "[bundle]\nformat=plain\n\n[image.rootfs]\nfilename=root.img\n"
    )


def make(root: Path, version: str, keys: Path, out: Path) -> Path:
    """The bundle of one root picture. Raises CalledProcessError."""
    folder = out.with_suffix(".folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "manifest.raucm").write_text(manifest(version))
    (folder / "root.img").hardlink_to(root)
    out.unlink(missing_ok=True)
    signed = (
        f"--cert={certificate(keys)}",
        f"--key={keys / KEY}",
        "--mksquashfs-args=-comp zstd -Xcompression-level 9",
    )
    subprocess.run(["rauc", "bundle", *signed, folder, out], check=True, capture_output=True)
    shutil.rmtree(folder)
    return out


def run() -> int:
    """Of the last build. Raises NotBuilt."""
    version = paths.built_release()
    with Progress(1) as progress:
        progress.step(f"{version}: squashfs and signature, about a minute")
        print(make(paths.ROOT_PICTURE, version, paths.KEYS, paths.OUT / f"kiosk-{version}.raucb"))
    return 0
