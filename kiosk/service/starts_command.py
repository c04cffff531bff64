"""`kiosk starts`: what the start log holds, and a technician's word that no crash counts any more."""

import argparse
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.paths import runtime_of
from kiosk.host.owner import act_as_owner
from kiosk.service.start_log import FILE, line_of, read, reset

HELP = "the app's last starts, and which crashed; or forgive them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--forgive", action="store_true", help="no crash counts any more: tickets-only ends")


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError."""
    config = load(args.config)
    runtime = runtime_of(config)
    act_as_owner(Path(config.kiosk.data))
    if args.forgive:
        print("forgiven" if reset(runtime) else "no crash to forgive")
    for start in read(runtime / FILE):
        print(line_of(start))
    return 0
