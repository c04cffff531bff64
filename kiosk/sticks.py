"""Where a USB stick is: a mounted file system of a disk that hangs on USB. Nothing is mounted here.

On the kiosk udev does that (systemd/kiosk-stick@.service, at /run/kiosk-stick); on a desk the desktop does.
"""

import re
from pathlib import Path

KINDS = ("vfat", "exfat", "ntfs", "ntfs3", "fuseblk", "ext4")
_OCTAL = re.compile(r"\\([0-7]{3})")


def find_stick(mounts: Path = Path("/proc/mounts"), blocks: Path = Path("/sys/class/block")) -> Path | None:
    """The last one that was mounted. `mounts`: as proc(5) has them; `blocks`: where the kernel names its disks."""
    found = None
    for line in mounts.read_text(encoding="utf-8").splitlines():
        device, place, kind = line.split(" ")[:3]
        if kind in KINDS and _on_usb(blocks / Path(device).name):
            found = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), place))
    return found


def _on_usb(block: Path) -> bool:
    """The disk's place in the kernel's tree goes through a USB port."""
    return any(re.fullmatch(r"usb\d+", part) for part in block.resolve().parts)
