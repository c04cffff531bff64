"""The gate before the store: whatever a message holds is judged within bounds, and nothing of it raises."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.calendar.moment import iso
from kiosk.core.record.chain import hash_of
from scripts.soak.link import SOURCE
from sync import packing
from sync.city import gate
from sync.city.gate import AHEAD_MS, judge
from sync.envelope import Ask
from sync.packing import MAX_EVENTS, MAX_PAYLOAD, pack
from tests.sync.chains import WALL, rating, ratings
from tests.sync.city.trust.forgers import anew

RATING, STATE, WANT = (f"motcua/v1{SOURCE}/{tail}" for tail in ("rating", "state", "want/rating"))
SINCE = "2026-11-23T07:30:00.000+07:00"


def deep(levels: int, inner: str = "0", braces: bool = False) -> bytes:
    if braces:
        return ('{"a":' * levels + inner + "}" * levels).encode()
    return ("[" * levels + inner + "]" * levels).encode()


def many(count: int, word: bytes = b"0") -> bytes:
    return b"[" + word + (b"," + word) * (count - 1) + b"]"


GIANTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "16 KB of deflated zeros": (lambda: zlib.compress(many(8_000_000)), "values"),
    "a bomb of blanks": (lambda: zlib.compress(b"[" + b" " * (20 << 20) + b"]", 9), "too big"),
    "one event too many": (lambda: zlib.compress(many(MAX_EVENTS + 1, b"{}")), "more than"),
    "too deep": (lambda: deep(5_000), "deep"),
    "deep inside an event": (lambda: b"[" + deep(1_000, braces=True) + b"]", "deep"),
    "brackets that never close": (lambda: b"[" * 3_000_000, "values"),
    "a string of brackets is none": (lambda: json.dumps(["[" * 9000]).encode(), "object"),
    "quotes that never close": (lambda: b'["' + b'\\"' * 1_000_000, "bad JSON"),
    "too big": (lambda: b"[" + b" " * MAX_PAYLOAD, "too big"),
}


@pytest.mark.parametrize("case", GIANTS)
def test_a_giant_is_refused_before_it_is_parsed(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Size, count and depth are bounded: one refusal for the whole message, which names the bound."""
    made, says = GIANTS[case]
    if says in ("values", "deep", "too big"):
        monkeypatch.setattr(packing, "read_json", None)
    found = judge(RATING, made(), WALL)
    assert says in found.letter and found.good == []


def test_a_state_keeps_what_is_known_of_it_and_no_more() -> None:
    """The fields of the contract, each of its kind; what a stranger adds is gone, however it is nested."""
    streams = {"rating": {"next": 5, "stored": 4, "since": SINCE}}
    health = {"devices": {"printer": "ok"}, "trouble": {"app": "disk"}, "written": {"2026-11-22": 9}}
    words = {"online": True, "since": SINCE, "sw": "1.0", "journal": "ab", "card": "", "time": SINCE}
    known: dict[str, Any] = {**words, "streams": streams, "health": health}
    more = {"moon": {"a": [1]}, "streams": {**streams, "moon": {"next": 1}}, "card": ["x"]}
    told = judge(STATE, json.dumps(known).encode(), WALL).presence
    assert told and told.payload == known
    spoilt = judge(STATE, json.dumps({**known, **more}).encode(), WALL).presence
    assert spoilt and spoilt.payload == {name: value for name, value in known.items() if name != "card"}


@pytest.mark.parametrize("levels", [9, 253, 254, 1_000, 5_000])
def test_a_state_that_is_too_deep_is_a_letter(levels: int) -> None:
    """No walker goes down into it."""
    payload = b'{"online":true,"since":"%s","moon":%s}' % (SINCE.encode(), deep(levels))
    says = "deep" if levels < 2_000 else "values"
    assert says in judge(STATE, payload, WALL).letter


def test_a_state_from_tomorrow_is_since_now() -> None:
    """A clock that is days ahead says not when a kiosk came."""
    for since, told in ((WALL + AHEAD_MS, iso(WALL + AHEAD_MS)), (WALL + AHEAD_MS + 1, iso(WALL))):
        found = judge(STATE, json.dumps({"online": True, "since": iso(since)}).encode(), WALL).presence
        assert found and found.since == told


def test_one_letter_for_a_message_however_much_is_wrong_in_it() -> None:
    """With how many events and the first reason; the good ones beside them go on."""
    good = ratings(3)
    found = judge(RATING, json.dumps([7, *good, {}, good[0] | {"seq": 0}]).encode(), WALL)
    assert found.good == good and found.letter == "3 of 6 events: an event is an object"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"moonphase": "full"}, False),
        ({"moon": 7, "tide": True}, False),
        ({"moon": "x" * 201}, True),
        ({"Moon": "x"}, True),
        ({"moon": {"phase": 1}}, True),
        ({f"m{n}": 1 for n in range(13)}, True),
        ({"data": {"level": "x" * (64 << 10)}}, True),
    ],
)
def test_a_newer_kiosk_may_add_short_words(more: dict[str, Any], refused: bool) -> None:
    """As CloudEvents has its attributes; whatever is longer, deeper or more is no kiosk's."""
    found = judge(RATING, json.dumps([anew(ratings(1)[0], **more)]).encode(), WALL)
    assert bool(found.letter) is refused


def test_a_time_more_than_a_day_ahead_is_marked() -> None:
    """And stored: it may be a true event of a clock that is wrong."""
    now = WALL - AHEAD_MS
    found = judge(RATING, pack(ratings(3)), now + 2)
    assert [verdict.ahead for verdict in found.verdicts] == [False, False, True] and len(found.ahead) == 1


def test_the_citys_own_words_and_what_is_taken_back_are_nothing() -> None:
    """`ack`, `ask`, `back`, `config` of whomever; a retained word that is taken back."""
    for tail, payload in (
        ("ack/rating", b"["),
        ("ask/visit", b"{"),
        ("back/device", b"x"),
        ("config", b""),
        ("state", b""),
    ):
        found = judge(f"motcua/v1{SOURCE}/{tail}", payload, WALL)
        assert (found.letter, found.good, found.presence, found.wish) == ("", [], None, None)


def test_a_wish_is_read_or_refused() -> None:
    """Of numbers of a stream of its own."""
    assert judge(WANT, Ask("ab", 2, 5).payload(), WALL).wish == ("rating", Ask("ab", 2, 5))
    assert "too big" in judge(WANT, b" " * 5_000, WALL).letter


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9)
    | st.sampled_from(["a" * 64, SINCE, "\x00", SOURCE, "rating", 2**53, 2**63, -(2**64)])
)  # fmt: skip
NAMES = st.sampled_from((*gate._KNOWN, "online", "since", "streams", "health", "from", "to", "é", "level")) | st.text(
    max_size=3
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=12)
TOPICS = st.sampled_from([RATING, STATE, WANT, "motcua/v1/" + "a/" * 300 + "state"]) | st.text(max_size=30)


@st.composite
def payloads(draw: st.DrawFn) -> bytes:
    """Any JSON, as deep as 5,000, as long as ten million, as large as some megabytes; compressed or not; cut or not."""
    plain = draw(
        st.one_of(
            VALUES.map(lambda value: json.dumps(value).encode()),
            st.builds(deep, st.integers(1, 5_000), st.sampled_from(["0", '"x"', "{}"]), st.booleans()),
            st.builds(
                many, st.sampled_from([1, 999, 1_001, 100_000, 10_000_000]), st.sampled_from([b"0", b"{}", b'""'])
            ),
            st.builds(lambda n: b'["' + b"x" * n + b'"]', st.sampled_from([1, 70_000, 3 << 20, 5 << 20])),
            st.binary(max_size=40),
        )
    )
    packed = zlib.compress(plain, 1) if draw(st.booleans()) else plain
    return packed[: draw(st.integers(0, len(packed)))] if draw(st.integers(0, 4)) == 0 else packed


@settings(max_examples=60, deadline=None)
@given(TOPICS, payloads())
def test_whatever_comes_is_judged(topic: str, payload: bytes) -> None:
    """Nothing raises; what is good is an event of that very topic whose hash is its own."""
    found = judge(topic, payload, WALL)
    assert all(event["source"] == SOURCE and event["hash"] == hash_of(event) for event in found.good)
    assert found.letter or found.presence or found.wish or not found.verdicts or found.good


@given(VALUES, st.sampled_from(["data", "seq", "time", "journal", "clock", "correlationid", "moon"]))
def test_an_event_with_anything_in_it_is_judged(value: Any, name: str) -> None:
    """One field of a true event is anything, rightly hashed where that can be."""
    event: dict[str, Any] = {**ratings(1)[0], name: value}
    try:
        event["hash"] = hash_of(event)
    except (ValueError, RecursionError):
        event["hash"] = "a" * 64
    found = judge(RATING, json.dumps([event, rating().TYPE]).encode(), WALL)
    assert len(found.verdicts) == 2 and found.letter
