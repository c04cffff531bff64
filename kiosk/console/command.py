"""`kiosk console`: the officers' console, the board and the technician's page as a program."""

import argparse
import sys

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.config.pins.advice import advice
from kiosk.config.pins.key import key_of, opened
from kiosk.host.command_line import program_code
from kiosk.host.troubles import tell
from kiosk.journal.bell import Bell
from kiosk.journal.errors import JournalError
from kiosk.journal.opening import open_journal
from kiosk.office import Office, salt_of

HELP = "officers' console and board"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(args: argparse.Namespace) -> int:
    """Until it is told to stop. A journal that cannot be used just now is no mistake of whoever called."""
    return program_code(lambda: _run(args), ConfigError, JournalError)


def _run(args: argparse.Namespace) -> int:
    """Raises ConfigError, JournalError."""
    from kiosk.console import app

    config = load(args.config)
    journal = open_journal(config)
    salt = salt_of(journal)
    config = _with_pins(config, key_of(salt))
    bell = Bell(runtime_of(config), "console", journal.path)
    runtime = runtime_of(config)
    tell(runtime, "console", "")
    office = Office.of(config, journal, salt, bell.ring, lambda why: tell(runtime, "console", why))
    return app.run(config, office, bell)


def _with_pins(config: Config, key: bytes) -> Config:
    """As they can be checked; what is to be done about them is in the log."""
    for problem in advice(config, key):
        print(problem, file=sys.stderr, flush=True)
    return opened(config, key)
