"""The letters in a printer's cell: all of them, whole, far enough apart, and safe on the wire."""

import unicodedata
from itertools import combinations

import pytest

from display.paper.glyph_cells import HIGH, WIDE, Cell, cell
from drivers.printer.escpos import FORBIDDEN
from drivers.printer.glyphs import _columns, _defined
from tests.paper.letters import ACCENTED

LEAST = 5  # dots between two letters: a thermal head blurs one


def drawn(letter: str) -> Cell:
    dots = cell(letter)
    assert dots is not None, letter
    return dots


def test_every_accented_letter_has_a_cell() -> None:
    """All 134, each 24 rows of 12 dots, composed or decomposed."""
    assert len(ACCENTED) == 134
    for letter in ACCENTED:
        dots = drawn(letter)
        assert len(dots) == HIGH and all(0 <= row < 1 << WIDE for row in dots)
        assert cell(unicodedata.normalize("NFD", letter)) == dots


def test_no_two_letters_are_closer_than_a_thermal_head_can_tell() -> None:
    """Of all 8,911 pairs none has the same cell, and each is at least five dots apart."""
    apart = {
        (one, other): sum((a ^ b).bit_count() for a, b in zip(drawn(one), drawn(other), strict=True))
        for one, other in combinations(ACCENTED, 2)
    }
    assert len(apart) == 8911
    assert min(apart.values()) >= LEAST, sorted(apart, key=apart.__getitem__)[:5]


@pytest.mark.parametrize("letter", ["a", "É́", "ñ", "Ç", "日", "w", "b\u0301", "ü"])
def test_what_is_no_vietnamese_letter_has_no_cell(letter: str) -> None:
    """Plain letters are the printer's own; others are nobody's."""
    assert cell(letter) is None


APART = [
    letter for letter in ACCENTED if not set(unicodedata.normalize("NFD", letter)) & set("đĐ\u031b") and letter != "ỵ"
]


@pytest.mark.parametrize("letter", APART)
def test_marks_stand_clear_of_the_letter(letter: str) -> None:
    """A white row lies between the letter and each group of marks; a horn grows out of it, ỵ has its dot beside."""
    rows = drawn(letter)
    inked = [n for n, row in enumerate(rows) if row]
    marks = set(unicodedata.normalize("NFD", letter)[1:])
    gaps = [n for n in range(inked[0], inked[-1]) if rows[n + 1] and not rows[n]]
    assert len(gaps) >= ("\u0323" in marks) + bool(marks - {"\u0323"})


@pytest.mark.parametrize("letter", ACCENTED)
def test_a_glyph_on_the_wire_holds_no_realtime_command(letter: str) -> None:
    """As it stands, bold and white on black: no pair of bytes that a printer may take out of the stream."""
    rows = drawn(letter)
    for form in (rows, [row | row >> 1 for row in rows], [row ^ 0xFFF for row in rows]):
        assert not any(pair in _columns(form, WIDE) for pair in FORBIDDEN)


@pytest.mark.parametrize("letter", ACCENTED)
def test_a_defined_glyph_has_all_its_ink(letter: str) -> None:
    """Only white columns at the right are left out."""
    rows = drawn(letter)
    data = _defined(rows)
    width = data[0]
    assert len(data) == 1 + 3 * width and width <= WIDE
    back = [0] * HIGH
    for x in range(width):
        column = int.from_bytes(data[1 + 3 * x : 4 + 3 * x], "big")
        for y in range(HIGH):
            back[y] |= (column >> (HIGH - 1 - y) & 1) << (WIDE - 1 - x)
    assert tuple(back) == rows
