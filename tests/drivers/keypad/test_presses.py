"""What a hand means by a pad's keys: one press each, whatever trembles; and nothing that is no hand's."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.keypad.names import MAX_LINE, NAMES, SILENT, name_of, said
from drivers.keypad.presses import (
    APART_MS,
    STUCK_MS,
    TOGETHER_MS,
    Presses,
    Stroke,
    due,
    held_since,
    passed,
    went_down,
    went_up,
)
from kiosk.config.hardware.keypads import ON_PADS

KEYS = st.sampled_from(sorted(ON_PADS))
FAR = 10**9


def typed(strokes: list[tuple[str, int]], presses: Presses | None = None) -> list[Stroke]:
    """Keys, each some ms after the one before, down and up; then a long silence. All presses."""
    presses, at, known = presses or Presses(), 1000, list[Stroke]()
    for key, gap in strokes:
        at += gap
        presses, some = went_down(presses, key, at)
        presses, known = went_up(presses, key), [*known, *some]
    return [*known, *passed(presses, FAR)[1]]


@given(st.lists(st.tuples(KEYS, st.integers(APART_MS, 5000)), max_size=12))
def test_each_press_counts_once_with_its_own_time(strokes: list[tuple[str, int]]) -> None:
    """Whichever keys, in their order, as long as a hand takes its time."""
    at, wanted = 1000, list[Stroke]()
    for key, gap in strokes:
        at += gap
        wanted.append(Stroke(key, at))
    assert typed(strokes) == wanted


@given(KEYS, st.lists(st.integers(0, APART_MS - 1), max_size=8))
def test_a_double_press_is_one(key: str, gaps: list[int]) -> None:
    """However often the finger trembles, each time within 300 ms of the time before."""
    assert typed([(key, 0), *((key, gap) for gap in gaps)]) == [Stroke(key, 1000)]


@given(KEYS, KEYS, st.integers(TOGETHER_MS + 1, APART_MS - 1))
def test_another_key_right_behind_a_press_is_none(first: str, second: str, gap: int) -> None:
    """The finger that slides to the next key: the first one was meant."""
    assert [stroke.key for stroke in typed([(first, 0), (second, gap)])] == [first]


@given(st.lists(st.tuples(KEYS, st.integers(0, TOGETHER_MS)), min_size=2, max_size=40))
def test_no_code_of_a_scanner_is_a_press(strokes: list[tuple[str, int]]) -> None:
    """Its keys are never more than 100 ms apart, and not all the same; afterwards a hand is heard again."""
    assume(len({key for key, _ in strokes}) > 1)
    assert typed(strokes) == []
    assert [stroke.key for stroke in typed([*strokes, ("enter", APART_MS)])] == ["enter"]


def test_two_keys_under_one_finger_are_neither() -> None:
    """Down in the same moment."""
    assert typed([("+", 0), ("enter", 3)]) == []


def test_a_press_is_known_once_nothing_followed_it() -> None:
    """And says until when it waits."""
    presses, none = went_down(Presses(), "+", 1000)
    assert none == () and due(presses) == 1000 + TOGETHER_MS + 1
    assert passed(presses, 1000 + TOGETHER_MS) == (presses, ())
    presses, known = passed(presses, 1000 + TOGETHER_MS + 1)
    assert known == (Stroke("+", 1000),) and due(presses) is None


def test_what_is_held_is_so_since_it_went_down() -> None:
    """Of several keys the one that has been down for longest."""
    presses, _ = went_down(Presses(), "0", 10)
    presses, _ = went_down(presses, "+", 500)
    assert held_since(presses) == 10 and held_since(went_up(presses, "0")) == 500
    assert held_since(went_up(went_up(presses, "0"), "+")) is None and STUCK_MS == 60_000


def test_the_settings_know_the_keys_of_a_pad() -> None:
    """By the same names; and NumLock and shift are no keys."""
    assert set(NAMES.values()) == set(ON_PADS) and not SILENT & set(NAMES)


ONE_KEY = {(82, 11, 110): "0", (96, 28): "enter", (83, 52, 111): ".", (74, 12): "-", (78,): "+", (71, 8, 102): "7"}


@pytest.mark.parametrize("codes", ONE_KEY)
def test_a_key_is_the_same_whatever_numlock_is(codes: tuple[int, ...]) -> None:
    """linux/input-event-codes.h: KEY_KP0, KEY_0, KEY_INSERT …; one that nobody named is another key than all others."""
    assert {name_of(code) for code in codes} == {ONE_KEY[codes]} and name_of(240) == "key240"


FRAMES = {
    b"+": "+",
    b"+\r\n": "+",
    b"++++": "+",
    b"\r": "enter",
    b"\r\n": "enter",
    b"F1\r": "f1",
    b"N": "n",
    b"\x08": "backspace",
    b"\x7f": "backspace",
    b"": "",
    b"\xff": "",
    b"\x01": "",
    b"0123456789": "",
    b"a b": "",
}


@pytest.mark.parametrize("frame", FRAMES, ids=ascii)
def test_what_stands_between_two_silences_is_a_key(frame: bytes) -> None:
    """A byte, a short line, the same byte again and again; Enter alone; nothing else."""
    assert said(frame) == FRAMES[frame]


@given(st.binary(max_size=64))
def test_no_junk_is_more_than_a_short_word(frame: bytes) -> None:
    """Printable, and no longer than a key's name."""
    key = said(frame)
    assert key in ON_PADS or (len(key) <= MAX_LINE and all("!" <= letter <= "~" for letter in key))
