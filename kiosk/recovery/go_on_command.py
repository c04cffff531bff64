"""`kiosk go-on`: the journal ends, and one of its own begins, where another card or the city has another history of it.

Typed by a technician after the day's close, as root and with the programs stopped: who waits is not in the new queue.
"""

import argparse
import sys
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.host.owner import act_as_owner
from kiosk.journal.journal import Journal
from kiosk.journal.loss.going_on import kiosk_of
from kiosk.journal.opening import open_journal, own_card
from kiosk.journal.repair.parting import is_parted, is_shared, part, unsent

HELP = "go on as a journal of its own, where another card or the city has another history of this one"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--now", action="store_true", help="also while numbers wait, which the new queue does not have")


def run(args: argparse.Namespace) -> int:
    """1: nothing was done, and why. Raises ConfigError, JournalError."""
    config = load(args.config)
    act_as_owner(Path(config.kiosk.data))
    with open_journal(config) as journal:
        shared = is_shared(journal, journal.state, own_card(config))
        own, why = is_parted(journal) and not shared, _why_not(journal, config, shared, args.now)
    if own or why:
        print(f"kiosk: {'this journal is its own already; nothing to do' if own else why}", file=sys.stderr)
        return 0 if own else 1
    print(f"a new journal goes on; the former one stays whole in {part(kiosk_of(config))}")
    return 0


def _why_not(journal: Journal, config: Config, shared: bool, now: bool) -> str:
    """ "" where it may go on."""
    if not shared:
        return "no other card has this journal, and the city no other history of it: nothing to go on from"
    if config.broker.url and (waiting := unsent(journal)):
        return (
            f"{waiting} events are not at the city yet: start kiosk-sync, wait until the city had everything, stop it"
        )
    people = len(journal.state.visits)
    return f"{people} numbers wait or are served: after the day's close, or with --now" if people and not now else ""
