"""The `kiosk` command line: one table, command → module. Each module has HELP, add_arguments(parser) and run(args).

A command reads its settings by itself. Exit codes: 0 done, 1 the thing asked for is not so, 2 wrong use, bad settings
or an unusable journal (75 of a program that is kept running: it is to be started again); bad input is one line on
standard error and never a traceback. Only the module of the wanted command is read, and it reads its program's
libraries when it runs, because a Pi is small.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.paths import release
from kiosk.host.command_line import Parser, add_version, exit_code
from kiosk.journal.errors import JournalError

COMMANDS = {
    "app": "kiosk.app.command",
    "console": "kiosk.console.command",
    "cabinet": "kiosk.simulation.cabinet_command",
    "prepare": "kiosk.recovery.prepare_command",
    "migrate": "kiosk.recovery.migrate_command",
    "check": "kiosk.config.check_command",
    "doctor": "kiosk.doctor.command",
    "screen": "kiosk.doctor.screen_command",
    "voice": "kiosk.doctor.voice_command",
    "mend": "kiosk.recovery.mend_command",
    "journal": "kiosk.journal.showing.command",
    "verify-slip": "kiosk.journal.closing.command",
    "backup": "kiosk.recovery.backup_command",
    "repair": "kiosk.recovery.repair_command",
    "go-on": "kiosk.recovery.go_on_command",
    "starts": "kiosk.service.starts_command",
    "identity": "kiosk.service.identity",
    "network": "kiosk.service.network",
    "update": "kiosk.update.run",
    "bundle": "kiosk.service.bundle_command",
    "clock": "kiosk.service.clock_command",
    "day": "kiosk.service.day_command",
    "report": "kiosk.service.reporting.command",
    "replay": "kiosk.simulation.replay_command",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code."""
    words = sys.argv[1:] if argv is None else argv
    args = parser_of(words[0] if words else "").parse_args(words)
    return exit_code(lambda: int(args.run(args)), (ConfigError, JournalError))


def parser_of(wanted: str = "") -> argparse.ArgumentParser:
    """The wanted command's own; for any other word (or `--help`) all of them."""
    parser = Parser(prog="kiosk", description="máy lấy số và đánh giá")
    add_version(parser, release)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        _add(commands, name, importlib.import_module(COMMANDS[name]))
    return parser


def _add(commands: Any, name: str, module: Any) -> None:
    command = commands.add_parser(name, help=module.HELP, description=module.HELP)
    command.add_argument("--config", type=Path, help="kiosk.toml; default /boot/firmware/kiosk.toml")
    module.add_arguments(command)
    command.set_defaults(run=module.run)


if __name__ == "__main__":
    sys.exit(main())
