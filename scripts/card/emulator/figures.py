"""`scripts/image figures`: memory and flash writes of the emulated kiosk: at rest, and over 100 visits.

A small program is written into a copy of the root; each minute it tells the serial line the PSS of every program, the
memory that is left, and the sectors that the card was asked to write (Documentation/block/stat.rst, field 7). A visit
here is a number with its slip and a rating, by touch and button.
"""

import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from scripts.card import layout
from scripts.card.emulator.check_card import OUT, SLOW, say
from scripts.card.emulator.hall import Hall

REST = 20 * 60.0  # seconds at rest, after the start has settled
SETTLE = 8 * 60.0  # seconds: the updater's first look is over
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


def main() -> int:
    """Prints the figures."""
    folder = OUT / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    hall = Hall(OUT / "kiosk.img", folder)
    try:
        _tell(hall.card, folder)
        hall.power()
        time.sleep(SETTLE)
        _rest(hall)
        _memory(hall)
        _visits(hall)
    finally:
        hall.close()
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


def _rest(hall: Hall) -> None:
    """Nobody comes."""
    before = _sectors(hall)
    time.sleep(REST)
    written = (_sectors(hall) - before) * layout.SECTOR
    say(f"at rest: {written / 1024:.0f} KiB in {REST / 60:.0f} minutes, {written * 3600 / REST / 1024:.0f} KiB an hour")


def _sectors(hall: Hall) -> int:
    """The next one that is told: after everything that was done before."""
    count = len(re.findall(r"SECTORS \d+", hall.log()))
    hall.wait(lambda: len(re.findall(r"SECTORS \d+", hall.log())) > count, 180, "the next figures")
    return int(re.findall(r"SECTORS (\d+)", hall.log())[-1])


def _memory(hall: Hall) -> None:
    """The last minute's."""
    last = hall.log().split("SECTORS")[-2]
    rows = sorted(((int(k), name.strip()) for k, name in re.findall(r"PSS (\d+) (.*)", last)), reverse=True)
    for size, name in rows[:16]:
        say(f"{size / 1024:6.1f} MiB  {name}")
    left = re.findall(r"LEFT (\d+)", last)[-1]
    together = sum(size for size, _ in rows)
    say(f"{together / 1024:6.1f} MiB  all programs together; {int(left) / 1024:.0f} MiB left of 512")


def _visits(hall: Hall) -> None:
    """A number with its slip, then a rating, again and again."""
    before, times = _sectors(hall), list[float]()
    for _ in range(VISITS):
        times.append(_visit(hall))
    written = (_sectors(hall) - before) * layout.SECTOR
    say(f"{VISITS} visits: {written / 1024:.0f} KiB written, {written / VISITS / 1024:.1f} KiB each")
    say(f"touch to whole slip: half within {statistics.median(times):.1f} s (emulated)")


def _visit(hall: Hall) -> float:
    """Seconds from the touch to the whole slip."""
    hall.wait(hall.is_home, SLOW, "the home screen")
    began, slips = time.monotonic(), len(hall.printer.slips)
    hall.touch("service-A")
    hall.wait(lambda: len(hall.printer.slips) > slips, SLOW, "the slip")
    took = time.monotonic() - began
    hall.wait(hall.is_home, SLOW, "the home screen")
    hall.press("very-satisfied")
    time.sleep(1)
    return took


if __name__ == "__main__":
    sys.exit(main())
