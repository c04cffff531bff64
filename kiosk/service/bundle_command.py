"""`kiosk bundle`: the log bundle (log_bundle.py), also of a kiosk whose journal is damaged."""

import argparse
import sys
from pathlib import Path

from kiosk.config.load import load
from kiosk.host.usb_stick import NoStick, NotWritten, find_stick
from kiosk.service.log_bundle import write_bundle

HELP = "logs, self-tests and settings without secrets, as one file on a USB stick"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, metavar="DIR", help="write it here; else on the USB stick")


def run(args: argparse.Namespace) -> int:
    """1 when there is no stick, or it takes nothing. Raises ConfigError."""
    config = load(args.config)
    try:
        print(write_bundle(args.to or find_stick(), config))
    except (NoStick, NotWritten) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
