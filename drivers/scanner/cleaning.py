"""What scanners put around a code, taken off. Pure.

Many are set, from the factory or by a stray setup code, to say before each code what kind it is: the AIM identifier
(ISO/IEC 15424: `]`, a letter, a modifier; `]Q1` is a QR code), the character set of a QR code as an ECI designator
(AIM ECI: `\\` and six digits; `\\000026` is UTF-8), a byte order mark, STX, GS, spaces. The mark is taken off as it is
read in the wrong character set, too. None of it can be part of a slip's code.
"""

import re

from drivers.ports import Taken

_MARKS = ("\ufeff", "ï»¿", "∩╗┐")  # EF BB BF as UTF-8, Windows-1252 and code page 437 read it
_LEADING: tuple[tuple[Taken, re.Pattern[str]], ...] = (
    ("aim", re.compile(r"\][A-Za-z][0-9A-Za-z](?=.)", re.S)),
    ("eci", re.compile(r"\\[0-9]{6}(?=.)", re.S)),
    ("mark", re.compile("|".join(_MARKS))),
)


def cleaned(read: str) -> tuple[str, tuple[Taken, ...]]:
    """The code itself, and what was taken off, each once, in the order in which it was found."""
    code = "".join(letter for letter in read if letter >= " " and letter != "\x7f")
    taken: dict[Taken, None] = {} if code == read else {"control": None}
    while True:
        what, rest = _shorter(code)
        if what is None:
            return code, tuple(taken)
        code, taken[what] = rest, None


def _shorter(code: str) -> tuple[Taken | None, str]:
    """One thing less; None: nothing is left to be taken."""
    if (bare := code.strip()) != code:
        return "space", bare
    for what, pattern in _LEADING:
        if found := pattern.match(code):
            return what, code[found.end() :]
    return None, code
