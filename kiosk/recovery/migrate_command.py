"""`kiosk migrate`: the journal is made or brought to this version, once, before the programs that share it.

Where there was one, and rows of it are lost, nothing is made: that is said. With `--anew`, as the box starts itself, a
new one goes on above its numbers, because an office without anybody who could type it must not stand still.
"""

import argparse
import sys

from kiosk.config.load import load
from kiosk.config.paths import journal_path, source_of
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.loss.preparing import prepare
from kiosk.journal.opening import clock_of, own_card
from kiosk.recovery.repairs import keep_good

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
    kiosk = Kiosk(journal_path(config), source_of(config), clock_of(config), own_card(config))
    prepare(kiosk, args.anew, _say)
    keep_good(config)
    return 0


def _say(line: str) -> None:
    print(f"kiosk: {line}", file=sys.stderr, flush=True)
