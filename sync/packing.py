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

from sync.envelope import Unreadable, is_hash, read_json
from sync.limits.shape import Bounds, problem
from sync.seals.sealed import Sealed, is_exact, sealed

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
    whole = _plain(events)
    if len(events) <= FEW:
        return whole
    full = every_hash or not _is_one_chain(events, is_exact(whole))
    return zlib.compress(whole if full else _plain([events[0], *map(_bare, events[1:-1]), events[-1]]), 6)


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


def _is_one_chain(events: Sequence[Event], exact: bool) -> bool:
    """Each follows the one before, and is what was written: whoever has the ends can compute what is between."""
    return all(_follows(*both) for both in pairwise(events)) and all(_is_whole(event, exact) for event in events)


def _is_whole(event: Event, exact: bool) -> bool:
    try:
        return bool(sealed(event, event["prevhash"], exact)["hash"] == event["hash"])
    except (ValueError, RecursionError):
        return False


def _follows(before: Event, event: Event) -> bool:
    here = all(event[name] == before[name] for name in _CHAIN)
    return here and event["sequence"] == before["sequence"] + 1 and event["prevhash"] == before["hash"]


def _bare(event: Event) -> Event:
    return {name: value for name, value in event.items() if name not in _HASHES}


def is_compressed(payload: bytes) -> bool:
    """The rule of the first byte, for a subscriber that sees no user property."""
    return payload[:1] != b"["


def unpack(payload: bytes, bounds: Bounds = ARRAY) -> list[Any]:
    """The array in a payload with the hashes that it left out, whatever its elements are; those whose hashes are right
    are sealed. Raises Unreadable."""
    if len(payload) > MAX_PAYLOAD:
        raise Unreadable(f"too big: {len(payload)} bytes")
    plain = _inflate(payload, bounds.size) if is_compressed(payload) else payload
    events, exact = _array(plain, bounds), is_exact(plain)
    if plain is payload or 0 not in [_carried(event) for event in events]:
        return [_sealed(event, exact) for event in events]
    return _computed(events, exact)


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


def _carried(event: Any) -> int:
    """How many of its two hashes an event has; what is no event lacks none."""
    if not isinstance(event, dict):
        return len(_HASHES)
    found = ("prevhash" in event) + ("hash" in event)
    if found == 1:
        raise Unreadable("an event with only one of prevhash and hash")
    return found


def _sealed(event: Any, exact: bool) -> Any:
    """As it came where it cannot be."""
    if not (isinstance(event, dict) and is_hash(event.get("prevhash")) and is_hash(event.get("hash"))):
        return event
    try:
        made = sealed(event, event["prevhash"], exact)
    except (ValueError, RecursionError):
        return event
    return made if made["hash"] == event["hash"] else event


def _computed(events: list[Any], exact: bool) -> list[Any]:
    """Of those that leave hashes out: all but the first and the last one."""
    if [_carried(event) for event in events] != [2, *[0] * (len(events) - 2), 2]:
        raise Unreadable("hashes are missing elsewhere than between its first and its last event")
    first, *inner, last = events
    if not (isinstance(first, dict) and isinstance(last, dict) and is_hash(first["hash"])):
        raise Unreadable("its first event has no hash, or its last is no event")
    full = [_sealed(first, exact)]
    for event in (*inner, last):
        full.append(_chained(event, full[-1]["hash"], exact))
    if full[-1] != last:
        raise Unreadable("the hashes that it leaves out do not lead to those of its last event")
    return full


def _chained(event: Mapping[str, Any], prevhash: str, exact: bool) -> Sealed:
    try:
        return sealed(event, prevhash, exact)
    except (ValueError, RecursionError) as error:
        raise Unreadable("an event holds a float, a key that is not ASCII, or is nested too deep") from error
