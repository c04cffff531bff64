"""Arrays of events ↔ payloads: plain while they are few, else compressed and without the hashes that can be computed.

A hash is 32 bytes that zlib cannot press, more than all the rest of an event in a long array. So in a compressed array
of one unbroken chain only the first and the last event carry `prevhash` and `hash`. The receiver computes the others,
and the last event's two say whether it came to the same. A stored event that was spoilt must not spoil its array: then
all carry theirs, as do all that are sent again, and what is wrong is found event by event (`envelope.check`). Pure;
whatever arrives is foreign, and every refusal is an `Unreadable`.
"""

import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import orjson

from kiosk.core.record.chain import hash_of, is_whole
from sync.envelope import Unreadable, is_hash, read_json
from sync.limits.shape import Bounds, problem

FEW = 4  # up to so many events go uncompressed, so that `mosquitto_sub` shows what is live
MAX_PAYLOAD = 4 << 20  # bytes of one message
MAX_PLAIN = 16 << 20  # bytes after decompression
MAX_EVENTS = 1_000  # in one array: what `broker.batch` allows at most
ARRAY = Bounds(MAX_PLAIN, 16, 200_000)  # a checkpoint, the fullest event there is, has 60 values
_CHAIN = ("source", "journal", "stream")
_HASHES = ("prevhash", "hash")

Event = Mapping[str, Any]


def pack(events: Sequence[Event], every_hash: bool = False) -> bytes:
    """A JSON array of CloudEvents; with zlib when it is more than a few. `every_hash`: none is left out."""
    if len(events) <= FEW:
        return _plain(events)
    lean = events if every_hash or not _is_one_chain(events) else [events[0], *map(_bare, events[1:-1]), events[-1]]
    return zlib.compress(_plain(lean), 6)


def fit(events: Sequence[Event], room: int, every_hash: bool = False) -> tuple[Sequence[Event], bytes]:
    """As many of the events, from the first, as go into `room` bytes, and their payload; one event is always given,
    pressed where it fits so only."""
    payload = pack(events, every_hash)
    while len(payload) > room and len(events) > 1:
        events = events[: len(events) // 2]
        payload = pack(events, every_hash)
    pressed = zlib.compress(payload, 6) if len(payload) > room else payload
    return events, pressed if len(pressed) <= room else payload


def _plain(events: Sequence[Event]) -> bytes:
    return orjson.dumps(events, option=orjson.OPT_SORT_KEYS)


def _is_one_chain(events: Sequence[Event]) -> bool:
    """Each follows the one before, and is what was written: whoever has the ends can compute what is between."""
    return all(_follows(*both) for both in pairwise(events)) and all(map(is_whole, events))


def _follows(before: Event, event: Event) -> bool:
    here = all(event[name] == before[name] for name in _CHAIN)
    return here and event["sequence"] == before["sequence"] + 1 and event["prevhash"] == before["hash"]


def _bare(event: Event) -> Event:
    return {name: value for name, value in event.items() if name not in _HASHES}


def is_compressed(payload: bytes) -> bool:
    """The rule of the first byte, for a subscriber that sees no user property."""
    return payload[:1] != b"["


def unpack(payload: bytes, bounds: Bounds = ARRAY) -> list[Any]:
    """The array in a payload with the hashes that it left out, whatever its elements are. Raises Unreadable."""
    if len(payload) > MAX_PAYLOAD:
        raise Unreadable(f"too big: {len(payload)} bytes")
    if not is_compressed(payload):
        return _array(payload, bounds)
    return _completed(_array(_inflate(payload, bounds.size), bounds))


def _array(plain: bytes, bounds: Bounds) -> list[Any]:
    if why := problem(plain, bounds):
        raise Unreadable(why)
    value = read_json(plain)
    if not isinstance(value, list):
        raise Unreadable("not an array of events")
    if len(value) > MAX_EVENTS:
        raise Unreadable(f"more than {MAX_EVENTS} events")
    return value


def _inflate(payload: bytes, most: int) -> bytes:
    machine = zlib.decompressobj()
    try:
        plain = machine.decompress(payload, most)
    except zlib.error as error:
        raise Unreadable("neither JSON nor zlib") from error
    if not machine.eof or machine.unused_data:
        raise Unreadable("compressed data that is cut off, too big or followed by more")
    return plain


def _completed(events: list[Any]) -> list[Any]:
    """Each with both hashes; as it came when none was left out."""
    carried = [_carried(event) for event in events]
    if 0 not in carried:
        return events
    if carried != [2, *[0] * (len(events) - 2), 2]:
        raise Unreadable("hashes are missing elsewhere than between its first and its last event")
    return _computed(events)


def _carried(event: Any) -> int:
    """How many of its two hashes an event has; what is no event lacks none."""
    found = sum(name in event for name in _HASHES) if isinstance(event, dict) else len(_HASHES)
    if found == 1:
        raise Unreadable("an event with only one of prevhash and hash")
    return found


def _computed(events: list[Any]) -> list[Any]:
    first, *inner, last = events
    if not (isinstance(first, dict) and isinstance(last, dict) and is_hash(first["hash"])):
        raise Unreadable("its first event has no hash, or its last is no event")
    full = [first]
    for event in (*inner, last):
        full.append(_chained(event, full[-1]["hash"]))
    if full[-1] != last:
        raise Unreadable("the hashes that it leaves out do not lead to those of its last event")
    return full


def _chained(event: Mapping[str, Any], prevhash: str) -> dict[str, Any]:
    linked = {**event, "prevhash": prevhash}
    try:
        return {**linked, "hash": hash_of(linked)}
    except (ValueError, RecursionError) as error:
        raise Unreadable("an event holds a float, a key that is not ASCII, or is nested too deep") from error
