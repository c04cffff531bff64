"""`kiosk replay DAY`: a `.day` script against the real program (replay.py)."""

import argparse
from pathlib import Path

from kiosk.config.load import load

HELP = "run a .day script against the real program"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("day", type=Path, metavar="DAY")


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError."""
    from kiosk.simulation import replay

    return replay.run(load(args.config), args.day)
