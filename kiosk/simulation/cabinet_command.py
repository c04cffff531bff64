"""`kiosk cabinet`: the flags of the simulated cabinet (cabinet.py), apart from its libraries."""

import argparse
from pathlib import Path

from drivers.simulated.printer.personality import KINDS
from kiosk.config.load import load

HELP = "simulation only: the far ends of the wires"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--broker", default="", metavar="HOST:PORT", help="the broker behind the network cable")
    parser.add_argument("--relay", type=int, default=0, metavar="PORT", help="where the kiosk finds the cable")
    parser.add_argument("--city-db", type=Path, help="the city's SQLite file, shown on the cabinet page")
    parser.add_argument("--printer", choices=KINDS, default="epson", help="how the printer behaves")


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError."""
    from kiosk.simulation import cabinet

    return cabinet.run(load(args.config), args)
