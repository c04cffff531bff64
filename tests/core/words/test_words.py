"""What the office says and prints: numbers read aloud, calls, dates, the sizes of a slip's letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.calendar.moment import from_iso
from kiosk.core.words.slip import Big, Mark, Text
from kiosk.core.words.vietnamese import (
    call_sentence,
    clock_words,
    date_words,
    day_words,
    number_words,
    opening_words,
    ticket_words,
)

NUMBERS = {
    0: "không", 1: "một", 2: "hai", 3: "ba", 4: "bốn", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín",
    10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm", 16: "mười sáu", 20: "hai mươi", 21: "hai mươi mốt",
    24: "hai mươi tư", 25: "hai mươi lăm", 55: "năm mươi lăm", 99: "chín mươi chín", 100: "một trăm",
    101: "một trăm linh một", 104: "một trăm linh bốn", 105: "một trăm linh năm", 109: "một trăm linh chín",
    110: "một trăm mười", 111: "một trăm mười một", 115: "một trăm mười lăm", 121: "một trăm hai mươi mốt",
    999: "chín trăm chín mươi chín", 1000: "một nghìn", 1005: "một nghìn không trăm linh năm",
    1010: "một nghìn không trăm mười", 1099: "một nghìn không trăm chín mươi chín",
    1100: "một nghìn một trăm", 2024: "hai nghìn không trăm hai mươi tư",
    9999: "chín nghìn chín trăm chín mươi chín",
}  # fmt: skip


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_numbers_are_read_as_people_say_them(number: int, words: str) -> None:
    """mốt, tư, lăm and linh stand where they belong."""
    assert number_words(number) == words


def test_numbers_without_words_are_refused() -> None:
    """Nothing below 0 or beyond 9999 is ever read."""
    for wrong in (-1, 10_000):
        with pytest.raises(ValueError, match="no words"):
            number_words(wrong)


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_no_two_numbers_sound_the_same(one: int, other: int) -> None:
    assert (number_words(one) == number_words(other)) == (one == other)


def test_a_call_is_one_sentence() -> None:
    """docs/domain.md, "Aloud": a ticket digit by digit, a counter as a number."""
    assert ticket_words("B109") == "B một không chín"
    assert call_sentence("A015", 3) == "Xin mời số A không một năm đến quầy số ba."
    assert call_sentence("C200", 21) == "Xin mời số C hai không không đến quầy số hai mươi mốt."


def at(text: str) -> int:
    return from_iso(f"2026-11-{text}+07:00")


def test_dates_and_times_are_vietnamese() -> None:
    """Days before months, hours to 24."""
    for wall in (at("02T08:05:00"), at("02T20:05:59.999")):
        assert day_words(wall) == "02/11/2026" and date_words(wall) == "Thứ Hai, 02/11/2026"
    assert (clock_words(at("23T08:05:00")), clock_words(at("23T20:05:59.999"))) == ("08:05", "20:05")


def test_the_days_of_a_week_are_counted_from_the_second() -> None:
    """Monday is Thứ Hai (the second), Saturday Thứ Bảy (the seventh), Sunday Chủ nhật."""
    days = [date_words(at(f"{day}T00:00:00")).split(",")[0] for day in range(23, 30)]
    assert days == ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]


@pytest.mark.parametrize(
    ("now", "opens", "words"),
    [
        ("02T09:00:00", "02T13:00:00", "13:00"),
        ("02T23:59:59", "03T07:30:00", "07:30 thứ Ba"),
        ("02T00:00:00", "08T23:30:00", "23:30 chủ nhật"),
        ("02T23:59:59", "09T07:30:00", "07:30 thứ Hai, 09/11"),
        ("02T09:00:00", "20T07:30:00", "07:30 thứ Sáu, 20/11"),
    ],
)
def test_an_opening_is_told_by_what_one_needs_to_know(now: str, opens: str, words: str) -> None:
    """The time today, the weekday within a week, then the date too: the same weekday may mean two days."""
    assert opening_words(at(now), at(opens)) == words


def test_an_office_that_never_opens_says_nothing_of_it() -> None:
    assert opening_words(at("02T09:00:00"), None) == ""


def test_letters_on_paper_are_large_enough_for_old_eyes() -> None:
    """Millimetres of a capital where a slip says nothing else: what one needs 3.3 or more, the number by far the
    largest; centred, half bold."""
    assert Text("") == Text("", 3.3, "SemiBold", left=False)
    assert Text("").mm <= Mark("").mm and Big("").mm > 4 * Mark("").mm
