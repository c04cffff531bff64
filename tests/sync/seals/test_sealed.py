"""An array is looked through at once, and no event is taken for one that has a canonical form where it has none."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.record.chain import GENESIS, canonical, hash_of
from sync.limits.shape import Bounds, problem
from sync.packing import pack, unpack
from sync.seals.sealed import Sealed, is_exact, sealed
from tests.sync.chains import ratings

NAMES = st.sampled_from(["a", "b", "id", "é", 'q"', "1.5"])
LEAVES = st.sampled_from(
    [0, -7, 2**53, 2**53 + 1, -(2**53) - 1, 2**63, 5.5, 1e30, True, None, "a", "é", '"', "\\", '": 5.5', ":5.5", "[1]"]
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner), max_leaves=6)
PLAIN = st.dictionaries(
    st.sampled_from(["a", "b"]), st.sampled_from([1, -5, True, None, "x 1.5", "T07:31:10.123+07:00", ["W", "A,1"]])
)
FORMS: list[dict[str, Any]] = [
    {"separators": (",", ":")},
    {"separators": (", ", ": ")},
    {"separators": (",", " :")},
    {"separators": (",", ":"), "ensure_ascii": False},
    {"indent": "\t", "separators": (",", ":")},
]


@pytest.mark.uncounted
@settings(max_examples=1_000)
@given(st.lists(st.dictionaries(NAMES, VALUES) | PLAIN, min_size=1, max_size=3), st.sampled_from(FORMS))
def test_where_an_array_is_exact_each_event_has_its_canonical_form(events: list[Any], form: dict[str, Any]) -> None:
    """However it is written; what is not surely so is said to be none."""
    text = json.dumps(events, **form).encode()
    if is_exact(text):
        for event in orjson.loads(text):
            assert canonical(event) == orjson.dumps(event, option=orjson.OPT_SORT_KEYS)


INEXACT = {
    "a fraction": b'[{"a":4.5}]',
    "an exponent": b'[{"a":4E5}]',
    "a large number": b'[{"a":9007199254740993}]',
    "behind white space": b'[{"a": 4.5}]',
    "before a colon": b'[{"a" :4.5}]',
    "on another line": b'[{"a":\n4.5}]',
    "in a list": b'[{"a":["x",4.5]}]',
    "in a list of objects": b'[{"a":[{},4.5]}]',
    "a name beyond ASCII": '[{"é":1}]'.encode(),
    "an escaped name": rb'[{"\u00e9":1}]',
}


@pytest.mark.parametrize("case", INEXACT)
def test_an_array_with_anything_odd_is_looked_through_event_by_event(case: str) -> None:
    """One for each way in which it could be hidden."""
    assert not is_exact(INEXACT[case])


def test_what_a_kiosk_sends_is_exact_and_sealed_with_its_own_hash() -> None:
    """In short arrays and long ones, with every hash and without; the size is that of the whole event."""
    events = ratings(12)
    assert is_exact(orjson.dumps(events))
    for payload in (pack(events), pack(events, every_hash=True), pack(events[:3])):
        found = unpack(payload)
        assert found == events[: len(found)] and all(type(event) is Sealed for event in found)
        assert [event.size for event in found] == [len(orjson.dumps(event)) for event in found]


@given(st.dictionaries(NAMES.filter(str.isascii), LEAVES.filter(lambda leaf: not isinstance(leaf, float))))
def test_a_seal_is_the_hash_of_the_content_whatever_it_said(event: dict[str, Any]) -> None:
    """Of any names, those of the hashes among them."""
    whole = {**event, "prevhash": GENESIS}
    try:
        true = hash_of(whole)
    except ValueError:
        with pytest.raises(ValueError, match="cannot"):
            sealed({**event, "hash": "x"}, GENESIS)
        return
    assert sealed({**event, "hash": "x"}, GENESIS) == {**whole, "hash": true}


@given(st.text(alphabet='[]{},"\\a1 ', max_size=30), st.integers(0, 5), st.integers(1, 12))
def test_brackets_in_a_string_count_for_nothing_in_either_look(text: str, depth: int, values: int) -> None:
    """A backslash makes the slow look of the quick one, and changes nothing in what it says."""
    bounds, plain = Bounds(1_000, depth, values), text.replace("\\", "").encode()
    slow = plain + rb'"\a"'
    if plain.count(b'"') % 2 == 0 and plain.count(b'"') + 3 <= 8 * values:
        assert problem(plain, bounds) == problem(slow, bounds)
