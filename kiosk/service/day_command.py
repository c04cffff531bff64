"""`kiosk day open | close`: what the hours do by themselves, by hand."""

import argparse
import sys
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.paths import runtime_of
from kiosk.config.rules import rules_of
from kiosk.core.office.refusals import Refused
from kiosk.host.owner import act_as_owner
from kiosk.journal.bell import ring
from kiosk.journal.opening import open_journal
from kiosk.office import Office

HELP = "open or close the day by hand"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("open", "close"))


def run(args: argparse.Namespace) -> int:
    """1 when it is so already. Raises ConfigError, JournalError."""
    config = load(args.config)
    act_as_owner(Path(config.kiosk.data))
    with open_journal(config) as journal:
        office = Office(journal, rules_of(config), {}, lambda: ring(runtime_of(config)))
        try:
            office.open_day() if args.do == "open" else office.close_day()
        except Refused as refused:
            print(f"{refused.code}: {refused.message}", file=sys.stderr)
            return 1
    return 0
