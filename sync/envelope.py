"""Event ↔ topic and payload: the contract that the kiosk and the city share (docs/contract.md, "MQTT").

Pure. `Place` is a topic taken apart; `check` says what is wrong with one event that came from outside; `Ack`, `Ask` and
`Presence` are the other payloads. How events become one payload: packing.py. Whatever arrives is foreign until checked:
every refusal is an `Unreadable` that names the reason, never another exception.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from kiosk.core.calendar.moment import from_iso
from kiosk.core.record.chain import GENESIS, hash_of
from kiosk.core.record.events import STREAMS
from sync.limits import shape
from sync.limits.shape import Bounds
from sync.seals.sealed import Sealed

ROOT = "motcua/v1"
ALG = "Ed25519"  # how the city's words are signed
MAX_SEQUENCE = 2**53
MAX_LEVELS = 12  # of a unit's topic, the box among them
WORD = Bounds(4096, 4, 64)  # an acknowledgement, a request
_WORD = re.compile(r"[A-Za-z0-9._-]{1,40}")
_HEX = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
MAX_TEXTS = {"id": 120, "type": 120, "time": 40, "recordedtime": 40, "source": 200, "journal": 64, "stream": 16}
_KNOWN = {*STREAMS, "state", "config"}
_ABOUT_A_STREAM = ("ack", "ask", "want", "back")


class Unreadable(ValueError):
    """A topic, payload or event that is not of the contract; says why."""


@dataclass(frozen=True)
class Place:
    """`source`: `/H55/92/08/000/k1`; `tail`: `rating`, `state`, `ack/rating` …"""

    source: str
    tail: str

    @property
    def topic(self) -> str:
        return f"{ROOT}{self.source}/{self.tail}"


def place(topic: str) -> Place:
    """A topic taken apart. Raises Unreadable for anything that is not a topic of ours."""
    parts = topic.split("/")
    size = 2 if len(parts) > 2 and parts[-2] in _ABOUT_A_STREAM else 1
    levels, tail = parts[2:-size], parts[-size:]
    known = tail[-1] in STREAMS if size == 2 else tail[0] in _KNOWN
    box = 2 <= len(levels) <= MAX_LEVELS and all(map(_WORD.fullmatch, levels))
    too_long = sum(map(len, levels)) + len(levels) > MAX_TEXTS["source"]
    if parts[:2] != ROOT.split("/") or not known or not box or too_long:
        raise Unreadable("not a topic of ours")
    return Place("/" + "/".join(levels), "/".join(tail))


def source_of(unit_topic: str, kiosk: str) -> str:
    """The CloudEvents source of one box: `H55/92/08/000`, `k1` → `/H55/92/08/000/k1`."""
    return f"/{unit_topic}/{kiosk}"


def read_json(text: bytes) -> Any:
    """Any JSON value. Raises Unreadable."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Unreadable("bad JSON") from error


def read_word(text: bytes) -> Any:
    """A small JSON value, bounded before it is parsed. Raises Unreadable."""
    if why := shape.problem(text, WORD):
        raise Unreadable(why)
    return read_json(text)


def check(event: Any, source: str, stream: str) -> dict[str, Any]:
    """The event itself when it may be stored as `source`'s on `stream`, its hash recomputed, where that was not done
    when its array was opened. Raises Unreadable."""
    if not isinstance(event, dict):
        raise Unreadable("an event is an object")
    for problem in _problems(event, source, stream):
        raise Unreadable(problem)
    checked: dict[str, Any] = event
    return checked


def _problems(event: dict[str, Any], source: str, stream: str) -> Iterable[str]:
    if event.get("specversion") != "1.0":
        yield "specversion is not 1.0"
    yield from (f"{k} is not a text of at most {n}" for k, n in MAX_TEXTS.items() if not _text(event.get(k), n))
    yield from (f"{k} is not a time of RFC 3339" for k in ("time", "recordedtime") if not is_time(event.get(k)))
    if "correlationid" in event and not _text(event["correlationid"], MAX_TEXTS["id"]):
        yield "correlationid is not a text"
    if "~" in str(event.get("journal")):
        yield "journal is the name of a branch"  # which the city alone gives (city/trust/branches.py)
    if event.get("source") != source:
        yield "source is not the topic's"
    if event.get("stream") != stream:
        yield "stream is not the topic's"
    if not is_count(event.get("sequence"), 1):
        yield "sequence is not a number from 1"
    if not is_count(event.get("seq", 1), 1):  # events of before it was told have none
        yield "seq is not a number from 1"
    yield from (f"{k} is not a SHA-256" for k in ("prevhash", "hash") if not is_hash(event.get(k)))
    if not isinstance(event.get("data"), dict):
        yield "data is not an object"
    if not isinstance(event, Sealed):
        yield from _false_hash(event)


def _text(value: Any, longest: int) -> bool:
    """Printable: a database's texts hold no NUL, and no log wants a bell."""
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def is_count(value: Any, low: int = 0) -> bool:
    """A whole number (true is none) from `low` to 2^53."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= MAX_SEQUENCE


def is_time(value: Any) -> bool:
    """RFC 3339 with an offset, and a day that the calendar has."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        from_iso(value)
    except (ValueError, OverflowError):
        return False
    return True


def is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def _false_hash(event: dict[str, Any]) -> Iterable[str]:
    try:
        true = hash_of(event)
    except (ValueError, RecursionError):
        yield "it holds a float, a key that is not ASCII, or is nested too deep"
        return
    if true != event["hash"]:
        yield "its content does not fit its hash"


@dataclass(frozen=True)
class Ack:
    """Everything up to number `stored`, without a gap, is committed in the city; `hash` is that event's. `sig`: the
    city's signature in hex (signed_ack.py), "" for none that we could read."""

    journal: str
    stored: int
    hash: str = GENESIS
    sig: str = ""

    def payload(self) -> bytes:
        return orjson.dumps(_signed({"journal": self.journal, "stored": self.stored, "hash": self.hash}, self.sig))


def read_ack(payload: bytes) -> Ack:
    """Raises Unreadable. What is signed in a way that we do not know counts as not signed."""
    match read_word(payload):
        case {"journal": str(journal), "stored": stored, "hash": hash_, **rest} if is_count(stored) and is_hash(hash_):
            return Ack(journal, stored, hash_, _signature(rest))
    raise Unreadable("not an acknowledgement")


def _signed(said: dict[str, Any], sig: str) -> dict[str, Any]:
    return {**said, "alg": ALG, "sig": sig} if sig else said


def _signature(rest: Mapping[Any, Any]) -> str:
    sig = rest.get("sig") if rest.get("alg") == ALG else ""
    return sig if isinstance(sig, str) else ""


@dataclass(frozen=True)
class Ask:
    """The numbers `first` to `last` of a chain: the city's `ask` (`sig`: as in `Ack`) and the kiosk's `want`."""

    journal: str
    first: int
    last: int
    sig: str = ""

    def payload(self) -> bytes:
        return orjson.dumps(_signed({"journal": self.journal, "from": self.first, "to": self.last}, self.sig))


def read_ask(payload: bytes) -> Ask:
    """Raises Unreadable."""
    match read_word(payload):
        case {"journal": journal, "from": first, "to": last, **rest} if is_count(first, 1) and is_count(last, first):
            if _text(journal, MAX_TEXTS["journal"]):
                return Ask(journal, first, last, _signature(rest))
    raise Unreadable("not a request")


@dataclass(frozen=True)
class Presence:
    """A kiosk's `state` (beat.py writes it); `payload`: all of it, of whatever version."""

    online: bool
    since: str
    payload: dict[str, Any]


def read_presence(payload: bytes) -> Presence:
    """Raises Unreadable."""
    match read_json(payload):
        case {"online": bool(online), "since": str(since), **_rest} as whole if is_time(since):
            return Presence(online, since, dict(whole))
    raise Unreadable("not a state")
