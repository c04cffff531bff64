"""A stored event read as a fact of today: pure. What came from outside may be of a type that is not known here, or of a
wrong shape: then it is no fact, and makes no row anywhere but in `events`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from kiosk.core.calendar.moment import from_iso
from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.record.codec import UnreadableEvent, from_data
from sync import schemas
from sync.city.clocks import Reading
from sync.envelope import is_count

CloudEvent = Mapping[str, Any]
NUL = "\\u0000"  # in JSON; the texts of PostgreSQL cannot hold it


class Stored(NamedTuple):
    """An event as it stands in the city, `text` as JSON: `fact`, or None where it is none; `told`: when it happened, as
    that is known by now."""

    event: CloudEvent
    fact: e.Event | None
    told: Reading
    text: str = ""

    @property
    def journal(self) -> tuple[str, str]:
        """(source, journal)."""
        event = self.event
        return event["source"], event["journal"]

    @property
    def sequence(self) -> int:
        number: int = self.event["sequence"]
        return number

    @property
    def time(self) -> str:
        time: str = self.event["time"]
        return time

    @property
    def at(self) -> Stamp:
        """By both clocks; what does not say its start is of a start of its own."""
        event = self.event
        boot, mono = event.get("bootid"), event.get("monotonic")
        if not isinstance(boot, str) or not is_count(mono):
            return Stamp(from_iso(event["time"]), 0, f"?{self.sequence}")
        return Stamp(from_iso(event["time"]), int(mono or 0), boot)

    @property
    def rating(self) -> int:
        """The sequence of the rating that it is about; 0 for none."""
        event = self.event
        if event["stream"] != "rating":
            return 0
        about = event["sequence"] if isinstance(self.fact, e.RatingGiven) else event["data"].get("rating")
        return int(about) if is_count(about, 1) else 0

    @property
    def visit(self) -> str:
        """The token of the visit that it is about; "" for none."""
        event = self.event
        return str(event.get("correlationid") or "") if event["stream"] == "visit" else ""


def signed_part(ordered: Sequence[Stored], covered: int) -> Sequence[Stored]:
    """Those that a genuine checkpoint covers."""
    return [stored for stored in ordered if stored.sequence <= covered]


def fact_of(event: CloudEvent, text: str) -> tuple[e.Event | None, str]:
    """(the event as one of today, ""), or (None, what is wrong with it: nothing with a type that is not known)."""
    if event["type"] not in schemas.SCHEMAS:
        return None, ""
    wrong = schemas.unfit(event["type"], event["data"]) or ("a text in it holds NUL" if NUL in text else "")
    if wrong:
        return None, wrong
    try:
        return from_data(event["type"], event["data"]), ""
    except UnreadableEvent as error:
        return None, str(error)


def as_text(value: Any) -> str:
    """JSON with its keys in order."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
