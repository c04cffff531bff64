"""Text into even lines: nothing lost, nothing too wide, no fewer lines possible and none left over."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.drawing.lines import even_lines

WORDS = st.lists(st.text("abcộ", min_size=1, max_size=9) | st.sampled_from(["–", "·"]), max_size=12)


@given(WORDS, st.integers(1, 40), st.booleans())
def test_no_letter_is_lost(words: list[str], room: int, cut: bool) -> None:
    """Every letter, in its order; words are parted where they were, or within one that is too wide."""
    lines = even_lines(" ".join(words), len, room, 1, cut)
    assert "".join(" ".join(lines).split()) == "".join(words)
    assert cut or " ".join(lines).split() == words


@given(WORDS, st.integers(1, 40))
def test_only_a_word_alone_is_too_wide_and_a_cut_one_never(words: list[str], room: int) -> None:
    """What fits nowhere stands by itself; cut between its letters it fits."""
    text = " ".join(words)
    assert all(len(line) <= room or len(line.split()) == 1 for line in even_lines(text, len, room, 1))
    assert all(len(line) <= room for line in even_lines(text, len, room, 1, cut=True))


@given(st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=7), st.integers(6, 30))
def test_no_way_to_part_it_is_shorter_or_more_even(words: list[str], room: int) -> None:
    """Against every way to break the text: as few lines, and among those the widest line as narrow as can be."""
    best = min(
        (len(lines), max(map(len, lines)))
        for breaks in itertools.product([" ", "\n"], repeat=len(words) - 1)
        if max(map(len, lines := _joined(words, breaks).split("\n"))) <= room
    )
    found = even_lines(" ".join(words), len, room, 1)
    assert (len(found), max(map(len, found))) == best


def _joined(words: list[str], breaks: tuple[str, ...]) -> str:
    return words[0] + "".join(between + word for between, word in zip(breaks, words[1:], strict=True))


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Người có công – Bảo trợ xã hội", 18, ("Người có công –", "Bảo trợ xã hội")),
        ("Đất đai · Xây dựng", 9, ("Đất đai ·", "Xây dựng")),
        ("abcdefgh – ij", 8, ("abcdefgh", "– ij")),
        ("cccccc d", 7, ("cccccc", "d")),
        ("aa b c dd cccccc", 6, ("aa b", "c dd", "cccccc")),
        ("", 10, ()),
        ("Chứng thực · Quầy của việc này chưa mở", 28, ("Chứng thực ·", "Quầy của việc này chưa mở")),
        ("Đất đai – Xây dựng · Quầy chưa mở", 14, ("Đất đai –", "Xây dựng ·", "Quầy chưa mở")),
        ("aaaaa b · c ddddd", 6, ("aaaaa", "b · c", "ddddd")),
        ("a b c · d e f · g", 9, ("a b c ·", "d e f · g")),
    ],
    ids=[
        "a dash ends a line",
        "a dot too",
        "unless it does not fit",
        "what fits is not cut",
        "beside a long word",
        "-",
        "what is said behind a dot stays whole",
        "where what is before it is parted too",
        "unless that costs a line",
        "two that fit stand beside each other",
    ],
)
def test_where_lines_end(text: str, room: int, lines: tuple[str, ...]) -> None:
    """On the screen and on paper alike."""
    assert even_lines(text, len, room, 1, cut=True) == lines
