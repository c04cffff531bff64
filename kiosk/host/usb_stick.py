"""USB sticks: where one is mounted, and how a file comes onto it whole or not at all.

A stick is a mounted file system of a disk that hangs on USB. On the kiosk udev mounts it (systemd/kiosk-stick@.service,
at /run/kiosk-stick); on a desk the desktop does. A stick that is pulled out too early holds the whole file or nothing
(files.py). Messages are for the officer beside the kiosk.
"""

import contextlib
import errno
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from kiosk.host.files import write_whole

KINDS = ("vfat", "exfat", "ntfs", "ntfs3", "fuseblk", "ext4")
_OCTAL = re.compile(r"\\([0-7]{3})")


class NoStick(OSError):
    """Nobody has put a stick in."""

    def __init__(self) -> None:
        super().__init__("Chưa thấy USB. Xin cắm USB vào máy, chờ vài giây rồi thử lại.")


class NotWritten(OSError):
    """The stick is full, write-protected, or was pulled out."""


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


def put_on(stick: Path, name: str, content: bytes) -> Path:
    """The file, whole and on the stick itself. Raises NotWritten."""
    try:
        write_whole(stick / name, content)
    except OSError as error:
        raise NotWritten(_advice(error)) from error
    return stick / name


def _advice(error: OSError) -> str:
    """What the officer should do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "USB đã đầy. Xin xóa bớt tệp hoặc dùng USB khác."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return "USB bị khóa, không ghi được. Xin gạt nút khóa hoặc dùng USB khác."
    return f"Không ghi được vào USB ({error.strerror}). Xin rút ra, cắm lại rồi thử lại."


@contextlib.contextmanager
def writable(folder: Path) -> Iterator[None]:
    """The card's boot partition is read-only while the kiosk runs; for a technician it is not. Needs root."""
    locked = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    if locked:
        _mount_again("rw", folder)
    try:
        yield
    finally:
        if locked:
            _mount_again("ro", folder)


def _mount_again(how: str, folder: Path) -> None:
    """What mount(8) has against it is in the log; whoever writes then hears that nobody may."""
    at = next(place for place in (folder, *folder.resolve().parents) if place.is_mount())
    subprocess.run(["mount", "-o", f"remount,{how}", at], check=False)
