"""`scripts/image` behind its shell: makes the card, an update of it, or runs it in the emulator.

Each of the five is a module with `run`, read only when it is wanted. Exit codes: 0 done, 1 a check did not hold, 2
something that is needed is not here.
"""

import argparse
import importlib
import subprocess
import sys

from kiosk.host.command_line import Parser, exit_code

RUN = {
    "build": "scripts.card.build",
    "bundle": "scripts.card.bundle",
    "test": "scripts.card.emulator.check_card",
    "update-test": "scripts.card.emulator.check_update",
    "figures": "scripts.card.emulator.figures",
}


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="./scripts/image", description="The SD card; see the comment at the head of scripts/image.")
    made.add_argument("do", choices=RUN)
    return made


def main() -> int:
    asked = parser().parse_args()
    needed = (OSError, subprocess.CalledProcessError)
    return exit_code(lambda: int(importlib.import_module(RUN[asked.do]).run()), needed, "image: ")


if __name__ == "__main__":
    sys.exit(main())
