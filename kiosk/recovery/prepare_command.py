"""`kiosk prepare`: what root does before the programs start, each as a user of its own (systemd/kiosk-prepare.service).

Each program's copy of the settings (views.py), and at the first start of a version in which they have users of their
own, their keys (hand_over.py). Where no program has a folder of its own, as on a desk, there is nothing to be done.
"""

import argparse
import sys
from pathlib import Path

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import find, load
from kiosk.config.options import Kiosk

HELP = "as root, before the programs start: the settings and keys that are each one's own"
VIEWS = Path("/run/kiosk-settings")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--views", type=Path, default=VIEWS, metavar="DIR", help="where the programs' folders are")


def run(args: argparse.Namespace) -> int:
    """1: a copy could not be written. Raises ConfigError."""
    from kiosk.recovery.hand_over import hand_over
    from kiosk.recovery.views import write_views
    from kiosk.update import memory
    from kiosk.update.rules import may_change_settings

    file = find(args.config)
    standing = memory.load(memory.STANDING) if memory.STANDING.exists() else None
    hand_over(_data(file), on_trial=not may_change_settings(standing))  # the other root may come back
    try:
        write_views(file, args.views)
    except OSError as error:
        print(f"kiosk prepare: {error}", file=sys.stderr)
        return 1
    return 0


def _data(file: Path) -> Path:
    """A refused file does not say where its own is."""
    try:
        return Path(load(file).kiosk.data)
    except ConfigError:
        return Path(Kiosk().data)
