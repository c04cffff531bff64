"""`kiosk migrate`: the journal is made or brought to this version, once, before the programs that share it.

Where there was one, and rows of it are lost, nothing is made: that is said. With `--anew`, as the box starts itself, a
new one goes on above its numbers, because an office without anybody who could type it must not stand still. Before
that what is lost is looked for in the backup and in what the city gave back.
"""

import argparse
import sys
from pathlib import Path

from kiosk.config.load import load
from kiosk.host.owner import act_as_owner
from kiosk.journal.loss.going_on import kiosk_of
from kiosk.journal.repair.starting import start
from kiosk.recovery.repairs import keep_good
from kiosk.recovery.sharing import share

HELP = "make the journal, or bring it to this version"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--anew",
        action="store_true",
        help="where the journal is gone, damaged or behind: keep it aside and go on in a new one, above its numbers",
    )


def run(args: argparse.Namespace) -> int:
    """The settings that did for it stay as the last good ones. Raises ConfigError, JournalError."""
    config = load(args.config)
    act_as_owner(Path(config.kiosk.data))
    share(Path(config.kiosk.data))
    kiosk = kiosk_of(config)
    start(kiosk, args.anew, _say)
    keep_good(config)
    return 0


def _say(line: str) -> None:
    print(f"kiosk: {line}", file=sys.stderr, flush=True)
