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

from kiosk.host.command_line import Parser, number

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
    "waiting",
    "fleet",
    "ingest",
    "drain",
    "voice",
    "hall",
)  # each is a module of this folder, read only when it is wanted
COUNTED = ("drain",)  # parts that take a number of events


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="./scripts/bench", description="Measures one part beside what a user would pick instead.")
    made.add_argument("part", choices=PARTS)
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    made.add_argument("--quick", action="store_true", help="fewer rounds: to see that it runs")
    made.add_argument("--events", type=number(1, 10_000_000), metavar="N", help="drain: in the journal (200000)")
    return made


def measure(part: str, quick: bool, **more: int) -> dict[str, Any]:
    with contextlib.redirect_stdout(sys.stderr):
        figures: dict[str, Any] = importlib.import_module(f"scripts.benchmarks.{part}").measure(quick, **more)
    return figures


def main() -> int:
    asked = parser().parse_args()
    if asked.events and asked.part not in COUNTED:
        parser().error(f"--events is for {', '.join(COUNTED)}")
    found = json.dumps(measure(asked.part, asked.quick, **({"events": asked.events} if asked.events else {})), indent=2)
    print(found)
    if asked.json:
        asked.json.write_text(found + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
