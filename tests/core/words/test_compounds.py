"""Which syllables stay together at the end of a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.words.compounds import COMPOUNDS, words_in

PARTED: dict[str, list[str]] = {
    "Cư trú – Trả kết quả, việc khác": ["Cư trú", "–", "Trả kết quả,", "việc", "khác"],
    "Đất đai – Xây dựng – Môi trường": ["Đất đai", "–", "Xây dựng", "–", "Môi trường"],
    "Người có công – Bảo trợ xã hội": ["Người có công", "–", "Bảo trợ", "xã hội"],
    "Không hài lòng": ["Không", "hài lòng"],
    "(kết quả) “hồ sơ”": ["(kết quả)", "“hồ sơ”"],
    "kết, quả": ["kết,", "quả"],
    "A015": ["A015"],
    "": [],
}


@pytest.mark.parametrize("said", PARTED)
def test_a_word_of_two_syllables_is_one_piece_with_the_marks_around_it(said: str) -> None:
    assert [" ".join(word) for word in words_in(said.split())] == PARTED[said]


@given(st.lists(st.sampled_from(sorted({s for word in COMPOUNDS for s in word.split()}))))
def test_no_syllable_is_lost_and_none_moves(syllables: list[str]) -> None:
    assert [syllable for word in words_in(syllables) for syllable in word] == syllables
