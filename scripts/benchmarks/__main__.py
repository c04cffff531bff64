"""`./scripts/bench PART`: figures of one part, beside what a user would pick instead, measured in one run.

Standard output gets one JSON object and nothing else; what a library has to say goes to standard error.
"""

import argparse
import contextlib
import importlib
import json
import sys
from pathlib import Path
from typing import Any

from kiosk.host.command_line import Parser

PARTS = (
    "rest",
    "journal",
    "year",
    "start",
    "verify",
    "paper",
    "sending",
    "flash",
    "status",
)  # each is a module of this folder, read only when it is wanted


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="./scripts/bench", description="Measures one part beside what a user would pick instead.")
    made.add_argument("part", choices=PARTS)
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    made.add_argument("--quick", action="store_true", help="fewer rounds: to see that it runs")
    return made


def measure(part: str, quick: bool) -> dict[str, Any]:
    with contextlib.redirect_stdout(sys.stderr):
        figures: dict[str, Any] = importlib.import_module(f"scripts.benchmarks.{part}").measure(quick)
    return figures


def main() -> int:
    asked = parser().parse_args()
    found = json.dumps(measure(asked.part, asked.quick), indent=2)
    print(found)
    if asked.json:
        asked.json.write_text(found + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
