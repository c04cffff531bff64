"""`kiosk repair`: everything that the backup, the city, a stick or an older file has and the journal has not."""

import argparse
import sys
from pathlib import Path

from kiosk.config.load import load
from kiosk.host.owner import act_as_owner
from kiosk.host.usb_stick import find_stick, no_stick
from kiosk.journal.loss.going_on import kiosk_of
from kiosk.journal.repair.everything import rebuild_formers, repair
from kiosk.journal.repair.repairing import Repaired
from kiosk.journal.repair.words import words

HELP = "bring back into the journal what the backup, the city or a stick has and it has not"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="places", action="append", default=[], type=Path, metavar="PLACE",
        help="also from here: a whole copy, a folder of them, or another card's data folder; may come several times",
    )  # fmt: skip
    parser.add_argument("--stick", action="store_true", help="also from the USB stick")


def run(args: argparse.Namespace) -> int:
    """1: something is missing even so, or nothing was found. Raises ConfigError, JournalError."""
    config = load(args.config)
    data = Path(config.kiosk.data)
    places = [*args.places, *([find_stick()] if args.stick else [])]
    if None in places or (missing := next((place for place in places if not place.exists()), None)):
        print(no_stick() if None in places else f"{missing}: is not there", file=sys.stderr)
        return 1
    act_as_owner(data)
    kiosk = kiosk_of(config)
    current = repair(kiosk, places)
    return told([*([current] if current else []), *rebuild_formers(kiosk, places)])


def told(repaired: list[Repaired]) -> int:
    """What was done, a line each; the exit code."""
    for each in repaired:
        for line in words(each):
            print(line)
    if not repaired:
        print("no journal, and no copy of one", file=sys.stderr)
    return 0 if repaired and all(each.holds for each in repaired) else 1
