"""Where everything is on the card: partitions, mounts, and the two sectors of U-Boot's counters. Texts and numbers.

Slots are named by partition id (PARTUUID), never by label, so that one root picture fits A and B alike. The counters
lie in the gap before the first partition, each copy in its own 4 KiB page, and one sector long: a sector is written
whole or not at all. Data has 1 KiB blocks, as the journal's pages, and may grow to 8 GiB.
"""

import zlib
from dataclasses import dataclass

COMPATIBLE = "may-lay-so"  # a bundle for another machine is refused
CARD_ID = "4b494f53"  # the DOS label of the card; partition n is PARTUUID=4b494f53-0n
MIB = 1 << 20
SECTOR = 512
COUNTERS = (0x100000, 0x102000)  # bytes from the start of the card
COUNTERS_SIZE = SECTOR
DATA_LIMIT = 8 << 30  # bytes; the rest of a large card stays free for its wear levelling


@dataclass(frozen=True)
class Partition:
    """One partition; `start` and `size` in MiB."""

    number: int
    name: str
    kind: str  # DOS type
    start: int
    size: int

    @property
    def uuid(self) -> str:
        return f"{CARD_ID}-{self.number:02d}"


BOOT = Partition(1, "boot", "c", 4, 128)
ROOT_A = Partition(2, "root-a", "83", 132, 896)
ROOT_B = Partition(3, "root-b", "83", 1028, 896)
DATA = Partition(4, "data", "83", 1924, 124)
PARTITIONS = (BOOT, ROOT_A, ROOT_B, DATA)
CARD_MIB = DATA.start + DATA.size


def sfdisk_script() -> str:
    """The partition table for sfdisk(8)."""
    lines = [f"start={p.start}MiB, size={p.size}MiB, type={p.kind}{', bootable' * (p is BOOT)}" for p in PARTITIONS]
    return "\n".join(["label: dos", f"label-id: 0x{CARD_ID}", *lines]) + "\n"


def fstab() -> str:
    """Mounts of the running system. The root is not in it: the kernel mounts it read-only and nobody mounts it again.

    commit=300: ext4's own timer may wait five minutes; what was promised to a citizen is synced by SQLite itself.
    """
    data = "rw,noatime,lazytime,nodev,nosuid,noexec,commit=300,data=ordered,errors=remount-ro"
    return (
        f"PARTUUID={BOOT.uuid} /boot/firmware vfat ro,noatime,gid=kiosk,umask=0027,nofail 0 0\n"
        f"PARTUUID={DATA.uuid} /data ext4 {data} 0 2\n"
        "/data/kiosk /var/lib/kiosk none bind,x-systemd.requires-mounts-for=/data 0 0\n"
        "tmpfs /tmp tmpfs nodev,nosuid,size=64M 0 0\n"
    )


def fw_env_config() -> str:
    """libubootenv's /etc/fw_env.config: the first copy. U-Boot writes both at every start, so the second is what held
    before: when the first is torn, the update that was being entered is not entered, and the old root starts."""
    return f"/dev/kiosk/card 0x{COUNTERS[0]:x} 0x{COUNTERS_SIZE:x}\n"


def rauc_config(keyring: str = "/etc/rauc/keyring.pem") -> str:
    """RAUC's /etc/rauc/system.conf: two root slots behind U-Boot; what RAUC remembers lives on data.

    A certificate is judged by the time of signing: a kiosk's own clock may be years behind.
    """
    slots = "".join(
        f"\n[slot.rootfs.{n}]\ndevice=/dev/disk/by-partuuid/{slot.uuid}\ntype=raw\nbootname={letter}\n"
        for n, (letter, slot) in enumerate([("A", ROOT_A), ("B", ROOT_B)])
    )
    return (
        f"[system]\ncompatible={COMPATIBLE}\nbootloader=uboot\nmountprefix=/run/rauc\ndata-directory=/data/rauc\n"
        "bundle-formats=plain\nboot-attempts=3\nboot-attempts-primary=3\n"
        f"\n[keyring]\npath={keyring}\nuse-bundle-signing-time=true\n{slots}"
    )


def counters(order: str = "A B", left_a: int = 3, left_b: int = 0) -> bytes:
    """One sector of U-Boot environment with its checksum (crc32, little endian). A new card has nothing in B."""
    text = f"BOOT_ORDER={order}\0BOOT_A_LEFT={left_a}\0BOOT_B_LEFT={left_b}\0\0".encode()
    body = text.ljust(COUNTERS_SIZE - 4, b"\0")
    return zlib.crc32(body).to_bytes(4, "little") + body
