"""What the played kiosks send: true chains and histories that are none; and which `ack` of them is true. Pure.

Every rating is marked as a test, so that none of it ever counts, whoever stores it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS, cloud_event, hash_of
from kiosk.core.record.events import Recorded
from sync.envelope import Ack

Event = dict[str, Any]
SALT = "00" * 16
RATING, DEVICE = "rating", "device"


def ratings(source: str, journal: str, count: int, now: int, level: int = 4) -> list[Event]:
    """A chain from its beginning; `now`: wall time in ms of the first. Another `level` is another history."""
    return _chain([_rating(level)] * count, source, journal, now)


def devices(source: str, journal: str, count: int, now: int) -> list[Event]:
    return _chain([e.DeviceChanged("speaker", "ok", f"word {n}") for n in range(count)], source, journal, now)


def visits(source: str, journal: str, count: int, now: int) -> list[Event]:
    """A counter is back from its rest, which makes no visit of anybody's tables."""
    return _chain([e.CounterResumed(1, "conform")] * count, source, journal, now)


def forked(chain: Sequence[Event], behind: int, count: int) -> list[Event]:
    """`count` other events behind number `behind` of a chain, each rightly hashed and linked."""
    found = list(chain[:behind])
    for event in chain[behind : behind + count]:
        data = {**event["data"], "level": 1}
        found.append(_linked({**event, "data": data}, found[-1]["hash"] if found else GENESIS))
    return found[behind:]


def unlinked(event: Event) -> Event:
    """Rightly hashed, behind an event that nobody ever sent."""
    return _linked(event, "f" * 64)


def changed(event: Event) -> Event:
    """Other content under the former hash."""
    return {**event, "data": {**event["data"], "level": 1}}


def _rating(level: int) -> e.RatingGiven:
    return e.RatingGiven(
        level=level, scale="vn4", counter=1, bound=True, counted=True, channel="button", offline=False,
        clock="synchronised", test=True, salt=SALT,
    )  # fmt: skip


def _chain(facts: Sequence[e.Event], source: str, journal: str, now: int) -> list[Event]:
    found = list[Event]()
    for n, fact in enumerate(facts, start=1):
        one = Recorded(n, "", fact.STREAM, n, now + n, n, "conform", "synchronised", fact, f"conform{n}")
        found.append(cloud_event(one, source, journal, found[-1]["hash"] if found else GENESIS))
    return found


def _linked(event: Event, prevhash: str) -> Event:
    linked = {**event, "prevhash": prevhash}
    return {**linked, "hash": hash_of(linked)}


class Ledger:
    """Of one kiosk what was truly sent: so which acknowledgements can be true."""

    def __init__(self) -> None:
        self._sent: dict[str, dict[tuple[int, str], set[str]]] = {}  # journal → number, prevhash → hashes

    def note(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Before they go out; what its own hash does not fit cannot be stored by anybody."""
        for event in events:
            if hash_of(event) == event["hash"]:
                links = self._sent.setdefault(f"{event['journal']}/{event['stream']}", {})
                links.setdefault((event["sequence"], event["prevhash"]), set()).add(event["hash"])

    def is_true(self, ack: Ack, stream: str) -> bool:
        """It names the end of an unbroken history from number 1 on."""
        links, ends = self._sent.get(f"{ack.journal}/{stream}", {}), {GENESIS}
        for number in range(1, ack.stored + 1):
            ends = {hash_ for end in ends for hash_ in links.get((number, end), ())}
            if not ends:
                return False
        return ack.hash in ends
