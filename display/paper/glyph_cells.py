"""Vietnamese letters in a printer's cell of 12 × 24 dots, for the print modes that send no picture of a line.

The dots are drawn by hand in fonts/cells.txt: base letters in a fixed box, the marks from small patterns of their own,
each at its place. A capital gets lower the more marks it carries, so that everything stays within the 24 rows that a
printer has (docs/printing.md, "Letters"). Promises: all 134 accented letters of Vietnamese, and no two of them
alike. Letters without a mark are the printer's own and not here. Pure but for reading the file once.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

WIDE, HIGH = 12, 24  # dots of a cell
_SHAPES = Path(__file__).parents[1] / "fonts" / "cells.txt"
_MARKS = {
    "\u0300": "grave",
    "\u0301": "acute",
    "\u0309": "hook",
    "\u0303": "tilde",
    "\u0302": "circumflex",
    "\u0306": "breve",
    "\u031b": "horn",
    "\u0323": "dot",
}
_TONES = ("grave", "acute", "hook", "tilde")
_BESIDE = ("horn", "dot")  # marks that need no room above the letter

Cell = tuple[int, ...]
"""24 rows from the top, each of 12 bits, the leftmost dot the highest."""


@cache
def cell(letter: str) -> Cell | None:
    """The dots of one accented letter, or None for a letter that is not Vietnamese or carries no mark."""
    if letter in ("đ", "Đ"):
        return _laid([letter])
    parts = list(unicodedata.normalize("NFD", letter))
    marks = [_MARKS.get(mark, "") for mark in parts[1:]]
    names = list(_parts(parts[0], marks)) if marks and parts[0] in "aeiouyAEIOUY" else [""]
    return _laid(names) if set(names) <= set(_shapes()) else None


def cells() -> dict[str, Cell]:
    """Every letter that has one, composed, with its dots."""
    toned = (f"{vowel}{tone}" for vowel in "aăâeêioôơuưy" for tone in ("", *list(_MARKS)[:4], "\u0323"))
    small = [unicodedata.normalize("NFC", letter) for letter in (*toned, "đ")]
    return {letter: dots for one in small for letter in (one, one.upper()) if (dots := cell(letter))}


def _parts(base: str, marks: list[str]) -> Iterator[str]:
    """The shapes that make the letter, the base first, in the height and width that its marks leave it."""
    above = [mark for mark in marks if mark not in _BESIDE]
    height = ("", ".mark", ".low")[min(2, len(above))]
    horned = f"{base}{height}.horn"
    if "horn" in marks and horned in _shapes():
        yield horned
        marks = [mark for mark in marks if mark != "horn"]
    else:
        yield base + height if base + height in _shapes() else base
    if above:
        yield "+".join(sorted(above, key=_TONES.__contains__))
    yield from ("dot.y" if mark == "dot" and base == "y" else mark for mark in marks if mark in _BESIDE)


def _laid(parts: Iterable[str]) -> Cell:
    rows = [0] * HIGH
    for part in parts:
        for y, row in enumerate(_shapes()[part]):
            rows[y] |= row
    return tuple(rows)


@cache
def _shapes() -> dict[str, Cell]:
    """Every shape of the file, laid into a whole cell."""
    blocks = _SHAPES.read_text(encoding="utf-8").split("\n:")[1:]
    return dict(_shape(block) for block in blocks)


def _shape(block: str) -> tuple[str, Cell]:
    head, *lines = [line for line in block.splitlines() if line and not line.startswith("# ")]
    name, left, top = head.split()
    rows = [0] * int(top)
    for line in lines:
        rows += [rows[-1]] * int(line) if line.startswith("+") else [_bits(line, int(left))]
    return name, tuple(rows + [0] * (HIGH - len(rows)))


def _bits(line: str, left: int) -> int:
    dots = ("." * left + line).ljust(WIDE, ".")
    return int(dots.replace(".", "0").replace("#", "1"), 2)
