"""What is heard of a call: numbers against a table that was written by hand, and the pieces of which a call is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.words.spoken import PIECES, needed, pieces_of
from kiosk.core.words.vietnamese import call_sentence, number_words, ticket_words

TO_99 = (
    """
không, một, hai, ba, bốn, năm, sáu, bảy, tám, chín,
mười, mười một, mười hai, mười ba, mười bốn, mười lăm, mười sáu, mười bảy, mười tám, mười chín,
hai mươi, hai mươi mốt, hai mươi hai, hai mươi ba, hai mươi tư, hai mươi lăm, hai mươi sáu, hai mươi bảy,
hai mươi tám, hai mươi chín,
ba mươi, ba mươi mốt, ba mươi hai, ba mươi ba, ba mươi tư, ba mươi lăm, ba mươi sáu, ba mươi bảy, ba mươi tám,
ba mươi chín,
bốn mươi, bốn mươi mốt, bốn mươi hai, bốn mươi ba, bốn mươi tư, bốn mươi lăm, bốn mươi sáu, bốn mươi bảy,
bốn mươi tám, bốn mươi chín,
năm mươi, năm mươi mốt, năm mươi hai, năm mươi ba, năm mươi tư, năm mươi lăm, năm mươi sáu, năm mươi bảy,
năm mươi tám, năm mươi chín,
sáu mươi, sáu mươi mốt, sáu mươi hai, sáu mươi ba, sáu mươi tư, sáu mươi lăm, sáu mươi sáu, sáu mươi bảy,
sáu mươi tám, sáu mươi chín,
bảy mươi, bảy mươi mốt, bảy mươi hai, bảy mươi ba, bảy mươi tư, bảy mươi lăm, bảy mươi sáu, bảy mươi bảy,
bảy mươi tám, bảy mươi chín,
tám mươi, tám mươi mốt, tám mươi hai, tám mươi ba, tám mươi tư, tám mươi lăm, tám mươi sáu, tám mươi bảy,
tám mươi tám, tám mươi chín,
chín mươi, chín mươi mốt, chín mươi hai, chín mươi ba, chín mươi tư, chín mươi lăm, chín mươi sáu, chín mươi bảy,
chín mươi tám, chín mươi chín
""".replace("\n", " ")
    .strip()
    .split(", ")
)
TO_99 = [words.strip() for words in TO_99]
HUNDREDS = [
    "",
    "một trăm",
    "hai trăm",
    "ba trăm",
    "bốn trăm",
    "năm trăm",
    "sáu trăm",
    "bảy trăm",
    "tám trăm",
    "chín trăm",
]


def by_hand(n: int) -> str:
    hundreds, rest = HUNDREDS[n // 100], n % 100
    if not hundreds or not rest:
        return hundreds or TO_99[rest]
    return f"{hundreds} linh {TO_99[rest]}" if rest < 10 else f"{hundreds} {TO_99[rest]}"


def test_every_number_to_999_is_said_as_the_table_says_it() -> None:
    """A counter as a number; a ticket letter by letter and digit by digit."""
    assert len(TO_99) == 100
    assert [number_words(n) for n in range(1000)] == [by_hand(n) for n in range(1000)]
    spelled = [" ".join(TO_99[int(digit)] for digit in f"{n:03d}") for n in range(1000)]
    assert [ticket_words(f"A{n:03d}") for n in range(1000)] == [f"A {words}" for words in spelled]


@given(st.integers(0, 25), st.integers(1, 1999), st.integers(1, 99))
def test_every_call_is_said_by_recorded_pieces(letter: int, number: int, counter: int) -> None:
    """Together they are the sentence, word by word, and an office has been asked for each of them."""
    sentence = call_sentence(f"{chr(65 + letter)}{number:03d}", counter)
    names = pieces_of(sentence)
    assert names is not None and " ".join(PIECES[name] for name in names) + "." == sentence
    assert set(names) <= set(needed(chr(65 + letter), counter))


@pytest.mark.parametrize("sentence", ["Xin mời ông bà.", "một trăm", "xin mời số", "A B Đ"])
def test_what_has_no_recording_is_left_to_a_voice(sentence: str) -> None:
    assert pieces_of(sentence) is None


def test_a_small_office_records_little() -> None:
    """Two services and nine counters: fourteen pieces."""
    assert len(needed("AB", 9)) == 14 and len({*PIECES}) == len({*PIECES.values()})
