"""What a message may do in the city: one pure step before the store, message → events with verdicts.

Whatever the broker hands over is a stranger's until it passed here: size, depth and count are bounded before anything
is parsed, of a state the known fields alone go on, of an event what the contract names and short words of a newer kiosk
beside it. Nothing here knows a database, so whatever stores the events, these rules stand before it. What only the
chains can tell (whether it fits, whether a checkpoint covers it) is judged behind the store (trust/).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from kiosk.core.calendar.moment import from_iso, iso
from sync.city.batch.usual import are_usual
from sync.city.presence import known
from sync.envelope import Ask, Place, Presence, Unreadable, check, place, read_ask, read_presence
from sync.limits import shape
from sync.limits.shape import Bounds
from sync.packing import unpack
from sync.seals.sealed import Sealed

Event = Mapping[str, Any]
Chain = tuple[str, str, str]  # source, journal, stream
HOUR_MS = 3_600_000
AHEAD_MS = 86_400_000  # a clock that is wrong by more than this has not merely drifted
MAX_EVENT = 64 << 10  # bytes of one event as JSON; a kiosk's largest, a checkpoint, has 2,000
MAX_MORE = 12  # attributes of an event that are not known here
STATE = Bounds(64 << 10, 8, 2_000)
_KNOWN = frozenset(
    (
        "specversion", "id", "source", "type", "time", "datacontenttype", "dataschema", "data", "stream", "sequence",
        "recordedtime", "journal", "bootid", "monotonic", "clock", "prevhash", "hash", "correlationid", "causationid",
        "seq",
    )
)  # fmt: skip
_MORE = re.compile(r"[a-z0-9]{1,20}")  # how CloudEvents names an attribute
_time = itemgetter("time")
_LONGEST = 200  # letters of what such a one says


class Verdict(NamedTuple):
    """`refused`: why the event is not stored, "" when it may be; `ahead`: its time is more than a day ahead of the
    city's clock, so that nothing may be reckoned by it; `size`: bytes of the event as JSON."""

    event: Any
    refused: str = ""
    ahead: bool = False
    size: int = 0


@dataclass(frozen=True)
class Judged:
    """What the city takes of one message; most of it is empty. `wish`: the stream and the numbers that a kiosk wants
    back; `refused`: why the message as a whole is not taken."""

    topic: str
    payload: bytes
    source: str = ""
    verdicts: tuple[Verdict, ...] = ()
    presence: Presence | None = None
    wish: tuple[str, Ask] | None = None
    refused: str = ""

    @property
    def good(self) -> list[Event]:
        return [verdict.event for verdict in self.verdicts if not verdict.refused]

    @property
    def size(self) -> int:
        """Bytes of all that it unfolded to, taken or not."""
        return sum(verdict.size for verdict in self.verdicts)

    @property
    def ahead(self) -> frozenset[str]:
        """By their hashes."""
        return frozenset(verdict.event["hash"] for verdict in self.verdicts if verdict.ahead)

    @property
    def chains(self) -> set[Chain]:
        """What came twice still wants its answer: the last one may have been lost."""
        return {(event["source"], event["journal"], event["stream"]) for event in self.good}

    @property
    def letter(self) -> str:
        """Why it is a dead letter, one for the whole message; "" for none."""
        wrong = [verdict.refused for verdict in self.verdicts if verdict.refused]
        if not wrong:
            return self.refused
        return wrong[0] if len(self.verdicts) == 1 else f"{len(wrong)} of {len(self.verdicts)} events: {wrong[0]}"


def judge(topic: str, payload: bytes, now: int) -> Judged:
    """`now`: the city's clock, ms since 1970. Raises nothing that a message alone can cause."""
    try:
        where = place(topic)
        return _reader(where.tail)(where, Judged(topic, payload, where.source), now)
    except Unreadable as error:
        return Judged(topic, payload, refused=str(error))


def _reader(tail: str) -> Callable[[Place, Judged, int], Judged]:
    if tail == "state":
        return _state
    if tail.startswith("want/"):
        return _wish
    return _nothing if tail == "config" or "/" in tail else _events  # `ack`, `ask`, `back`: the city's own words


def _nothing(where: Place, found: Judged, now: int) -> Judged:
    return found


def _state(where: Place, found: Judged, now: int) -> Judged:
    if not found.payload:
        return found  # how a retained word is taken back
    if wrong := shape.problem(found.payload, STATE):
        raise Unreadable(wrong)
    said = read_presence(found.payload)
    since = iso(now) if is_ahead(said.since, now) else said.since
    return _with(found, presence=Presence(said.online, since, known(said.payload)))


def _wish(where: Place, found: Judged, now: int) -> Judged:
    return _with(found, wish=(where.tail.removeprefix("want/"), read_ask(found.payload)))


def _events(where: Place, found: Judged, now: int) -> Judged:
    events = unpack(found.payload)
    if are_usual(events, where.source, where.tail, _KNOWN, MAX_EVENT) and not _may_be_ahead(events, now):
        return _with(found, verdicts=tuple([Verdict(event, size=event.size) for event in events]))
    return _with(found, verdicts=tuple(_verdict(event, where, now) for event in events))


def _verdict(event: Any, where: Place, now: int) -> Verdict:
    size = event.size if isinstance(event, Sealed) else len(orjson.dumps(event))
    try:
        good = check(event, where.source, where.tail)
    except Unreadable as error:
        return Verdict(event, str(error), size=size)
    wrong = _excess(good, size)
    return Verdict(good, wrong, not wrong and is_ahead(good["time"], now), size)


def _excess(event: Event, size: int) -> str:
    """What a newer kiosk may say beside the known, and how much of all."""
    if not _KNOWN.issuperset(event):
        more = event.keys() - _KNOWN
        if len(more) > MAX_MORE or not all(_is_short(name, event[name]) for name in more):
            return "it has attributes that are not known here, and more than short words"
    return f"it is larger than {MAX_EVENT} bytes" if size > MAX_EVENT else ""


def _is_short(name: str, value: Any) -> bool:
    if isinstance(value, str):
        return _MORE.fullmatch(name) is not None and len(value) <= _LONGEST
    return _MORE.fullmatch(name) is not None and isinstance(value, int)


def is_ahead(time: str, now: int) -> bool:
    """An hour is read once; only where its end may be ahead is the time itself read."""
    return _hour_ms(time[:13], time[-6:]) + HOUR_MS - now > AHEAD_MS and from_iso(time) - now > AHEAD_MS


def _may_be_ahead(events: Sequence[Event], now: int) -> bool:
    """One of them."""
    hours = {(time[:13], time[-6:]) for time in map(_time, events)}
    return any(_hour_ms(*hour) + HOUR_MS - now > AHEAD_MS for hour in hours)


@lru_cache(10_000)
def _hour_ms(beginning: str, offset: str) -> int:
    """`2026-11-24T07`, `+07:00`: when it began. What ends in another way (`Z`) is taken for the last of all."""
    try:
        return from_iso(f"{beginning}:00:00{offset}")
    except ValueError:
        return 2**62


def _with(found: Judged, **more: Any) -> Judged:
    return Judged(**{**vars(found), **more})
