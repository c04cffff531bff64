"""Folders to file systems to one card, without loop devices: mke2fs -d, mtools, sfdisk; the same bytes every time."""

import hashlib
import os
import subprocess
from pathlib import Path

from scripts.card import layout

SEED = "22222222-2222-4222-8222-222222222222"  # of the folders' hash order; no secret
UUIDS = {layout.ROOT_A: "11111111-1111-4111-8111-1111111111a1", layout.DATA: "11111111-1111-4111-8111-1111111111d1"}


def make_root(tree: Path, out: Path, epoch: int) -> None:
    """The ext4 picture of one slot. Raises CalledProcessError, for example when the tree does not fit."""
    _mke2fs(out, layout.ROOT_A, tree, epoch, "-b", "4096", "-m", "0", "-O", "^has_journal,^resize_inode")


def make_data(empty: Path, out: Path, epoch: int) -> None:
    """The data partition as flashed: small, with room in its tables to grow to layout.DATA_LIMIT."""
    blocks = layout.DATA_LIMIT // 1024
    _mke2fs(out, layout.DATA, empty, epoch, "-b", "1024", "-m", "1", "-E", f"resize={blocks}")


def _mke2fs(out: Path, partition: layout.Partition, folder: Path, epoch: int, *more: str) -> None:
    out.unlink(missing_ok=True)
    with out.open("wb") as file:
        file.truncate(partition.size * layout.MIB)
    seeds = f"hash_seed={SEED},lazy_itable_init=0,lazy_journal_init=0"
    words = [*more]
    if "-E" in words:
        words[words.index("-E") + 1] += f",{seeds}"
    else:
        words += ["-E", seeds]
    named = ("-L", partition.name, "-U", UUIDS[partition], "-d", str(folder))
    times = os.environ | {"E2FSPROGS_FAKE_TIME": str(epoch), "MKE2FS_DETERMINISTIC": "1"}
    subprocess.run(["mke2fs", "-q", "-t", "ext4", *words, *named, str(out)], check=True, env=times)
    _settle_times(out, epoch)


def _settle_times(picture: Path, epoch: int) -> None:
    """mke2fs takes each file's change time from the building machine, which nobody can set: written over here."""
    head = subprocess.run(["dumpe2fs", "-h", str(picture)], check=True, capture_output=True, text=True).stdout
    counts = {line.split(":")[0]: line.split(":")[1].strip() for line in head.splitlines() if line.startswith("Inode")}
    free = int(next(line.split(":")[1] for line in head.splitlines() if line.startswith("Free inodes")))
    last = int(counts["Inode count"]) - free
    fields = ("ctime", "atime", "crtime")
    lines = [f"set_inode_field <{inode}> {field} @{epoch}" for inode in (2, *range(11, last + 1)) for field in fields]
    subprocess.run(
        ["debugfs", "-w", "-f", "/dev/stdin", str(picture)],
        input="\n".join(lines),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"E2FSPROGS_FAKE_TIME": str(epoch)},
    )


def make_boot(folder: Path, out: Path, epoch: int) -> None:
    """The FAT32 partition."""
    out.unlink(missing_ok=True)
    with out.open("wb") as file:
        file.truncate(layout.BOOT.size * layout.MIB)
    for path in sorted(folder.rglob("*")):
        os.utime(path, (epoch, epoch))
    subprocess.run(
        ["mkfs.vfat", "-F32", "-n", "KIOSK", "-i", layout.CARD_ID, "--invariant", out],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    names = [str(path) for path in sorted(folder.iterdir())]
    times = os.environ | {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "MTOOLS_SKIP_CHECK": "1"}
    subprocess.run(["mcopy", "-s", "-m", "-Q", "-i", str(out), *names, "::/"], check=True, env=times)


def make_card(parts: dict[layout.Partition, Path], out: Path) -> None:
    """Table, counters and partitions into one sparse file; B stays empty."""
    out.unlink(missing_ok=True)
    with out.open("wb") as file:
        file.truncate(layout.CARD_MIB * layout.MIB)
    subprocess.run(["sfdisk", "-q", str(out)], input=layout.sfdisk_script(), text=True, check=True)
    with out.open("r+b") as card:
        for place in layout.COUNTERS:
            card.seek(place)
            card.write(layout.counters())
    for partition, picture in parts.items():
        put = (
            "dd",
            f"if={picture}",
            f"of={out}",
            "bs=1M",
            f"seek={partition.start}",
            "conv=notrunc,sparse",
            "status=none",
        )
        subprocess.run(put, check=True)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
