"""The card's tables and texts."""

import re
import zlib

from scripts.card import firmware, layout, tree


def test_partitions_follow_each_other() -> None:
    """No partition overlaps the next, and both roots are alike in size."""
    ends = [p.start + p.size for p in layout.PARTITIONS]
    assert ends[:-1] == [p.start for p in layout.PARTITIONS[1:]]
    assert layout.ROOT_A.size == layout.ROOT_B.size


def test_counters_lie_before_the_first_partition_in_pages_of_their_own() -> None:
    """No write of one copy, rounded to a 4 KiB page, touches the other or a partition."""
    pages = {place // 4096 for place in layout.COUNTERS}
    assert len(pages) == 2
    assert all((page + 1) * 4096 <= layout.BOOT.start * layout.MIB for page in pages)


def test_counters_are_one_sector_with_their_checksum() -> None:
    """A new card's counters: A three tries, B none, checked by the crc32 that U-Boot computes."""
    sector = layout.counters()
    assert len(sector) == 512
    assert zlib.crc32(sector[4:]) == int.from_bytes(sector[:4], "little")
    assert b"BOOT_A_LEFT=3\0BOOT_B_LEFT=0\0\0" in sector


def test_root_is_never_mounted_again() -> None:
    """fstab holds no root, so that nothing makes it writable; data waits five minutes with its own writes."""
    mounts = {line.split()[1]: line.split()[3].split(",") for line in layout.fstab().splitlines()}
    assert "/" not in mounts
    assert {"commit=300", "noatime"} <= set(mounts["/data"])
    assert "ro" in mounts["/boot/firmware"]


def test_boot_script_and_layout_agree() -> None:
    """boot.cmd reads the sectors where the layout puts the counters, and names the card's roots."""
    from pathlib import Path

    text = (Path(layout.__file__).parent / "boot.cmd").read_text()
    for place in layout.COUNTERS:
        assert f"read ${{counters}} 0x{place // layout.SECTOR:x} 1" in text
        assert f"write ${{counters}} 0x{place // layout.SECTOR:x} 1" in text
    assert f"PARTUUID={layout.CARD_ID}-0${{part}}" in text
    assert layout.CARD_ID in (Path(layout.__file__).parent / "overlay/usr/lib/kiosk/grow-data").read_text()


def test_every_board_has_its_device_tree() -> None:
    """Pi 3, 4, 5 and Zero 2 W are on the card, and the firmware starts U-Boot."""
    names = " ".join(firmware.DEVICE_TREES)
    assert all(board in names for board in ("rpi-3-b.", "rpi-4-b.", "rpi-5-b.", "zero-2-w."))
    assert "kernel=u-boot.bin" in firmware.config_txt().splitlines()


def test_nothing_stands_there_that_the_kernel_does_not_read() -> None:
    """Screens are the kernel's own (KMS): hdmi_ lines would promise what nobody does; hardware.video does it."""
    assert not any(line.startswith("hdmi_") for line in firmware.config_txt().splitlines())
    assert "hardware.video" in firmware.config_txt()


def test_screen_is_silent_while_it_starts() -> None:
    """No console of the kernel is what a panel shows (the first terminals)."""
    words = firmware.cmdline_txt().split()
    assert not {"console=tty0", "console=tty1"} & {*words} and "quiet" in words


def test_nobody_speaks_or_listens_on_the_header() -> None:
    """The kernel has a console, so that it takes not the device tree's, and it is no serial line; no login waits on
    one, whatever its name."""
    consoles = [word.partition("=")[2] for word in firmware.cmdline_txt().split() if word.startswith("console=")]
    assert consoles and all(re.fullmatch(r"tty\d+", name) for name in consoles)
    assert "earlycon" not in firmware.cmdline_txt() and "uart_2ndstage" not in firmware.config_txt()
    assert "serial-getty@.service" in tree.MASKED
