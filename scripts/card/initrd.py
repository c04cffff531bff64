"""Which kernel modules the initrd needs: those that the device trees of our boards name, and those of the emulator.

A board's device tree says `compatible = "brcm,bcm2835-sdhost"`, modules.alias says whose driver that is. So the list is
read from what is booted, not kept by hand. Sound, cameras, screens and radio come later, from the root.
"""

import re
from collections.abc import Iterable, Iterator

EMULATOR = ("virtio_pci", "virtio_mmio", "virtio_blk")
# bcm2835_wdt: the watchdog that U-Boot started is fed as soon as the kernel lives, and by systemd within two minutes.
ALWAYS = ("bcm2835_wdt", "clk_raspberrypi", "ext4", "crc32c", "mmc_block", "nls_ascii", "nls_cp437", "vfat")
# initramfs-tools starts a shell where it finds no init, and there nobody types: the machine starts again instead, so
# that U-Boot comes to the other root. Runs last before the root is entered (initramfs-tools(7), init-bottom).
CHECK = """#!/bin/sh
case "$1" in prereqs) exit 0 ;; esac
[ -e "${rootmnt}/usr/lib/systemd/systemd" ] && exit 0
echo "kiosk: this root has no init; the machine starts again"
sleep 5
reboot -f
"""
LATER = re.compile(r"kernel/(sound|drivers/(media|gpu|net|bluetooth|input|hwmon|leds|rtc|video|pwm|spi|iio|usb|hid))/")


def compatibles(device_tree: bytes) -> set[str]:
    """Every printable string of a flattened device tree that looks like `maker,part`."""
    return {found.decode() for found in re.findall(rb"[a-z0-9]+,[A-Za-z0-9._+-]+(?=\0)", device_tree)}


def wanted(device_trees: Iterable[bytes], aliases: str, places: str) -> list[str]:
    """Module names for initramfs-tools. `aliases`: modules.alias; `places`: modules.dep, which says where each lies."""
    words = set().union(*(compatibles(tree) for tree in device_trees))
    late = {_name(line) for line in places.splitlines() if LATER.match(line)}
    named = {module for word, module in _of_aliases(aliases) if word in words}
    return sorted((named - late) | set(EMULATOR) | set(ALWAYS))


def _of_aliases(aliases: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"^alias of:N\S*?T\S*?C(\S+?)(?:C\*)? (\S+)$", aliases, re.MULTILINE):
        yield found.group(1), found.group(2)


def _name(line: str) -> str:
    path = line.partition(":")[0]
    return path.rsplit("/", 1)[-1].partition(".")[0].replace("-", "_")
