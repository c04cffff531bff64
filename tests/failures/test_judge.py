"""The judge: every lie is found, and nothing is said of what is true."""

import pytest

from scripts.failures.judge import Heard, Held, beyond, miscounted, unheard
from scripts.failures.witness import published

CHAIN, OTHER = ("/H55/k1", "j", "rating"), ("/H55/k1", "j", "visit")
BEYOND = {
    "as much as there is": ({CHAIN: 5}, {CHAIN: 5}, 0),
    "less": ({CHAIN: 4}, {CHAIN: 5}, 0),
    "nothing, of nothing": ({CHAIN: 0}, {}, 0),
    "one more than there is": ({CHAIN: 6}, {CHAIN: 5}, 1),
    "of a chain that is gone": ({CHAIN: 1}, {}, 1),
    "of another chain": ({CHAIN: 1, OTHER: 2}, {CHAIN: 2, OTHER: 1}, 1),
}


@pytest.mark.parametrize("case", BEYOND)
def test_an_acknowledgement_beyond_what_is_held_is_found(case: str) -> None:
    told, held, wrong = BEYOND[case]
    assert len(beyond(told, held)) == wrong


COUNTS = {
    "all of it once": (Held(5, 5, 5), 0),
    "one lost": (Held(5, 4, 4), 1),
    "one doubled": (Held(5, 6, 5), 1),
    "a gap before the last": (Held(3, 4, 4), 1),
    "one that nobody wrote": (Held(6, 6, 6), 1),
}


@pytest.mark.parametrize("case", COUNTS)
def test_a_count_that_is_not_the_kiosks_is_found(case: str) -> None:
    held, wrong = COUNTS[case]
    assert len(miscounted({CHAIN: 5}, {CHAIN: held})) == wrong


def test_a_chain_that_is_missing_or_strange_is_found() -> None:
    """A kiosk of which nothing came, and a history that nobody wrote."""
    assert miscounted({CHAIN: 5}, {}) == ["/H55/k1 j rating: 5 written, 0 rows of 0, 0 in order"]
    assert miscounted({}, {CHAIN: Held(1, 1, 1)}) == ["/H55/k1 j rating: nobody wrote it"]


HEARD = {
    "heard just now": (Heard(1, False), ""),
    "silent for an hour, and told": (Heard(3600, True), ""),
    "just beyond the bound, before the city looks": (Heard(950, False), ""),
    "silent for an hour, and not told": (Heard(3600, False), "not silent"),
    "told to be silent, and heard": (Heard(5, True), "silent, and heard"),
    "unknown": (None, "does not know"),
}


@pytest.mark.parametrize("case", HEARD)
def test_whoever_is_neither_heard_nor_told_to_be_silent_is_found(case: str) -> None:
    heard, says = HEARD[case]
    found = unheard(["/H55/k1"], {"/H55/k1": heard} if heard else {})
    assert (not found) if not says else says in found[0]


@pytest.mark.parametrize(("is_new", "properties"), [(True, b"\x00"), (True, b"\x81\x01" + bytes(129)), (False, b"")])
@pytest.mark.parametrize(("head", "number"), [(0x30, b""), (0x32, b"\x00\x07"), (0x3B, b"\x00\x07")])
def test_a_message_is_read_whatever_its_version_and_quality(
    is_new: bool, properties: bytes, head: int, number: bytes
) -> None:
    """Topic and payload; its number and its properties are passed by."""
    assert published(head, b"\x00\x03a/b" + number + properties + b"[1]", is_new) == ("a/b", b"[1]")
