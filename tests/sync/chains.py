"""Chained events as a kiosk sends them, without a kiosk: for the tests of the far end."""

from collections.abc import Sequence
from typing import Any

from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS, cloud_event
from kiosk.core.record.events import Event, Recorded
from kiosk.core.record.rating_events import salted
from scripts.soak.link import SOURCE

JOURNAL, WALL, SALT = "0123456789abcdef", 1_795_000_000_000, "0a" * 16


def chain(events: Sequence[Event], source: str = SOURCE, journal: str = JOURNAL) -> list[dict[str, Any]]:
    """CloudEvents of one stream, chained from its beginning."""
    found: list[dict[str, Any]] = []
    for n, event in enumerate(events, start=1):
        recorded = Recorded(n, "", event.STREAM, n, WALL + n, n, "boot", "synchronised", salted(event, SALT), f"v{n}")
        found.append(cloud_event(recorded, source, journal, found[-1]["hash"] if found else GENESIS))
    return found


def rating(level: int = 4, counter: int | None = 1, **more: Any) -> e.RatingGiven:
    bound = counter is not None
    given = {"scale": "vn4", "channel": "button", "offline": False, "clock": "synchronised", "test": False}
    return e.RatingGiven(level=level, counter=counter, bound=bound, counted=True, **{**given, **more})


def ratings(count: int) -> list[dict[str, Any]]:
    return chain([rating(1 + n % 4) for n in range(count)])
