"""`scripts/image bundle`: the built root as one signed update, build/image/kiosk-VERSION.raucb.

RAUC's plain format, signed as a whole: its verity format needs a newer RAUC than Debian trixie's on a kernel from
backports (docs/decisions/0010). The key that signs lies in build/image/keys, made once; who loses it must flash every
card again, who shares it gives away every kiosk. Its certificate is in each card's root.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from scripts.card import layout

KEY, CERTIFICATE = "release.key.pem", "release.cert.pem"
YEARS = 30


def certificate(keys: Path) -> Path:
    """The release certificate; the first time, with its key, made. Raises CalledProcessError."""
    if not (keys / CERTIFICATE).exists():
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        of = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(365 * YEARS))
        into = ("-keyout", keys / KEY, "-out", keys / CERTIFICATE, "-subj", "/O=may-lay-so/CN=release")
        subprocess.run(["openssl", "req", "-x509", *of, *into], check=True, capture_output=True)
    return keys / CERTIFICATE


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


def main() -> int:
    """Of the last build."""
    from scripts.card.build import OUT

    root, release = OUT / "root.ext4", OUT / "tree/usr/lib/kiosk/release"
    if not (root.exists() and release.exists()):
        print("image: nothing is built yet: scripts/image build", file=sys.stderr)
        return 2
    version = release.read_text().strip()
    print(make(root, version, OUT / "keys", OUT / f"kiosk-{version}.raucb"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
