"""Arrays of events as they travel: whole at both ends, whatever is left out between."""

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.record.chain import hash_of
from scripts.soak.link import SOURCE
from sync.envelope import Unreadable, check
from sync.packing import FEW, MAX_PLAIN, fit, is_compressed, pack, unpack
from tests.sync.chains import chain, rating, ratings

Events = list[dict[str, Any]]
LAST_VERSION = Path(__file__).parent / "last_version/backlog"


def inside(payload: bytes) -> Events:
    """What stands in a compressed payload."""
    found: Events = json.loads(zlib.decompress(payload))
    return found


def as_sent(count: int = 8) -> Events:
    return inside(pack(ratings(count)))


def test_live_events_carry_both_hashes_and_are_readable() -> None:
    """A few go as plain JSON, each as the journal has it."""
    few = ratings(FEW)
    assert json.loads(pack(few)) == few == unpack(pack(few)) and not is_compressed(pack(few))


def test_between_its_ends_a_long_array_carries_no_hash() -> None:
    """The receiver computes them: what comes out is what went in, in half the bytes."""
    many = ratings(200)
    first, *inner, last = inside(pack(many))
    assert (first, last) == (many[0], many[-1]) and not any({"prevhash", "hash"} & event.keys() for event in inner)
    assert unpack(pack(many)) == many and len(pack(many)) < len(pack(many, every_hash=True)) / 2


def test_what_is_sent_again_carries_every_hash() -> None:
    """So that a city which could not compute them finds what is wrong by itself."""
    many = ratings(20)
    assert inside(pack(many, every_hash=True)) == many == unpack(pack(many, every_hash=True))


def test_an_array_of_the_last_version_is_read() -> None:
    """Compressed, with all hashes (last_version/backlog, packed by it)."""
    events = unpack(LAST_VERSION.read_bytes())
    assert [check(event, SOURCE, "rating")["sequence"] for event in events] == list(range(1, 10))


def spoilt(events: Events, n: int, **changes: Any) -> Events:
    return [{**event, **changes} if at == n else event for at, event in enumerate(events)]


def otherwise(events: Events, n: int, **changes: Any) -> Events:
    """Written otherwise from there on, with hashes that fit."""
    found = events[:n]
    for event in events[n:]:
        moved = {**event, **changes, "prevhash": found[-1]["hash"]}
        found.append({**moved, "hash": hash_of(moved)})
    return found


SPOILT: dict[str, Callable[[Events, int], Events]] = {
    "content": lambda events, n: spoilt(events, n, data={"level": 1}),
    "a float": lambda events, n: spoilt(events, n, data={"level": 1.5}),
    "hash": lambda events, n: spoilt(events, n, hash="a" * 64),
    "prevhash": lambda events, n: spoilt(events, n, prevhash="a" * 64),
    "one missing": lambda events, n: events[:n] + events[n + 1 :],
    "out of order": lambda events, n: [*events[:n], *reversed(events[n:])],
    "another source": lambda events, n: otherwise(events, n, source="/H55/1/k1"),
    "a number again": lambda events, n: otherwise(events, n, sequence=n),
}


@pytest.mark.parametrize("case", SPOILT)
@given(count=st.integers(7, 20), n=st.integers(1, 5))
def test_a_spoilt_event_does_not_spoil_its_array(case: str, count: int, n: int) -> None:
    """Then all go with their hashes, as they stand in the journal, and each is judged for itself."""
    events = SPOILT[case](ratings(count), n)
    assert inside(pack(events)) == events == unpack(pack(events))


def without(*names: str, at: int) -> Events:
    """As sent, with one event that lacks something; `names` to be taken away."""
    return [{k: v for k, v in event.items() if n != at or k not in names} for n, event in enumerate(as_sent())]


FULL = ratings(8)
FORGED: dict[str, tuple[list[Any], str]] = {
    "the first without": (without("prevhash", "hash", at=0), "elsewhere"),
    "the last without": (without("prevhash", "hash", at=7), "elsewhere"),
    "one of two at the first": (without("hash", at=0), "only one"),
    "one of two at the last": (without("prevhash", at=7), "only one"),
    "one of two inside": (spoilt(as_sent(), 3, hash=FULL[3]["hash"]), "only one"),
    "some inside with both": (spoilt(as_sent(), 3, prevhash="a" * 64, hash="b" * 64), "elsewhere"),
    "one alone": ([as_sent()[1]], "elsewhere"),
    "none at all": ([*as_sent()[1:3]], "elsewhere"),
    "changed inside": (spoilt(as_sent(), 3, data={"level": 4}), "do not lead"),
    "exchanged": ([*as_sent()[:2], as_sent()[3], as_sent()[2], *as_sent()[4:]], "do not lead"),
    "one taken out": ([*as_sent()[:2], *as_sent()[3:]], "do not lead"),
    "another end": ([*as_sent()[:-1], FULL[6]], "do not lead"),
    "a changed end": (spoilt(as_sent(), 7, data={"level": 4}), "do not lead"),
    "a first hash of nothing": (spoilt(as_sent(), 0, hash=None), "first event has no hash"),
    "no event at the end": ([*as_sent()[:-1], 7], "no event"),
    "no event at the front": ([7, *as_sent()[1:]], "no hash"),
    "a float inside": (spoilt(as_sent(), 3, data={"level": 1.5}), "float"),
}


@pytest.mark.parametrize("case", FORGED)
def test_an_array_whose_hashes_cannot_be_computed_is_refused_whole(case: str) -> None:
    """Nobody can say which event is the wrong one; the kiosk sends them again with every hash."""
    events, reason = FORGED[case]
    with pytest.raises(Unreadable, match=reason):
        unpack(zlib.compress(json.dumps(events).encode()))


def test_a_changed_first_event_is_refused_alone() -> None:
    """The chain that follows from its hash holds, so the others stand."""
    events = unpack(zlib.compress(json.dumps(spoilt(as_sent(), 0, data={})).encode()))
    assert events[1:] == FULL[1:]
    with pytest.raises(Unreadable, match="does not fit"):
        check(events[0], SOURCE, "rating")


@given(st.lists(st.tuples(st.integers(1, 4), st.none() | st.integers(1, 9), st.text('ạbc\\"€ \n', max_size=9))))
def test_whatever_chain_comes_out_as_it_went_in(given: list[tuple[int, int | None, str]]) -> None:
    """Of any length and content, live or compressed, leaving hashes out or not."""
    events = chain([rating(level, counter, service=word) for level, counter, word in given])
    assert unpack(pack(events)) == events == unpack(pack(events, every_hash=True))


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just("a" * 64)
KEYS = st.sampled_from(("prevhash", "hash", "data", "é")) | st.text(max_size=3)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=8)
ARRAYS = st.lists(st.dictionaries(st.sampled_from(("prevhash", "hash", "data")), LEAVES) | VALUES)


@given(ARRAYS | VALUES)
def test_any_json_is_read_or_refused(value: Any) -> None:
    """Compressed or plain: an array, or one kind of error."""
    text = json.dumps(value).encode()
    for payload in (text, zlib.compress(text)):
        try:
            assert isinstance(unpack(payload), list)
        except Unreadable as error:
            assert str(error)


@given(st.binary())
def test_noise_is_read_or_refused(noise: bytes) -> None:
    """An array, or one kind of error."""
    try:
        assert isinstance(unpack(noise), list)
    except Unreadable as error:
        assert str(error)


@given(st.integers(0, 900), st.binary(min_size=1, max_size=4))
def test_a_payload_with_changed_bytes_is_never_another_array(at: int, other: bytes) -> None:
    """As it was sent, or refused."""
    good = pack(FULL)
    try:
        assert unpack(good[:at] + other + good[at + len(other) :]) == FULL
    except Unreadable as error:
        assert str(error)


def test_nesting_without_end_is_refused() -> None:
    """Deeper than any reader goes, inside an event whose hash is to be computed."""
    deep = b'{"data":' + b"[" * 900 + b"]" * 900 + b"}"
    ends = json.dumps(FULL[0]).encode()
    with pytest.raises(Unreadable):
        unpack(zlib.compress(b"[" + b",".join([ends, *[deep] * 3, ends]) + b"]"))
    with pytest.raises(Unreadable, match="too big"):
        unpack(zlib.compress(b"[" + deep * (MAX_PLAIN // len(deep) + 1) + b"]"))


def test_as_many_events_as_the_broker_takes_go_into_one_message() -> None:
    """Half and half again until they fit; one is always tried."""
    many = ratings(60)
    assert fit(many, 1 << 20) == (many, pack(many))
    packed, payload = fit(many, 900)
    assert packed == many[: len(packed)] and payload == pack(packed) and len(payload) <= 900 < len(pack(many))
    assert fit(many, 10) == (many[:1], pack(many[:1])) and fit([], 10) == ([], b"[]")
