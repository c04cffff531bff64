"""What a scanner read: of which kind it is, and which slip it may be. Pure.

What is no slip of ours may be somebody's identity card, so of all else only its kind and its length are ever told or
kept. The QR code of a citizen card (CCCD) is its number, the old number, name, birthday, sex, address and day of
issue, parted by `|`; its machine-readable lines begin with the letters of the document and of the country.
"""

import re
from collections.abc import Iterator
from typing import Literal

TOKEN_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that reads like something else
TOKEN_LENGTH = 12
TOKEN = re.compile(f"[{TOKEN_LETTERS}]{{{TOKEN_LENGTH}}}")
AROUND = 16  # letters that a scanner may be set to say around a code
CodeKind = Literal["slip", "identity-card", "address", "digits", "other"]
_KINDS: tuple[tuple[CodeKind, re.Pattern[str]], ...] = (
    ("digits", re.compile(r"\d+")),
    ("slip", TOKEN),
    ("identity-card", re.compile(r"\d{9,12}\|.*|.*\|.*\|.*\|.*|(?:id|i<|p<|pn|pp)vnm.*", re.S)),
    ("address", re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:|tel:|wifi:).*", re.S)),
)


def kind_of(read: str) -> CodeKind:
    """`slip`: it may be one of ours; `address`: of a web page, a mailbox, a network."""
    bare = read.strip().lower()
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(bare)), "other")


def tokens_in(read: str) -> Iterator[str]:
    """The visits whose slip it may be: as it was read, and without what the scanner may say before or behind each code
    (a symbol's name, a terminal's number), which is never much."""
    bare = read.strip().lower()
    yield bare
    if TOKEN_LENGTH < len(bare) <= TOKEN_LENGTH + AROUND:
        yield from (bare[-TOKEN_LENGTH:], bare[:TOKEN_LENGTH])
