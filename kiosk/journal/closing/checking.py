"""Checking a closing slip: its signature, with the public key alone, and what it says against a journal.

`slip` and `public_key` read them from a command line.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kiosk.core.record.closing_word import ClosingWord, NoSlip, read
from kiosk.journal.closing.days import differences
from kiosk.journal.reading import Reader


def unproven(word: ClosingWord, keys: Iterable[str]) -> Iterator[str]:
    """Why a slip's signature proves nothing; nothing where it does. `keys`: public ones in hex, each believed."""
    from kiosk.journal.signing import is_signed  # cryptography is read by whoever checks, and by nobody else

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
