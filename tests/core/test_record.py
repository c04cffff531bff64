"""The record: every event that was ever written is read again, travels in one form, and its chain shows a change."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.record import codec
from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS, canonical, cloud_event, event_id, hash_of, is_whole, misfits
from kiosk.core.record.former_events import Former
from tests.core.facts import EVER_WRITTEN, RENEWED, type_of

LEFT_OUT: dict[str, dict[str, Any]] = {
    "ticket.called": {"reason": None},
    "day.opened": {"provisional": False, "again": False},
    "ticket.issued": {"test": False},
    "documents.asked": {"test": False},
    "slip.moved": {"why": None, "copy": 0},
    "help.moved": {"by": None},
    "visit.transferred": {"to_counter": None, "to_officer": None, "noted": False},
    "visit.returned": {"counter": None, "officer": None},
    "visit.ended": {"outcome": None, "counter": None, "why": None},
    "rating.given": dict.fromkeys(("counter", "officer", "service", "bind", "uncounted_reason")),
    "rating.revised": {"by": None},
    "device.changed": {"why": None},
    "checkpoint.made": {"closing": None},
}


# --- events and their data ---


@pytest.mark.parametrize("name", EVER_WRITTEN)
def test_an_event_that_was_ever_written_is_read_as_it_was(name: str) -> None:
    """Type, stream and every field: journals stay, and the city has them too."""
    stream, data = EVER_WRITTEN[name]
    event = codec.as_written(type_of(name), data)
    assert (event.TYPE, event.STREAM, codec.to_data(event)) == (type_of(name), stream, data)


@pytest.mark.parametrize("name", EVER_WRITTEN)
def test_an_event_of_a_former_version_is_read_as_one_of_today(name: str) -> None:
    """What is new in it says that it was not written then; one of today is read as it is."""
    stream, data = EVER_WRITTEN[name]
    now, other = RENEWED.get(name, (name, {}))
    event = codec.from_data(type_of(name), data)
    assert (type_of(now), stream) == (event.TYPE, event.STREAM)
    assert codec.to_data(event) == {k: v for k, v in {**data, **other}.items() if v is not None}


def test_no_event_is_forgotten_above() -> None:
    """A new one is written down there too; three chains, no more; whatever is former has its event of today."""
    assert set(codec.KINDS) == {type_of(name) for name in EVER_WRITTEN}
    assert {stream for stream, _ in EVER_WRITTEN.values()} == set(e.STREAMS)
    assert {type_of(name) for name in RENEWED} == {t for t, kind in codec.KINDS.items() if issubclass(kind, Former)}


@pytest.mark.parametrize("name", EVER_WRITTEN)
def test_only_what_need_not_be_said_may_be_left_out(name: str) -> None:
    """A field with a value that goes without saying; any other missing one is named."""
    _, data = EVER_WRITTEN[name]
    silent = {field: value for field, value in LEFT_OUT.get(name.rpartition(".")[0], {}).items() if field in data}
    event = codec.as_written(type_of(name), {k: v for k, v in data.items() if k not in silent})
    assert {field: getattr(event, field) for field in silent} == silent
    for field in data.keys() - silent.keys():
        with pytest.raises(codec.UnreadableEvent, match=rf"{name}: missing {field}"):
            codec.from_data(type_of(name), {k: v for k, v in data.items() if k != field})


def test_what_is_not_known_is_not_written() -> None:
    """None stays out of the JSON, false and nought do not."""
    assert codec.to_data(e.SlipMoved("A001", "sent")) == {"ticket": "A001", "slip": "sent", "copy": 0}
    assert codec.to_data(e.DayOpened("d")) == {"date": "d", "provisional": False, "again": False}


def test_a_newer_version_is_read_as_far_as_it_is_known() -> None:
    """An unknown field is passed by; an unknown type is no event; all missing fields are named at once."""
    assert codec.from_data(e.DayClosed.TYPE, {"date": "2026-11-23", "new": 1}) == e.DayClosed("2026-11-23")
    with pytest.raises(codec.UnreadableEvent, match=r"unknown event type 'vn\.motcua\.moon\.v1'"):
        codec.from_data("vn.motcua.moon.v1", {})
    with pytest.raises(codec.UnreadableEvent, match="missing salt, rating, counter, officer, service, bind"):
        codec.from_data(e.RatingBound.TYPE, {})


# --- canonical JSON ---


def test_canonical_json_has_one_form() -> None:
    """Keys in order, nothing between, letters as they are: RFC 8785."""
    value = {"b": [1, True, None, {"z": 1, "y": []}], "a": 'Ộ"\n', "B": -7}
    assert canonical(value) == b'{"B":-7,"a":"\xe1\xbb\x98\\"\\n","b":[1,true,null,{"y":[],"z":1}]}'
    assert canonical((1, 2)) == b"[1,2]"


EXACT = 9_007_199_254_740_992  # 2^53


def test_the_largest_exact_integers_may_stand_in_an_event() -> None:
    assert canonical([EXACT, -EXACT]) == f"[{EXACT},{-EXACT}]".encode()


@pytest.mark.parametrize(
    "wrong",
    [1.5, 1.0, float("nan"), EXACT + 1, -EXACT - 1, {"khóa": 1}, {1: 1}, [0.1], (0.1,), {"a": {"b": [{"c": 0.1}]}}],
    ids=repr,
)
def test_what_cannot_be_written_exactly_is_refused(wrong: Any) -> None:
    """Floats, integers beyond 2^53, keys that are not ASCII, however deep they lie."""
    with pytest.raises(ValueError, match=r"cannot hold|must be ASCII"):
        canonical(wrong)


def _is_exact(value: Any) -> bool:
    """The rule, as it would be said: value by value."""
    if isinstance(value, dict):
        return all(type(key) is str and key.isascii() and _is_exact(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_exact, value))
    return not isinstance(value, float) and (not isinstance(value, int) or -EXACT <= value <= EXACT)


NUMBERS = st.integers(-(2**63), 2**63) | st.sampled_from([EXACT, EXACT + 1, -EXACT - 1, True, 1.5, float("nan"), -0.0])
NAMES = st.sampled_from(["a", "B", "", "khóa", "é", "\x7f", "\ud800"]) | st.just(7)
HELD = st.recursive(
    st.none() | NUMBERS | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.uncounted
@given(HELD)
def test_the_quick_look_refuses_what_the_rule_refuses(value: Any) -> None:
    """It takes all kinds of an object at once: nothing slips through with the others, nothing good is refused."""
    try:
        json.loads(canonical(value))
    except ValueError:
        assert not _is_exact(value)
    else:
        assert _is_exact(value)


# --- the event that travels ---

RECORDED = e.Recorded(
    31, "x", "visit", 7, 1_795_393_870_042, 5_123, "b1", "estimated",
    e.TicketIssued("A015", "A", 15, True, "touch", "asked"), "tok", "j1-rating-3",
)  # fmt: skip
TRAVELS = (
    '{"bootid":"b1","causationid":"j1-rating-3","clock":"estimated","correlationid":"tok","data":{"channel":"touch",'
    '"number":15,"priority":true,"service":"A","slip":"asked","test":false,"ticket":"A015"},'
    '"datacontenttype":"application/json","dataschema":"urn:motcua:vn.motcua.ticket.issued.v1","id":"j1-visit-7",'
    f'"journal":"j1","monotonic":5123,"prevhash":"{"a" * 64}","recordedtime":"2026-11-23T07:31:10.042+07:00",'
    '"seq":31,"sequence":7,"source":"/H55/92/08/000/k1","specversion":"1.0","stream":"visit",'
    '"time":"2026-11-23T07:31:10.042+07:00","type":"vn.motcua.ticket.issued.v1"}'
)
HASH = "ea8b1b7124e96c4f63f9efc3b6a36fa13dc39a96064fffd830c1daedbf74af9d"  # sha256sum of these bytes


def travelling(recorded: e.Recorded = RECORDED, prevhash: str = "a" * 64) -> dict[str, Any]:
    return cloud_event(recorded, "/H55/92/08/000/k1", "j1", prevhash)


def test_an_event_travels_in_the_form_of_the_contract() -> None:
    """Byte by byte, and its hash is that of these bytes."""
    event = travelling()
    assert event.pop("hash") == HASH == hash_of({**event, "hash": "whatever"})
    assert canonical(event).decode() == TRAVELS


def test_an_event_that_was_hashed_without_its_row_keeps_its_hash() -> None:
    """As every one was before the row was part of it."""
    former = {k: v for k, v in travelling().items() if k != "seq"}
    assert hash_of(former) == "3150e580c6d0a21c62e2a7a47804e95aa6746f605592a0d79447d2ef4bcfb19f"


def test_an_event_of_no_visit_and_no_cause_says_nothing_of_them() -> None:
    event = travelling(replace(RECORDED, visit=None, cause=None))
    assert event == {k: v for k, v in travelling().items() if k not in ("correlationid", "causationid")} | {
        "hash": "05d42e238d84ed1d29b309d348240301ec72acd0149195915a34733b76166915"
    }


def test_an_events_name_tells_its_place() -> None:
    """Known without storing a random number, and no other event ever has it."""
    assert event_id("j1", "rating", 12) == "j1-rating-12"


# --- chains ---


def journal(*streams: str) -> list[dict[str, Any]]:
    """Rows of a whole journal, one event on each stream that is named."""
    heads: dict[str, tuple[int, str]] = {}
    rows = []
    for row, stream in enumerate(streams, 1):
        sequence, prevhash = heads.get(stream, (0, GENESIS))
        recorded = e.Recorded(row, "x", stream, sequence + 1, row, row, "b", "synchronised", e.DayClosed(f"d{row}"))
        event = travelling(recorded, prevhash)
        heads[stream] = (sequence + 1, event["hash"])
        rows.append(event)
    return rows


@given(st.lists(st.sampled_from(("rating", "visit", "device", "a stream to come")), max_size=12))
def test_each_event_of_a_whole_journal_fits_behind_the_one_before(streams: list[str]) -> None:
    """Each stream a chain of its own, from 64 zeros on."""
    assert GENESIS == "0000000000000000000000000000000000000000000000000000000000000000"
    heads: dict[str, tuple[int, str]] = {}
    for event in journal(*streams):
        assert misfits(event, *heads.get(event["stream"], (0, GENESIS))) == () and is_whole(event)
        heads[event["stream"]] = (event["sequence"], event["hash"])


CONTENT = "its content is not what was written"
PREVHASH = "prevhash is not the hash of the event before"
MISFITS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "another date": ({"data": {"date": "d9"}}, (CONTENT,)),
    "another number": ({"sequence": 3}, ("visit 2 is missing", CONTENT)),
    "the number before": ({"sequence": 1}, ("visit 2 is missing", CONTENT)),
    "another hash before": ({"prevhash": "f" * 64}, (PREVHASH, CONTENT)),
    "another hash": ({"hash": "f" * 64}, (CONTENT,)),
    "no hash": ({"hash": ""}, (CONTENT,)),
    "what an event cannot hold": ({"data": {"date": 1.5}}, (CONTENT,)),
    "a key that an event cannot have": ({"data": {"ngày": "d2"}}, (CONTENT,)),
    "half a letter": ({"data": {"date": "\ud800"}}, (CONTENT,)),
}


@pytest.mark.parametrize("case", MISFITS)
def test_an_event_that_does_not_fit_says_why(case: str) -> None:
    """What is missing, what it is not behind, what was not written; all of it, in this order."""
    changes, says = MISFITS[case]
    first, second = journal("visit", "visit")
    assert misfits({**second, **changes}, 1, first["hash"]) == says


def test_an_event_nested_beyond_reading_is_not_what_was_written() -> None:
    """And no error of the program."""
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    assert not is_whole({"data": value, "hash": "f" * 64})
