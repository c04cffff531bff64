"""An event as it travels and as it is chained: CloudEvents 1.0, canonical JSON, SHA-256.

`hash` covers the whole event but itself, `prevhash` is the hash of the event before on the same stream, so a
changed, missing or exchanged event shows at any later reader: the journal, the courier, the city.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from kiosk.core.calendar.moment import iso
from kiosk.core.record.codec import to_data
from kiosk.core.record.events import Recorded

GENESIS = "0" * 64
_TEXT = frozenset({str})
_EXACT_KINDS = frozenset({str, bool, type(None)})
_EXACT = 2**53  # beyond it, RFC 8785 (as ECMAScript) cannot write an integer exactly


def canonical(value: Any) -> bytes:
    """RFC 8785 for what events hold: str, int, bool, None, lists and dicts with ASCII keys.

    Raises ValueError for a float, an integer beyond ±2^53 or a key that is not ASCII.
    """
    _refuse_inexact(value)
    return canonical_text(value)


def canonical_data(event: Mapping[str, Any]) -> bytes:
    """Of what `cloud_event` made, which has looked through it: the `data` alone."""
    return canonical_text(event["data"])


def canonical_text(value: Any) -> bytes:
    """Of what was looked through. Raises ValueError for half a letter, as `canonical` does."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:  # half a letter, or nested deeper than anybody reads
        raise ValueError(f"an event cannot hold this: {error}") from error


def _refuse_inexact(value: Any) -> None:
    """A press waits for this, and a city looks through each event of a province: so the kinds of all values of an
    object are taken at once, and one that is neither plain nor a small number is looked at alone."""
    if type(value) is dict or isinstance(value, Mapping):
        _refuse_keys(value)
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        _refuse_number(value)
        return
    if _EXACT_KINDS.issuperset(map(type, value)):
        return
    for inner in value:
        if type(inner) is not int:
            if type(inner) not in _EXACT_KINDS:
                _refuse_inexact(inner)
        elif not -_EXACT <= inner <= _EXACT:
            _refuse_number(inner)


def _refuse_number(value: Any) -> None:
    if isinstance(value, float) or (isinstance(value, int) and not -_EXACT <= value <= _EXACT):
        raise ValueError(f"an event cannot hold {value!r}")


def _refuse_keys(value: Mapping[Any, Any]) -> None:
    if _TEXT.issuperset(map(type, value)) and "".join(value).isascii():
        return
    wrong = next(key for key in value if type(key) is not str or not key.isascii())
    raise ValueError(f"an event's key must be ASCII, not {wrong!r}")


def hash_of(event: Mapping[str, Any]) -> str:
    """SHA-256, in hex, over the event without its `hash`."""
    return hashlib.sha256(canonical({k: v for k, v in event.items() if k != "hash"})).hexdigest()


def cloud_event(recorded: Recorded, source: str, journal: str, prevhash: str, numbered: bool = True) -> dict[str, Any]:
    """The event as the city gets it, with its `hash` (docs/contract.md, "MQTT"). `numbered`: with the journal's row."""
    event = envelope(
        seq=recorded.seq if numbered else None,
        type_=recorded.event.TYPE,
        data=to_data(recorded.event),
        time=iso(recorded.wall),
        source=source,
        journal=journal,
        stream=recorded.stream,
        sequence=recorded.sequence,
        boot=recorded.boot,
        mono=recorded.mono,
        clock=recorded.clock,
        prevhash=prevhash,
        visit=recorded.visit,
        cause=recorded.cause,
    )
    _refuse_inexact(event["data"])  # all else in it is ours
    return {**event, "hash": hashlib.sha256(canonical_text(event)).hexdigest()}


def event_id(journal: str, stream: str, sequence: int) -> str:
    """Unique for every event that ever was, and known without storing a random number."""
    return f"{journal}-{stream}-{sequence}"


def envelope(
    *,
    seq: int | None,
    type_: str,
    data: Mapping[str, Any],
    time: str,
    source: str,
    journal: str,
    stream: str,
    sequence: int,
    boot: str,
    mono: int,
    clock: str,
    prevhash: str,
    visit: str | None,
    cause: str | None,
) -> dict[str, Any]:
    """The CloudEvent without its hash; `correlationid` and `causationid` only where they are known, `seq` (the
    journal's row, by which all streams can be put in order again) only where it was hashed with the rest."""
    made: dict[str, Any] = {
        "specversion": "1.0",
        "id": event_id(journal, stream, sequence),
        "source": source,
        "type": type_,
        "time": time,
        "datacontenttype": "application/json",
        "dataschema": f"urn:motcua:{type_}",
        "data": data,
        "stream": stream,
        "sequence": sequence,
        "recordedtime": time,
        "journal": journal,
        "bootid": boot,
        "monotonic": mono,
        "clock": clock,
        "prevhash": prevhash,
    }
    for name, value in (("correlationid", visit), ("causationid", cause), ("seq", seq)):
        if value is not None:
            made[name] = value
    return made


def misfits(event: Mapping[str, Any], sequence: int, hash_: str) -> tuple[str, ...]:
    """What is wrong with the event as the one that follows number `sequence`, of this hash, on its stream; () if it
    fits. An event that cannot have been written at all (a float in it) is wrong too."""
    found = (
        (event["sequence"] != sequence + 1, f"{event['stream']} {sequence + 1} is missing"),
        (event["prevhash"] != hash_, "prevhash is not the hash of the event before"),
        (not is_whole(event), "its content is not what was written"),
    )
    return tuple(says for wrong, says in found if wrong)


def is_whole(event: Mapping[str, Any]) -> bool:
    """Its hash is the hash of its content."""
    try:
        return bool(hash_of(event) == event["hash"])
    except (ValueError, RecursionError):
        return False
