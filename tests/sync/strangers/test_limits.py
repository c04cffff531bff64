"""How large, deep and long a text may be, found before it is parsed; and what is told of many words that are alike."""

import json
import zlib
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import Unreadable, read_ack, read_ask
from sync.limits import hourly
from sync.limits.doubts import KINDS, LONGEST, Doubts
from sync.limits.hourly import HOUR_S, Tally
from sync.limits.shape import Bounds, problem
from sync.packing import MAX_EVENTS, unpack

SMALL = Bounds(1_000_000, 8, 500)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('ab[]{},:"\\é\n', max_size=12),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text('a"\\[,', max_size=4), inner, max_size=6),
    max_leaves=60,
)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0) if isinstance(value, dict | list) else 0


def count(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(count, inner))


@given(VALUES, st.integers(0, 6), st.integers(1, 40))
def test_what_is_found_without_parsing_is_what_parsing_would_find(value: Any, levels: int, values: int) -> None:
    """Depth exactly; values never too few; whatever stands in its texts, however it is written."""
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        found = problem(text.encode(), Bounds(1_000_000, levels, values))
        if count(value) <= values // 8:
            assert ("deep" in found) == (depth(value) > levels)
        elif count(value) > 2 * values:
            assert found


DEEP = [33, 1_000, 1_023, 1_025, 5_000]
MANY = {b"0": 10_000_000, b"[]": 3_000_000, b'""': 3_000_000, b'"\\""': 2_000_000, b'{"a":1}': 1_000_000}


@pytest.mark.parametrize("levels", DEEP)
@pytest.mark.parametrize("around", [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
def test_what_is_nested_too_deep_is_not_parsed(levels: int, around: tuple[bytes, bytes]) -> None:
    """To 5,000 levels, in the words and in arrays, plain and compressed."""
    text = around[0] * levels + b"1" + around[1] * levels
    assert "deep" in problem(text, SMALL) or "values" in problem(text, SMALL)
    for read in (read_ack, read_ask, unpack, lambda text: unpack(zlib.compress(text))):
        with pytest.raises(Unreadable):
            read(text)


@pytest.mark.parametrize("one", MANY)
def test_what_has_too_many_values_is_not_parsed(one: bytes) -> None:
    """To ten million, in a few kilobytes."""
    text = b"[" + (one + b",") * MANY[one] + one + b"]"
    assert "values" in problem(text, Bounds(len(text), 32, 100_000))
    with pytest.raises(Unreadable):
        unpack(zlib.compress(text))


@pytest.mark.parametrize("text", [b"[" * 400, b"]" * 400, b'"[' * 200, b'["', b"\\" * 99, b'"\\', b"", b"[}", b"\xff"])
def test_what_is_no_json_is_left_to_the_parser(text: bytes) -> None:
    """It refuses it in its own words, at its first fault."""
    assert problem(text, SMALL) == ""
    with pytest.raises(Unreadable):
        read_ack(text)


def test_an_array_of_as_many_events_as_may_come_is_parsed() -> None:
    """The bounds leave room for what a kiosk sends."""
    event = {f"name{n}": "x" * 20 for n in range(24)} | {"data": {f"name{n}": n for n in range(10)}}
    event |= {"hash": "a" * 64, "prevhash": "a" * 64}
    assert len(unpack(zlib.compress(json.dumps([event] * 1_000).encode()))) == 1_000 <= MAX_EVENTS


@given(st.lists(st.integers(0, 500), min_size=1, max_size=200))
def test_what_comes_often_is_told_once_an_hour_with_its_count(pauses: list[int]) -> None:
    """Nothing is told twice, and nothing is forgotten."""
    tally, now, told = Tally(), 0.0, list[tuple[float, int]]()
    for pause in [*pauses, int(HOUR_S)]:
        now += pause
        tally = hourly.heard(tally, "x")
        if hourly.is_due(tally, now):
            told.append((now, tally.held))
            tally = hourly.told(now)
    assert sum(held for _, held in told) == len(pauses) + 1
    assert all(later - before >= HOUR_S for (before, _), (later, _) in pairwise(told))


def test_the_log_hears_of_a_kind_once_an_hour_and_of_few_kinds() -> None:
    """Ten thousand lines that are all different, with letters that are no letters, and one of another kind."""
    said: list[str] = []
    doubts = Doubts(said.append)
    doubts.hear("ours", "first", 0.0)
    for n in range(10_000):
        doubts.hear(f"kind {n}", f"\x1b[2J{n}" + "x" * 999, n / 10)
    doubts.hear("ours", "second", 10.0)
    assert len(said) == KINDS + 1 and all(line.isprintable() and len(line) <= LONGEST for line in said)
    doubts.tell(doubts.due()[0])
    assert said[-1] == "second"
