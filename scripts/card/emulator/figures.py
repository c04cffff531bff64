"""`scripts/image figures`: memory and flash writes of the emulated kiosk: at rest, and over 100 visits.

A small program is written into a copy of the root; each minute it tells the serial line the PSS of every program, the
memory that is left, and the sectors that the card was asked to write (Documentation/block/stat.rst, field 7). A visit
here is a number with its slip and a rating, by touch and button.
"""

import re
import statistics
import subprocess
import time
from pathlib import Path

from scripts.card import layout
from scripts.card.emulator.site import EmulatedSite
from scripts.card.emulator.visits import SLOW_S, say
from scripts.card.paths import CARD, fresh_folder

REST_S = 20 * 60.0  # at rest, after the start has settled
SETTLE_S = 8 * 60.0  # the updater's first look is over
VISITS = 100
TELLER = """#!/bin/sh
while sleep 60; do
    for p in /proc/[0-9]*; do
        pss=$(sed -n 's/^Pss: *\\([0-9]*\\).*/\\1/p' $p/smaps_rollup 2>/dev/null)
        [ -z "$pss" ] || echo "PSS $pss $(tr '\\0' ' ' <$p/cmdline | cut -c1-90)"
    done
    echo "LEFT $(sed -n 's/^MemAvailable: *//p' /proc/meminfo)"
    echo "SECTORS $(awk '{print $7}' /sys/block/vda/stat)"
done >/dev/console 2>&1
"""
UNIT = """[Unit]
Description=figures
[Service]
ExecStart=/bin/sh /usr/lib/kiosk/figures
"""


def run() -> int:
    """Prints the figures. Raises NotBuilt."""
    folder = fresh_folder("figures")
    site = EmulatedSite(CARD, folder)
    try:
        _tell(site.card, folder)
        site.power()
        time.sleep(SETTLE_S)
        _rest(site)
        _memory(site)
        _visits(site)
    finally:
        site.close()
    return 0


def _tell(card: Path, folder: Path) -> None:
    """The teller and its unit into root A of this copy."""
    (folder / "teller").write_text(TELLER)
    (folder / "unit").write_text(UNIT)
    place = "/etc/systemd/system"
    lines = (
        f"write {folder / 'teller'} /usr/lib/kiosk/figures",
        f"write {folder / 'unit'} {place}/figures.service",
        f"symlink {place}/multi-user.target.wants/figures.service {place}/figures.service",
    )
    picture = f"{card}?offset={layout.ROOT_A.start * layout.MIB}"
    words = ["debugfs", "-w", "-f", "/dev/stdin", picture]
    subprocess.run(words, input="\n".join(lines), text=True, check=True, capture_output=True)


def _rest(site: EmulatedSite) -> None:
    """Nobody comes."""
    before = _sectors(site)
    time.sleep(REST_S)
    written = (_sectors(site) - before) * layout.SECTOR
    an_hour = written * 3600 / REST_S
    say(f"at rest: {written / 1024:.0f} KiB in {REST_S / 60:.0f} minutes, {an_hour / 1024:.0f} KiB an hour")


def _sectors(site: EmulatedSite) -> int:
    """The next one that is told: after everything that was done before."""
    count = len(re.findall(r"SECTORS \d+", site.log()))
    site.wait(lambda: len(re.findall(r"SECTORS \d+", site.log())) > count, 180, "the next figures")
    return int(re.findall(r"SECTORS (\d+)", site.log())[-1])


def _memory(site: EmulatedSite) -> None:
    """The last minute's."""
    last = site.log().split("SECTORS")[-2]
    rows = sorted(((int(k), name.strip()) for k, name in re.findall(r"PSS (\d+) (.*)", last)), reverse=True)
    for size, name in rows[:16]:
        say(f"{size / 1024:6.1f} MiB  {name}")
    left = re.findall(r"LEFT (\d+)", last)[-1]
    together = sum(size for size, _ in rows)
    say(f"{together / 1024:6.1f} MiB  all programs together; {int(left) / 1024:.0f} MiB left of 512")


def _visits(site: EmulatedSite) -> None:
    """A number with its slip, then a rating, again and again."""
    before, times = _sectors(site), list[float]()
    for _ in range(VISITS):
        times.append(_visit(site))
    written = (_sectors(site) - before) * layout.SECTOR
    say(f"{VISITS} visits: {written / 1024:.0f} KiB written, {written / VISITS / 1024:.1f} KiB each")
    say(f"touch to whole slip: half within {statistics.median(times):.1f} s (emulated)")


def _visit(site: EmulatedSite) -> float:
    """Seconds from the touch to the whole slip."""
    site.wait(site.is_home, SLOW_S, "the home screen")
    began, slips = time.monotonic(), len(site.printer.slips)
    site.touch("service-A")
    site.wait(lambda: len(site.printer.slips) > slips, SLOW_S, "the slip")
    took = time.monotonic() - began
    site.wait(site.is_home, SLOW_S, "the home screen")
    site.press("very-satisfied")
    time.sleep(1)
    return took
