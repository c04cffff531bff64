"""`kiosk replay DAY`: a `.day` script against the real program (replay.py)."""

import argparse
from pathlib import Path

from kiosk.config.load import load

HELP = "run a .day script against the real program"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("day", type=Path, metavar="DAY")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds until what a step waits for never comes")


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError."""
    from kiosk.simulation import replay

    return replay.run(load(args.config), args.day, args.patience)
