"""What a day came to, by its journal, in words that no version of the events changes."""

from collections.abc import Iterable, Mapping
from typing import Any

from kiosk.core.record.event import name_of

Event = Mapping[str, Any]


def outcome(rows: Iterable[Event]) -> dict[str, str]:
    """Numbers as they were given (`B001*` with priority), calls as they were made (`A001>1`, again `A001>>1`), ratings
    as they stand at the end: `level/counter and service/bind/what it counts as/reasons`."""
    events = [(name_of(row["type"]), row) for row in rows]
    said = {
        "numbers": [d["ticket"] + "*" * d["priority"] for d in _data(events, "ticket.issued")],
        "calls": [f"{d['ticket']}{arrow}{d['counter']}" for arrow, d in _calls(events)],
        "ratings": ["/".join(rating) for rating in _ratings(events)],
    }
    return {name: " ".join(words) for name, words in said.items()}


def _data(events: Iterable[tuple[str, Event]], name: str) -> list[Event]:
    return [row["data"] for named, row in events if named == name]


def _calls(events: Iterable[tuple[str, Event]]) -> list[tuple[str, Event]]:
    arrows = {"ticket.called": ">", "ticket.recalled": ">>"}
    return [(arrows[name], row["data"]) for name, row in events if name in arrows]


def _ratings(events: Iterable[tuple[str, Event]]) -> list[list[str]]:
    ratings: dict[int, dict[str, Any]] = {}
    for name, row in events:
        data = row["data"]
        if name == "rating.given":
            ratings[row["sequence"]] = {**data, "reasons": []}
        elif name in ("rating.bound", "rating.reasoned"):
            ratings[data["rating"]].update(data)
        elif name == "rating.revised":
            ratings[data["rating"]].update(_revised(data))
    return [_words(rating) for rating in ratings.values()]


def _revised(data: Event) -> dict[str, Any]:
    if data["why"] == "replaced":
        return {"uncounted_reason": "replaced"}
    return {"counter": None, "service": None, "bind": None}


def _words(rating: Event) -> list[str]:
    where = f"{rating.get('counter') or ''}{rating.get('service') or ''}"
    why = rating.get("uncounted_reason") or "counted"
    return [str(rating["level"]), where or "-", rating.get("bind") or "-", why, *rating["reasons"]]
