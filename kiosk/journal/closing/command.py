"""`kiosk verify-slip`: whether a photo of a closing slip is true, and whether a citizen's own slip is in a signed day.

A closing slip's signature is checked with the public key alone, anywhere; with --journal, on the kiosk, what it says is
held against the journal too. A citizen's slip (--ticket, by the code on it) is told to whoever has a shell on the
kiosk, a technician, and says that its rating is in the signed day: never which level, which reasons, or whose else.
Exit codes: 0 true, 1 not so, 2 wrong use.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.paths import journal_path
from kiosk.core.record.closing_word import ClosingWord, NoSlip, read
from kiosk.journal.closing.days import differences
from kiosk.journal.closing.rated import proof_of
from kiosk.journal.opening import read_journal
from kiosk.journal.reading import Reader
from kiosk.journal.signing import is_signed, own_public

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
    key = own_public(journal_path(load(args.config)).parent)
    return [key] if key else []


def unproven(word: ClosingWord, keys: Iterable[str]) -> Iterator[str]:
    """Why a slip's signature proves nothing; nothing where it does. `keys`: public ones in hex, each believed."""
    keys = [*keys]
    if not word.signature:
        yield f"the closing slip of {word.day} is not signed: it can be held against the journal only (--journal)"
    elif not keys:
        yield "no key to check it with: --key HEX, the kiosk's public key as the city has it"
    elif not any(word.is_signed(key, is_signed) for key in keys):
        yield f"the closing slip of {word.day} is NOT true: it was changed, or its key {word.key} is not the kiosk's"


def of_slips(journal: Reader, slips: Iterable[ClosingWord], keys: Iterable[str]) -> Iterator[str]:
    """The same for `kiosk journal verify --slip`. Raises JournalError."""
    keys = [*keys]
    for word in slips:
        wrong = [*(unproven(word, keys) if word.signature and keys else ()), *differences(word, journal)]
        yield from (f"closing slip {word.day}: {says}" for says in wrong)


# --- a citizen's own slip ---


def _of_ticket(args: argparse.Namespace) -> int:
    with read_journal(load(args.config)) as journal:
        keys = args.key or _own_keys(args)
        good, lines = proof_of(journal, args.ticket, keys)
    print("\n".join(lines))
    return 0 if good else 1


# --- what stands in the command line ---


def slip(text: str) -> ClosingWord:
    """A slip's text, or a file of it; `-`: from standard input."""
    try:
        return read(_text(text))
    except (NoSlip, OSError, UnicodeDecodeError) as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read(10_000)
    if given.startswith("MLS1 "):
        return given
    return Path(given).read_text(encoding="utf-8")[:10_000]


def public_key(text: str) -> str:
    """64 letters of hex."""
    if len(text) != 64 or not set(text.lower()) <= set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a public key of 64 letters of hex")
    return text.lower()
