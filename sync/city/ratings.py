"""One row a rating, from the rating and whatever was said about it later. Pure, and the same in any order of arrival:
the row is made again from all its events, sorted by their number, whenever one of them arrives."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kiosk.core.events import RatingBound, RatingGiven, RatingReasoned

COLUMNS = (
    "source sequence time level scale counter officer service bound bind counted uncounted_reason reasons channel "
    "offline test journal"
).split()
_KEPT = "level scale counter officer service bind uncounted_reason channel".split()
_NOBODY = {"bound": 0, "counter": None, "officer": None, "service": None, "bind": None}

Told = tuple[str, str, Mapping[str, Any]]  # type, time, data


def row(events: Sequence[Told]) -> dict[str, Any] | None:
    """`events`: of one rating, in the order of their numbers. None while the rating itself has not come."""
    if not events or events[0][0] != RatingGiven.TYPE:
        return None
    _, time, given = events[0]
    found = {name: given.get(name) for name in _KEPT}
    found |= {name: int(given[name]) for name in ("bound", "counted", "offline", "test")}
    found |= {"time": time, "reasons": ""}
    for type_, _, data in events[1:]:
        found |= _later(type_, data)
    return found


def _later(type_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    if type_ == RatingBound.TYPE:
        return {"bound": 1, **{name: data[name] for name in ("counter", "officer", "service", "bind")}}
    if type_ == RatingReasoned.TYPE:
        return {"reasons": ",".join(data["reasons"])}
    if data["why"] == "unbound":
        return _NOBODY
    return {"counted": 0, "uncounted_reason": data["why"]}


def days_out_of_order(changes: Sequence[tuple[str, str, str]], until: str) -> int:
    """Calendar days on which a part was out of order. `changes`: (time, device, state), oldest first; `until`: the
    last sign of life (a fault that was not mended lasts until then). Paper running low is no fault."""
    days: set[str] = set()
    broken: dict[str, str] = {}
    for time, device, state in changes:
        began = broken.pop(device, None)
        days |= _days(began, time) if began else set()
        if state not in ("ok", "paper_low", "paper-low"):
            broken[device] = time
    for began in broken.values():
        days |= _days(began, until)
    return len(days)


def _days(first: str, last: str) -> set[str]:
    start, end = date.fromisoformat(first[:10]), date.fromisoformat(max(first, last)[:10])
    return {(start + timedelta(days=n)).isoformat() for n in range(min((end - start).days, 3660) + 1)}
