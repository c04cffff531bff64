"""`kiosk verify-slip`: whether a photo of a closing slip is true, and whether a citizen's own slip is in a signed day.

A closing slip's signature is checked with the public key alone, anywhere; with --journal, on the kiosk, what it says is
held against the journal too. A citizen's slip (--ticket, by the code on it) is told to whoever has a shell on the
kiosk, a technician, and says that its rating is in the signed day: never which level, which reasons, or whose else.
Exit codes: 0 true, 1 not so, 2 wrong use.
"""

import argparse
import sys
from collections.abc import Iterator

from kiosk.config.load import load
from kiosk.config.paths import journal_path
from kiosk.core.record.closing_word import ClosingWord
from kiosk.host.owner import as_owner
from kiosk.journal.closing.checking import public_key, slip, unproven
from kiosk.journal.closing.days import differences
from kiosk.journal.opening import read_journal

HELP = "check a closing slip by its text, or that a citizen's rating is in a signed day"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "slip", nargs="?", type=slip, metavar="SLIP", help="the QR's text, a file of it, or - to read it"
    )
    parser.add_argument(
        "--key",
        action="append",
        type=public_key,
        default=[],
        metavar="HEX",
        help="the kiosk's public key (default: its own)",
    )
    parser.add_argument("--journal", action="store_true", help="hold it against this kiosk's journal too")
    parser.add_argument("--ticket", metavar="CODE", help="the code under the QR of a citizen's own slip")


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError, JournalError."""
    if args.config:
        load(args.config)  # one that is named is there, though a key may make it needless
    if args.ticket:
        return _of_ticket(args)
    if args.slip is None:
        print(
            "kiosk verify-slip: give the text of a closing slip, or --ticket; see kiosk verify-slip --help",
            file=sys.stderr,
        )
        return 2
    wrong = [*_of_closing(args.slip, args)]
    for line in wrong or [f"the closing slip of {args.slip.day}, {args.slip.visits} numbers, {args.slip.source}: true"]:
        print(line)
    return 1 if wrong else 0


def _of_closing(word: ClosingWord, args: argparse.Namespace) -> Iterator[str]:
    keys = args.key or _own_keys(args)
    yield from unproven(word, keys)
    if args.journal:
        with read_journal(load(args.config)) as journal:
            yield from differences(word, journal)


def _own_keys(args: argparse.Namespace) -> list[str]:
    """Of the kiosk that this is; none elsewhere."""
    from kiosk.journal.signing import own_public  # here, so that `kiosk --help` reads no library

    data = journal_path(load(args.config)).parent
    with as_owner(data):
        key = own_public(data)
    return [key] if key else []


# --- a citizen's own slip ---


def _of_ticket(args: argparse.Namespace) -> int:
    from kiosk.journal.closing.rated import proof_of

    with read_journal(load(args.config)) as journal:
        keys = args.key or _own_keys(args)
        good, lines = proof_of(journal, args.ticket, keys)
    print("\n".join(lines))
    return 0 if good else 1
