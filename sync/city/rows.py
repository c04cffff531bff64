"""From an event to the row of its rating: pure. The later events change it, in whatever order they arrive."""

from collections.abc import Mapping, Sequence
from typing import Any

from sync.envelope import is_count

Row = dict[str, Any]

GIVEN, BOUND = "vn.motcua.rating.given.v1", "vn.motcua.rating.bound.v1"
REASONED, REVISED = "vn.motcua.rating.reasoned.v1", "vn.motcua.rating.revised.v1"
COLUMNS = (
    "source", "journal", "sequence", "time", "level", "scale", "counter", "officer", "service", "bound", "bind",
    "counted", "uncounted_reason", "reasons", "channel", "offline", "test",
)  # fmt: skip


def rating_of(event: Mapping[str, Any]) -> int:
    """The sequence of the rating that an event of the rating stream is about; 0 for none."""
    if event["stream"] != "rating":
        return 0
    about = event["sequence"] if event["type"] == GIVEN else event["data"].get("rating")
    return int(about) if is_count(about, 1) else 0


def standing(events: Sequence[Mapping[str, Any]]) -> Row | None:
    """One rating as it stands after its events, in their own order; None before the rating itself is here.

    Raises KeyError for a rating without its level.
    """
    ordered = sorted(events, key=lambda event: int(event["sequence"]))
    if not ordered or ordered[0]["type"] != GIVEN:
        return None
    row = _given(ordered[0])
    for event in ordered[1:]:
        row = {**row, **_change(event)}
    return row


def _given(event: Mapping[str, Any]) -> Row:
    data = event["data"]
    told = {name: data.get(name) for name in ("counter", "officer", "service", "bind", "uncounted_reason")}
    flags = {name: int(bool(data[name])) for name in ("bound", "counted", "offline", "test")}
    same = {name: event[name] for name in ("source", "journal", "sequence", "time")}
    return {**same, "level": data["level"], "scale": data["scale"], "channel": data["channel"], "reasons": "",
            **told, **flags}  # fmt: skip


def _change(event: Mapping[str, Any]) -> Row:
    data = event["data"]
    if event["type"] == BOUND:
        return {"bound": 1, **{name: data[name] for name in ("counter", "officer", "service", "bind")}}
    if event["type"] == REASONED:
        return {"reasons": ",".join(data["reasons"])}
    if event["type"] == REVISED and data["why"] == "replaced":
        return {"counted": 0, "uncounted_reason": "replaced"}
    if event["type"] == REVISED:
        return {"bound": 0, "counter": None, "officer": None, "service": None, "bind": None}
    return {}
