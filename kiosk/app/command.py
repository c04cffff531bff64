"""`kiosk app`: the touch app as a program; a start that is refused is no crash."""

import argparse

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.paths import runtime_of
from kiosk.host.command_line import program_code
from kiosk.journal.errors import JournalError
from kiosk.journal.opening import clock_of, open_journal
from kiosk.journal.timestamps import unwritten
from kiosk.service.start_log import Starts

HELP = "the touch app, with the devices that the config names"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(args: argparse.Namespace) -> int:
    """Until it is told to stop. A journal that cannot be used just now is no mistake of whoever called."""
    return program_code(lambda: _run(args), ConfigError, JournalError)


def _run(args: argparse.Namespace) -> int:
    """Raises ConfigError, JournalError."""
    from kiosk.app.main import run_app

    config = load(args.config)
    clock = clock_of(config)
    starts = Starts(runtime_of(config), lambda: unwritten(clock))
    starts.begin()
    try:
        code = run_app(config, open_journal(config), starts)
    except (ConfigError, JournalError):
        starts.end("refused")
        raise
    starts.end("told")
    return code
