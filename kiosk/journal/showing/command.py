"""`kiosk journal verify | tail | export`: what stands in the journal, also in one that is damaged.

`verify` holds it against whatever is known of it elsewhere: the kiosk's key, what the city acknowledged, the last heads
beside the journal; and what the caller brings, the city's heads and a closing slip.

Standard output holds the result and nothing else; damaged rows and how far it is go to standard error. Exit codes: 0
done, 1 something does not hold or could not be read, 2 nothing of it can be used.
"""

import argparse
import csv
import json
import signal
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.config.load import load
from kiosk.host.command_line import number
from kiosk.host.owner import act_as_owner
from kiosk.host.progress import Progress
from kiosk.journal.closing.checking import of_slips, public_key, slip
from kiosk.journal.errors import Damage
from kiosk.journal.finding import known_of
from kiosk.journal.opening import read_journal
from kiosk.journal.proof.known import Claim, claims_of
from kiosk.journal.proof.words import as_data, in_words
from kiosk.journal.reading import Reader
from kiosk.journal.rows import CloudEvent
from kiosk.journal.showing.lines import is_told, line_of

HELP = "verify, follow or export the journal"
LOOK_S = 0.5  # between two looks of `tail`
TABLE = ("seq", "stream", "sequence", "time", "type", "correlationid", "hash", "data")
ROWS = "rows"
Put = Callable[[CloudEvent], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("verify", "tail", "export"))
    parser.add_argument("--json", action="store_true", help="of verify: the result as JSON")
    parser.add_argument(
        "--key", action="append", type=public_key, default=[], metavar="HEX",
        help="of verify: the kiosk's public key, again for each that it ever had (default: of its own file)",
    )  # fmt: skip
    parser.add_argument(
        "--heads", action="append", type=heads, default=[], metavar="FILE",
        help="of verify: heads that somebody else keeps, as JSON or as STREAM:NUMBER:HASH",
    )  # fmt: skip
    parser.add_argument(
        "--slip", action="append", type=slip, default=[], metavar="TEXT", help="of verify: a closing slip's text"
    )
    parser.add_argument("--raw", action="store_true", help="of tail: every event as JSON, as the city gets it")
    parser.add_argument(
        "--lines", type=number(0, 100_000), default=10, metavar="N", help="of tail: how many old ones first"
    )
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="of export")


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError, JournalError."""
    config = load(args.config)
    act_as_owner(Path(config.kiosk.data))
    with read_journal(config) as journal:
        return _DOES[args.do](journal, args)


# --- verify -----------------------------------------------------------------------------------------------------


def _verify(journal: Reader, args: argparse.Namespace) -> int:
    known = known_of(journal, args.key, [claim for told in args.heads for claim in told])
    with Progress(journal.last()) as progress:
        found = journal.verify(lambda row: progress.reach(row, ROWS), known)
    found = replace(found, problems=(*found.problems, *of_slips(journal, args.slip, known.keys)))
    said = as_data(journal.path, journal.id, found, known) if args.json else None
    print(json.dumps(said, ensure_ascii=False) if said else in_words(journal.path, found, known))
    return 0 if found.good else 1


def heads(text: str) -> tuple[Claim, ...]:
    """What --heads is given."""
    try:
        return claims_of(text)
    except (OSError, ValueError) as error:
        raise ArgumentTypeError(str(error)) from error


# --- tail -------------------------------------------------------------------------------------------------------


def _tail(journal: Reader, args: argparse.Namespace) -> int:
    """The last lines, then what is appended, until Ctrl-C."""
    damaged, seq = 0, max(0, journal.last() - args.lines)
    with _ctrl_c() as pressed:
        while not pressed:
            for found in journal.readable(after=seq):
                seq = found.last if isinstance(found, Damage) else found["seq"]
                damaged |= _named(journal, found) if isinstance(found, Damage) else _shown(found, args.raw)
            time.sleep(LOOK_S)
    return damaged


@contextmanager
def _ctrl_c() -> Iterator[list[int]]:
    """No longer empty once Ctrl-C was pressed: as an exception it could be lost where a generator is put away."""
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _shown(event: CloudEvent, raw: bool) -> int:
    if raw or is_told(event["type"]):
        print(_json(event) if raw else line_of(event), flush=True)
    return 0


def _named(journal: Reader, damage: Damage) -> int:
    print(f"{journal.path}: {damage}", file=sys.stderr, flush=True)
    return 1


# --- export -----------------------------------------------------------------------------------------------------


def _export(journal: Reader, args: argparse.Namespace) -> int:
    """One event a line: JSON, or CSV with `data` as JSON in its last column. What cannot be read is named."""
    put, damaged, counted = _PUTS[args.format](), 0, not sys.stdout.isatty()
    with Progress(journal.last()) as progress:
        for found in journal.readable():
            if isinstance(found, Damage):
                progress.close()
                damaged = _named(journal, found)
                continue
            put(found)
            if counted:  # a terminal that the rows go to shows by itself how far it is
                progress.reach(found["seq"], ROWS)
    return damaged


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines() -> Put:
    return lambda event: print(_json(event))


def _table() -> Put:
    table = csv.writer(sys.stdout)
    table.writerow(TABLE)
    return lambda event: table.writerow(_cells(event))


def _cells(event: CloudEvent) -> Iterator[Any]:
    row = {**event, "data": _json(event["data"])}
    return (row.get(name, "") for name in TABLE)


_PUTS: dict[str, Callable[[], Put]] = {"jsonl": _lines, "csv": _table}
_DOES: dict[str, Callable[[Reader, argparse.Namespace], int]] = {"verify": _verify, "tail": _tail, "export": _export}
