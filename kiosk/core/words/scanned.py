"""What a scanner read: of which kind it is, and which slip of ours or of an appointment it may be. Pure.

What is no slip of ours may be somebody's identity card, so of all else only its kind and its length are ever told or
kept. The QR code of a citizen card (CCCD) is its number, the old number, name, birthday, sex, address and day of
issue, parted by `|`; its machine-readable lines begin with the letters of the document and of the country.

A slip's code is its visit's token, alone or behind the address of the page that tells a phone about it: a browser keeps
what stands behind `#` to itself.

The appointment slip of a result ("giấy hẹn trả kết quả") bears the dossier's code: the agency's, the day, a number. It
is looked for within longer texts too, because offices put it into addresses and between other fields.
"""

import re
from collections.abc import Iterator
from typing import Literal

TOKEN_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that reads like something else
TOKEN_LENGTH = 12
TOKEN = re.compile(f"[{TOKEN_LETTERS}]{{{TOKEN_LENGTH}}}")
PHONE_PAGE = "p"  # of the console's address
_APART = re.compile(rf"(?<![0-9a-z]){TOKEN.pattern}(?![0-9a-z])")
ON_PAGE = re.compile(rf"https?://[^\s#]{{1,64}}/{PHONE_PAGE}#({TOKEN.pattern})")
AROUND = 16  # letters that a scanner may be set to say right before or behind a code
AMONG = 64  # letters of all that it may say, where the code stands apart from the rest: a date, a name
CodeKind = Literal["slip", "dossier", "identity-card", "address", "digits", "other"]
_AGENCY = r"(?:[0-9]{2,3}\.){1,5}[a-z][0-9]{2,3}|[a-z][0-9]{2,3}(?:\.[0-9]{2,3}){1,5}"
_DAY = "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"  # yymmdd
DOSSIER = re.compile(rf"(?<![0-9a-z.-])({_AGENCY})-({_DAY})-([0-9]{{3,8}})(?![0-9a-z-])")
_KINDS: tuple[tuple[CodeKind, re.Pattern[str]], ...] = (
    ("digits", re.compile(r"\d+")),
    ("slip", re.compile(rf"{TOKEN.pattern}|{ON_PAGE.pattern}")),
    ("dossier", re.compile(f".*{DOSSIER.pattern}.*", re.S)),
    ("identity-card", re.compile(r"\d{9,12}\|.*|.*\|.*\|.*\|.*|(?:id|i<|p<|pn|pp)vnm.*", re.S)),
    ("address", re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:|tel:|wifi:).*", re.S)),
)


def kind_of(read: str) -> CodeKind:
    """`slip`: it may be one of ours; `address`: of a web page, a mailbox, a network."""
    bare = read.strip().lower()
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(bare)), "other")


def dossier_in(read: str) -> str:
    """The dossier's code on an appointment slip, the same one whichever way round its agency is written; "" for none.
    Kept nowhere: whoever asks makes a number of it at once."""
    found = DOSSIER.search(read.lower())
    if found is None:
        return ""
    agency, day, number = found.groups()
    levels = agency.split(".")
    return "-".join((*(levels[::-1] if levels[0].isdigit() else levels), day, number))


def tokens_in(read: str) -> Iterator[str]:
    """The visits whose slip it may be: as it was read, out of the phone page's address, and without what the scanner
    may say around each code (a symbol's name, a terminal's number, a time), which is never much."""
    bare = read.strip().lower()
    yield bare
    if on_page := ON_PAGE.search(bare):
        yield on_page[1]
    if TOKEN_LENGTH < len(bare) <= TOKEN_LENGTH + AROUND:
        yield from (bare[-TOKEN_LENGTH:], bare[:TOKEN_LENGTH])
    if TOKEN_LENGTH < len(bare) <= AMONG and "|" not in bare:  # which parts what stands on an identity card
        yield from _APART.findall(bare)
