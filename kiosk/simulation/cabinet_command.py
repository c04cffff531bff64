"""`kiosk cabinet`: the flags of the simulated cabinet (cabinet.py), apart from its libraries."""

import argparse
from pathlib import Path

from drivers.simulated.printer.personality import KINDS
from kiosk.config.load import load
from kiosk.host.command_line import port

HELP = "simulation only: the far ends of the wires"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    said = "the broker behind the network cable"
    parser.add_argument("--broker", type=_address, metavar="HOST:PORT", help=said)
    parser.add_argument("--relay", type=port, default=0, metavar="PORT", help="where the kiosk finds the cable")
    parser.add_argument("--city-db", type=Path, help="the city's SQLite file, shown on the cabinet page")
    parser.add_argument("--printer", choices=KINDS, default="epson", help="how the printer behaves")


def _address(text: str) -> tuple[str, int]:
    host, _, number = text.rpartition(":")
    if not host:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host, port(number)


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError."""
    from kiosk.simulation.cabinet import calls

    return calls.run(load(args.config), args)
