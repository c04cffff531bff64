"""`kiosk migrate`: the journal is made or brought to this version, once, before the programs that share it."""

import argparse

from kiosk.config.load import load
from kiosk.config.paths import journal_path
from kiosk.journal.opening import migrate, open_journal, own_card
from kiosk.recovery.repairs import keep_good

HELP = "make the journal, or bring it to this version"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(args: argparse.Namespace) -> int:
    """The settings that did for it stay as the last good ones. Raises ConfigError, JournalError."""
    config = load(args.config)
    migrate(journal_path(config), own_card(config))
    open_journal(config).close()  # one that a newer version wrote, or that is damaged, is said before anything runs
    keep_good(config)
    return 0
