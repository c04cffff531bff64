"""The probe page: its ruler tells a person, and by that us, how many dots the printer's head has; and whether it cuts.

Behind each of the numbers 1 to 3 stands a black block, which ends at the last dot of a kind of head: the largest number
that is whole, with its block, is the head's. Only what every printer understands: GS v 0, ESC J, ESC d, and the cuts
(Epson's ESC/POS guide).
"""

from drivers.printer.escpos import CUTS, FULL_CUT, PARTIAL_CUT, RESET

DOTS = {"3": 576, "2": 512, "1": 384}  # the number that was read → dots of the head
_BYTES, _HIGH, _ONCE = 72, 25, 13  # of a row; rows; rows in one command, which stays under 1 KB
_BLOCK, _GAP, _DOT = 12, 12, 5  # dots: a block, the white before it, a dot of a digit
_DIGITS = {"1": (2, 6, 2, 2, 7), "2": (7, 1, 7, 4, 7), "3": (7, 1, 7, 1, 7)}  # rows of three dots
_CUTS = {"full": FULL_CUT, "esc-i": CUTS["esc-i"], "esc-m": CUTS["esc-m"]}


def probe_page(label: str) -> bytes:
    """One line of ASCII, the ruler, the cut."""
    rows = [_row(y).to_bytes(_BYTES, "big") for y in range(_HIGH)]
    pictures = (_picture(rows[top : top + _ONCE]) for top in range(0, _HIGH, _ONCE))
    return RESET + label.encode("ascii") + b"\n\x1bJ\x10" + b"".join(pictures) + b"\x1bd\x04" + PARTIAL_CUT


def _picture(rows: list[bytes]) -> bytes:
    return b"\x1dv0\x00" + bytes((_BYTES, 0, len(rows), 0)) + b"".join(rows)


def _row(y: int) -> int:
    """One row of dots, the leftmost the highest bit."""
    row = 0
    for digit, end in DOTS.items():
        right = _BYTES * 8 - end
        row |= (1 << _BLOCK) - 1 << right
        row |= _wide(_DIGITS[digit][y // _DOT]) << right + _BLOCK + _GAP
    return row


def _wide(dots: int) -> int:
    return sum((1 << _DOT) - 1 << n * _DOT for n in range(3) if dots >> n & 1)


def cut_again(how: str) -> bytes:
    """A line of paper and a cut of another kind, where the partial one did nothing."""
    return RESET + b"KIOSK\n\x1bd\x04" + _CUTS[how]


def one_more(label: str) -> bytes:
    """A line that somebody can see, and paper to tear it off."""
    return RESET + label.encode("ascii") + b"\n\x1bd\x06"
