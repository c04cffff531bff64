"""USB sticks: where one is mounted, and how a file comes onto it whole or not at all.

A stick is a mounted file system of a disk that hangs on USB. On the kiosk udev mounts it (systemd/kiosk-stick@.service,
at /run/kiosk-stick); on a desk the desktop does. A stick that is pulled out too early holds the whole file or nothing
(files.py). One that is in and is not mounted is told by what udev found on it (its database has a file a block device,
/run/udev/data/bMAJOR:MINOR, with the line `E:ID_FS_TYPE=…`). Messages are for the officer beside the kiosk.
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
READ = ("vfat", "exfat")  # what systemd/70-kiosk.rules has mounted
NAMES = {
    "ntfs": "NTFS",
    "hfsplus": "HFS+ (của máy Mac)",
    "apfs": "APFS (của máy Mac)",
    "iso9660": "ISO 9660 (USB cài đặt)",
    "BitLocker": "BitLocker (mã hóa)",
    "crypto_LUKS": "LUKS (mã hóa)",
    "": "trống hoặc chưa định dạng",
}
MOUNTS, BLOCKS, UDEV = Path("/proc/mounts"), Path("/sys/class/block"), Path("/run/udev/data")
_OCTAL = re.compile(r"\\([0-7]{3})")


class NoStick(OSError):
    """Nobody has put a stick in, or none that can be read; `kind`: what udev found on it, "" where it found nothing,
    None where there is no stick."""

    def __init__(self, kind: str | None = None) -> None:
        super().__init__(_no_stick(kind))


def _no_stick(kind: str | None) -> str:
    if kind is None:
        return "Chưa thấy USB. Xin cắm USB vào máy, chờ vài giây rồi thử lại."
    if kind in READ:
        return "Có USB nhưng chưa đọc được. Xin chờ vài giây rồi thử lại; nếu vẫn vậy thì USB hỏng, xin dùng USB khác."
    name = NAMES.get(kind, kind)
    return f"USB này là loại {name}, máy không đọc được. Xin dùng USB định dạng FAT32 hoặc exFAT."


class NotWritten(OSError):
    """The stick is full, write-protected, or was pulled out."""


def no_stick(mounts: Path = MOUNTS, blocks: Path = BLOCKS, udev: Path = UDEV) -> NoStick:
    """Why none was found. A disk that the system itself runs from is no stick, nor a card reader without a card."""
    disks = [disk for disk in sorted(blocks.glob("sd*")) if _is_stick(disk, _mounted(mounts))]
    kinds = [kind for disk in disks for part in (disk, *_parts(disk)) if (kind := _kind(part, udev))]
    return NoStick(next(iter(sorted(kinds, key=READ.__contains__)), "" if disks else None))


def _is_stick(disk: Path, mounted: set[str]) -> bool:
    """A whole disk with something in it, of which nothing is mounted."""
    whole = disk.is_dir() and not (disk / "partition").exists() and _words(disk / "size") not in ("", "0")
    return whole and _on_usb(disk) and not mounted & {part.name for part in (disk, *_parts(disk))}


def _parts(disk: Path) -> list[Path]:
    return sorted(file.parent for file in disk.glob("*/partition"))


def _mounted(mounts: Path) -> set[str]:
    return {Path(line.split(" ")[0]).name for line in mounts.read_text(encoding="utf-8").splitlines()}


def _kind(block: Path, udev: Path) -> str:
    found = re.search(r"^E:ID_FS_TYPE=(.+)$", _words(udev / f"b{_words(block / 'dev')}"), re.MULTILINE)
    return found[1] if found else ""


def _words(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""


def find_stick(mounts: Path = MOUNTS, blocks: Path = BLOCKS) -> Path | None:
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
