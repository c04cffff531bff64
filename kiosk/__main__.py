"""The `kiosk` command line: each command reads the config, says what is wrong with it, and hands over.

Exit codes: 0 done, 1 the thing asked for is not so, 2 wrong use, bad config or an unusable journal; bad input is one
line on standard error and never a traceback. Each program imports only what it needs, because a Pi is small.
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import journal_path, runtime_of, source_of
from kiosk.core.office.refusals import Refused
from kiosk.host.command_line import Parser
from kiosk.journal.bell import Bell, ring
from kiosk.journal.journal import Journal, JournalError, migrate
from kiosk.journal.timestamps import Moments
from kiosk.office import Office

Args = argparse.Namespace


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code."""
    words = sys.argv[1:] if argv is None else argv
    args = _parser(words[0] if words else "").parse_args(words)
    if args.command in _UNREAD:
        return _UNREAD[args.command](args)
    try:
        command: Callable[[Config, Args], int] = args.run
        return command(load(args.config), args)
    except (ConfigError, JournalError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0  # `kiosk journal tail | head` has seen enough


def _parser(wanted: str = "") -> argparse.ArgumentParser:
    """All commands, and the options of the wanted one: its module is read only then (seconds on a Pi for some)."""
    parser = Parser(prog="kiosk", description="máy lấy số và đánh giá")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, run, says in (
        ("app", _app, "the touch app, with the devices that the config names"),
        ("console", _console, "officers' console and board"),
        ("cabinet", _cabinet, "simulation only: the far ends of the wires"),
        ("migrate", _migrate, "make the journal, or bring it to this version"),
        ("check", None, "say what is wrong with the config, by option and line"),
        ("doctor", None, "test every device, say what is wrong and what to do; or find it and write it down"),
        ("mend", None, "show the mistakes of the config on the kiosk's own screen until it is good"),
        ("journal", _journal, "verify, follow or export the journal"),
        ("starts", _starts, "the app's last starts, and which crashed; or forgive them"),
        ("identity", None, "who this kiosk is, onto a USB stick or from it onto a new SD card"),
        ("network", None, "the card only: the network of kiosk.toml, for the programs that make it"),
        ("update", None, "the card only: take a newer version, or say whether the running one is good"),
        ("bundle", _bundle, "logs, self-tests and settings without secrets, as one file on a USB stick"),
        ("day", _day, "open or close the day by hand"),
        ("replay", _replay, "run a .day script against the real program"),
    ):
        command = commands.add_parser(name, help=says, description=says)
        command.add_argument("--config", type=Path, help="kiosk.toml; default /boot/firmware/kiosk.toml")
        command.set_defaults(run=run)
        if name == wanted and name in _OPTIONS:
            _OPTIONS[name](command)
    return parser


def _journal_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("verify", "tail", "export"))
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="of export")
    parser.add_argument("--lines", type=int, default=10, help="of tail: how many old ones first")


def _cabinet_options(parser: argparse.ArgumentParser) -> None:
    from kiosk.simulation.cabinet import add_arguments

    add_arguments(parser)


def _replay_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("day", type=Path, metavar="DAY")
    parser.add_argument("--patience", type=float, default=15.0, help="seconds until what a step waits for never comes")


def _day_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("open", "close"))


def _starts_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--forgive", action="store_true", help="no crash counts any more: tickets-only ends")


def _identity_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("save", "restore"))
    parser.add_argument("--stick", type=Path, metavar="DIR", help="the stick's folder; else the one that is found")
    parser.add_argument("--replace", action="store_true", help="restore: also over keys that this card has made")


def _network_options(parser: argparse.ArgumentParser) -> None:
    from kiosk.service.network import add_arguments

    add_arguments(parser)


def _update_options(parser: argparse.ArgumentParser) -> None:
    from kiosk.update.run import add_arguments

    add_arguments(parser)


def _bundle_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, metavar="DIR", help="write it here; else on the USB stick")


def _doctor_options(parser: argparse.ArgumentParser) -> None:
    from kiosk.doctor.arguments import add_arguments

    add_arguments(parser)


def _check_options(parser: argparse.ArgumentParser) -> None:
    from kiosk.config.check_command import add_arguments

    add_arguments(parser)


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "journal": _journal_options,
    "cabinet": _cabinet_options,
    "day": _day_options,
    "bundle": _bundle_options,
    "update": _update_options,
    "network": _network_options,
    "identity": _identity_options,
    "starts": _starts_options,
    "replay": _replay_options,
    "check": _check_options,
    "doctor": _doctor_options,
}


def _check(args: Args) -> int:
    from kiosk.config.check_command import run

    return run(args)


def _doctor(args: Args) -> int:
    if args.at_power_on:
        from kiosk.doctor.power_on import at_power_on

        return at_power_on(args)
    from kiosk.doctor.run import run

    return run(args)


def _mend(args: Args) -> int:
    from drivers.clock import SystemClock
    from kiosk.recovery.screen import OwnTouch, own_panel, run

    return run(args.config, own_panel, OwnTouch(), SystemClock())


def _identity(args: Args) -> int:
    from kiosk.service.identity import run

    return run(args)


def _update(args: Args) -> int:
    from kiosk.update.run import run

    return run(args)


def _network(args: Args) -> int:
    from kiosk.service.network import run

    return run(args)


_UNREAD: dict[str, Callable[[Args], int]] = {
    "check": _check,
    "doctor": _doctor,
    "mend": _mend,
    "identity": _identity,
    "update": _update,
    "network": _network,
}
"""Commands that may be asked about a file that is not good yet."""


def _moments(config: Config) -> Moments:
    from kiosk.journal.clocks import clock_of

    return Moments(clock_of(config))


def _open(config: Config, moments: Moments) -> Journal:
    """The journal, with the time going on from its last event until the clock is known."""
    journal = Journal.open(journal_path(config), source_of(config), moments)
    last = journal.state.last
    moments.floor_at(last.wall if last else 0)
    return journal


def _app(config: Config, args: Args) -> int:
    from kiosk.app.main import run_app
    from kiosk.service.start_log import Starts

    moments = _moments(config)
    starts = Starts(runtime_of(config), moments)
    starts.begin()
    try:
        code = run_app(config, _open(config, moments), moments, starts)
    except (ConfigError, JournalError):
        starts.end("refused")
        raise
    starts.end("told")
    return code


def _console(config: Config, args: Args) -> int:
    from kiosk.console.app import run

    journal = _open(config, _moments(config))
    bell = Bell(runtime_of(config), "console", journal.path)
    return run(config, Office.of(config, journal, bell.ring), bell)


def _cabinet(config: Config, args: Args) -> int:
    from kiosk.simulation.cabinet import run

    return run(config, args)


def _migrate(config: Config, args: Args) -> int:
    from kiosk.recovery.repairs import keep_good

    migrate(journal_path(config))
    _open(config, _moments(config)).close()  # one that a newer version wrote is said here, before anything runs
    keep_good(config)
    return 0


def _day(config: Config, args: Args) -> int:
    office = Office.of(config, _open(config, _moments(config)), lambda: ring(runtime_of(config)))
    try:
        office.open_day() if args.do == "open" else office.close_day()
    except Refused as refused:
        print(f"{refused.code}: {refused.message}", file=sys.stderr)
        return 1
    return 0


def _starts(config: Config, args: Args) -> int:
    from kiosk.service.start_log import FILE, line_of, read, reset

    if args.forgive:
        print("forgiven" if reset(runtime_of(config)) else "no crash to forgive")
    for start in read(runtime_of(config) / FILE):
        print(line_of(start))
    return 0


def _bundle(config: Config, args: Args) -> int:
    from kiosk.host.usb_stick import NoStick, NotWritten, find_stick
    from kiosk.service.log_bundle import write_bundle

    try:
        print(write_bundle(args.to or find_stick(), config, _open(config, _moments(config))))
    except (NoStick, NotWritten) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _replay(config: Config, args: Args) -> int:
    from kiosk.simulation.replay import run

    return run(config, args.day, args.patience)


def _journal(config: Config, args: Args) -> int:
    journal = _open(config, _moments(config))
    return {"verify": _verify, "tail": _tail, "export": _export}[args.do](config, journal, args)


def _verify(config: Config, journal: Journal, args: Args) -> int:
    problems = journal.verify()
    print("\n".join(problems) if problems else f"{journal.path}: every chain holds, {journal.state.seq} events")
    return 1 if problems else 0


def _tail(config: Config, journal: Journal, args: Args) -> int:
    """The last lines, then what is appended, until Ctrl-C."""
    seq = max(0, journal.state.seq - args.lines)
    try:
        while True:
            for event in journal.rows(after=seq):
                seq = event["seq"]
                print(json.dumps(event, ensure_ascii=False), flush=True)
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0


def _export(config: Config, journal: Journal, args: Args) -> int:
    """One event a line: JSON, or CSV with `data` as JSON in its last column."""
    if args.format == "jsonl":
        for event in journal.rows():
            print(json.dumps(event, ensure_ascii=False))
        return 0
    names = ("seq", "stream", "sequence", "time", "type", "correlationid", "hash", "data")
    table = csv.writer(sys.stdout)
    table.writerow(names)
    for event in journal.rows():
        row = {**event, "data": json.dumps(event["data"], ensure_ascii=False)}
        table.writerow([row.get(name, "") for name in names])
    return 0


if __name__ == "__main__":
    sys.exit(main())
