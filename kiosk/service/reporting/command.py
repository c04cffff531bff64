"""`kiosk report`: what a period adds up to, from the journal, also while the kiosk is used.

Visits alone: a rating is told of where there are enough of them, in the city.
"""

import argparse
import csv
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.core.figures.period import Period
from kiosk.host.owner import act_as_owner
from kiosk.journal.opening import read_journal
from kiosk.journal.past.figures import figures_between
from kiosk.service.reporting.table import HEAD, rows_of
from kiosk.service.reporting.words import lines_of

HELP = "the figures of a period: waits, work, arrivals, counters"


def day(text: str) -> date:
    """The `type` of a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write it as 2026-11-29") from None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=day, required=True, metavar="DATE", help="the first day")
    parser.add_argument("--to", dest="last", type=day, metavar="DATE", help="the last day; default: the first one")
    parser.add_argument("--format", choices=("text", "csv"), default="text")


def run(args: argparse.Namespace) -> int:
    """1 when the office was never open then. Raises ConfigError, JournalError."""
    config, first, last = load(args.config), args.first, args.last or args.first
    if last < first:
        print(f"--to {last} is before --from {first}", file=sys.stderr)
        return 2
    act_as_owner(Path(config.kiosk.data))
    with read_journal(config) as journal:
        found = figures_between(journal, first.isoformat(), last.isoformat(), config.kiosk.training)
    _PUTS[args.format](found, config, first, last)
    return 0 if found.days else 1


def _text(found: Period, config: Config, first: date, last: date) -> None:
    print("\n".join(lines_of(found, config, first, last)))


def _table(found: Period, config: Config, first: date, last: date) -> None:
    table = csv.writer(sys.stdout)
    table.writerow(HEAD)
    table.writerows((first, last, *row) for row in rows_of(found))


_PUTS: dict[str, Callable[[Period, Config, date, date], None]] = {"text": _text, "csv": _table}
