"""The table of events: each as it came, with what is asked for by column beside it."""

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any

from sync.city.engine import Engine
from sync.city.rows.facts import Stored, as_text

_ITS_OWN = ("source", "journal", "stream", "sequence", "id", "type", "time", "recordedtime", "prevhash", "hash")
_its_own = itemgetter(*_ITS_OWN)
COLUMNS = (
    *_ITS_OWN, "correlationid", "about", "data", "event", "clock", "time_true", "boot", "monotonic", "time_after",
    "time_before", "ahead",
)  # fmt: skip


def insert(sql: Engine, new: Sequence[Stored], ahead: Collection[str]) -> None:
    """Refused as a whole when another program stores one of them meanwhile: then it comes again. `ahead`: hashes of
    those whose time is not to be reckoned by."""
    sql.fill("events", COLUMNS, rows_of(new, ahead))


def rows_of(new: Sequence[Stored], ahead: Collection[str]) -> list[tuple[Any, ...]]:
    """In the order of COLUMNS."""
    return [
        (
            *_its_own(event),
            event.get("correlationid"),
            stored.rating or None if event["stream"] == "rating" else None,
            as_text(event["data"]),
            stored.text,
            *stored.told,
            int(event["hash"] in ahead) if ahead else 0,
        )
        for stored in new
        for event in (stored.event,)
    ]
