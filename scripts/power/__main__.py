"""`./scripts/cut-power PART…`: one JSON object that says whether a promise was broken by power, kills or the disk.

Parts: `cuts` (disk images of recorded days), `planted` (three defects that must be found), `kills`, `faults`, `damage`.
Only the command line is read before it is known to be good: a bare clone refuses a wrong word before it installs.
"""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from kiosk.host.command_line import Parser, number

PARTS = ("cuts", "planted", "kills", "faults", "damage")


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="./scripts/cut-power", description="Cuts, kills, fails and damages; are the promises kept?")
    made.add_argument("part", type=_part, nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (all of them)")
    made.add_argument("--days", type=number(1, 1000), default=14, metavar="N", help="recorded days (14)")
    made.add_argument("--acts", type=number(0, 2000), default=60, metavar="N", help="of people in a day by chance (60)")
    made.add_argument("--each", type=number(2, 1000), default=12, metavar="N", help="images of a sync (12)")
    made.add_argument("--kills", type=number(1, 10_000), default=300, metavar="N", help="kills of programs (300)")
    made.add_argument("--faults", type=number(1, 10_000), default=160, metavar="N", help="days with faults (160)")
    made.add_argument("--flips", type=number(1, 100_000), default=400, metavar="N", help="bits flipped (400)")
    made.add_argument("--seed", type=number(0, 1 << 30), default=1, metavar="N", help="another one: other days (1)")
    made.add_argument("--processes", type=number(1, 64), default=1, metavar="N", help="side by side (1)")
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    return made


def _part(word: str) -> str:
    """`choices` would refuse no part at all, before Python 3.12."""
    if word not in PARTS:
        raise argparse.ArgumentTypeError(f"{word!r} is none of {', '.join(PARTS)}")
    return word


def main() -> int:
    """0: every promise was kept and every planted defect found; 1: not; 2: strace is not here."""
    asked = parser().parse_args()
    if shutil.which("strace") is None:
        print("cut-power: strace is not installed: apt-get install strace", file=sys.stderr)
        return 2
    from scripts.power.parts import of_part

    found: dict[str, Any] = {}
    for part in asked.part or PARTS:
        begun = time.monotonic()
        found[part] = of_part(part, asked)
        found[part]["seconds"] = round(time.monotonic() - begun, 1)
        print(f"cut-power: {part}: {'good' if found[part]['good'] else 'NOT GOOD'}", file=sys.stderr, flush=True)
    said = json.dumps(found, indent=2, ensure_ascii=False)
    print(said)
    if asked.json:
        asked.json.write_text(said + "\n", encoding="utf-8")
    return 0 if all(figures["good"] for figures in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
