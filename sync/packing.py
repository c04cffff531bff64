"""Arrays of events ↔ payloads: plain while they are few, else compressed and without the hashes that can be computed.

A hash is 32 bytes that zlib cannot press, more than all the rest of an event in a long array. So in a compressed array
of one unbroken chain only the first and the last event carry `prevhash` and `hash`. The receiver computes the others,
and the last event's two say whether it came to the same. A stored event that was spoilt must not spoil its array: then
all carry theirs, as do all that are sent again, and what is wrong is found event by event (`envelope.check`). Pure;
whatever arrives is foreign, and every refusal is an `Unreadable`.
"""

import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from operator import itemgetter
from typing import Any

import orjson

from kiosk.core.record.chain import canonical, canonical_text
from sync.envelope import Unreadable, is_hash, read_json
from sync.limits.shape import Bounds, problem
from sync.seals.sealed import Sealed, is_exact, sealed

FEW = 4  # up to so many events go uncompressed, so that `mosquitto_sub` shows what is live
MAX_PAYLOAD = 4 << 20  # bytes of one message
MAX_PLAIN = 16 << 20  # bytes after decompression
MAX_EVENTS = 1_000  # in one array: what `broker.batch` allows at most
ARRAY = Bounds(MAX_PLAIN, 16, 200_000)  # a checkpoint, the fullest event there is, has 60 values
_HASHES = ("prevhash", "hash")
_links = itemgetter("source", "journal", "stream", "sequence", "prevhash", "hash")
_before, _hash = itemgetter("prevhash"), itemgetter("hash")

Event = Mapping[str, Any]


def pack(events: Sequence[Event], every_hash: bool = False) -> bytes:
    """A JSON array of CloudEvents; with zlib when it is more than a few. `every_hash`: none is left out."""
    if len(events) <= FEW:
        return _plain(events)
    return zlib.compress((b"" if every_hash else _bared(events)) or _plain(events), 6)


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


def _bared(events: Sequence[Event]) -> bytes:
    """The array without the hashes that whoever has its ends can compute; empty where it is not one chain, each event
    as it was written."""
    try:
        texts = _written(events) if _is_one_chain(events) else []
        inner = [_without(*both) for both in zip(texts[1:-1], map(_before, events[1:-1]), strict=False)]
    except (ValueError, RecursionError):
        return b""
    ends = (_plain(events[:1])[1:-1], _plain(events[-1:])[1:-1])
    return b"".join((b"[", b",".join((ends[0], *inner, ends[1])), b"]")) if inner else b""


def _is_one_chain(events: Sequence[Event]) -> bool:
    sources, journals, streams, numbers, befores, hashes = zip(*map(_links, events), strict=True)
    follows = numbers == tuple(range(numbers[0], numbers[0] + len(numbers))) and befores[1:] == hashes[:-1]
    return follows and len(set(sources)) == len(set(journals)) == len(set(streams)) == 1


def _written(events: Sequence[Event]) -> list[bytes]:
    """What each hash is of; none where one is of something else. Raises what `canonical` does, and RecursionError."""
    bare = [{**event} for event in events]
    for event in bare:
        del event["hash"]
    texts = [*map(canonical_text, bare)]
    texts = texts if is_exact(b"[" + b",".join(texts) + b"]") else [*map(canonical, bare)]
    fits = [sha256(text).hexdigest() for text in texts] == [*map(_hash, events)]
    return texts if fits else []


def _without(text: bytes, before: str) -> bytes:
    """Without `prevhash`. Raises ValueError where that stands in it twice, or in another way."""
    start, end = text.split(f',"prevhash":"{before}"'.encode())
    return start + end


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
    if plain is payload or 0 not in (carried := [_carried(event) for event in events]):
        return [_sealed(event, exact) for event in events]
    return _computed(events, carried, exact)


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


def _computed(events: list[Any], carried: list[int], exact: bool) -> list[Any]:
    """Of those that leave hashes out: all but the first and the last one. `carried`: how many hashes each has."""
    if carried != [2, *[0] * (len(events) - 2), 2]:
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
