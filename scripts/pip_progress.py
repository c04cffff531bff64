"""How far pip is: reads what it says on standard input into a log, and counts the packages of the lock on the way."""

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from kiosk.host.command_line import Parser
from kiosk.host.progress import Progress

_BEGUN = re.compile(r"Collecting ([\w.-]+)")
_LAST = "Installing collected packages"


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="python -m scripts.pip_progress", description="Counts what pip says on standard input.")
    made.add_argument("lock", type=Path, help="the lock that pip installs")
    made.add_argument("log", type=Path, help="what pip says is appended here")
    return made


def follow(said: Iterable[str], wanted: int, log: TextIO, progress: Progress) -> None:
    """Until pip is done. `wanted`: packages."""
    begun = 0
    for line in said:
        log.write(line)
        if found := _BEGUN.match(line):
            begun += 1
            progress.reach(begun, found[1])
        elif line.startswith(_LAST):
            progress.reach(wanted, "đang chép vào .venv · writing them into .venv")


def main() -> int:
    asked = parser().parse_args()
    wanted = sum("==" in line for line in asked.lock.read_text(encoding="utf-8").splitlines())
    with asked.log.open("a", encoding="utf-8") as log, Progress(wanted) as progress:
        follow(sys.stdin, wanted, log, progress)
    return 0


if __name__ == "__main__":
    sys.exit(main())
