"""From its events to the row of a rating: pure. The later events change it, in whatever order they arrive."""

from collections.abc import Sequence
from typing import Any

from kiosk.core.record import events as e
from sync.city.rows.facts import Stored, signed_part

Row = dict[str, Any]

COLUMNS = (
    "source", "journal", "sequence", "time", "level", "scale", "counter", "officer", "service", "bound", "bind",
    "counted", "uncounted_reason", "reasons", "channel", "offline", "test", "clock", "time_true",
    "time_after", "time_before", "provisional", "last_sequence", "pending",
)  # fmt: skip


def standing(events: Sequence[Stored], covered: int) -> Row | None:
    """One rating as it stands after its events, in their own order; None before the rating itself is here. `covered`:
    how far its stream is under a genuine checkpoint: one that is signed stands as it was signed, whoever says more of
    it, and later words (`pending`, how many) wait for their own."""
    ordered = sorted(events, key=lambda stored: stored.sequence)
    if not ordered or not isinstance(ordered[0].fact, e.RatingGiven):
        return None
    row, told = _given(ordered[0], ordered[0].fact), signed_part(ordered, covered) or ordered
    for stored in told[1:]:
        row |= _change(stored.fact)
    last = told[-1].sequence
    return row | {"last_sequence": last, "provisional": int(last > covered), "pending": len(ordered) - len(told)}


def _given(stored: Stored, fact: e.RatingGiven) -> Row:
    same = ("level", "scale", "channel", "counter", "officer", "service", "bind", "uncounted_reason")
    flags = ("bound", "counted", "offline", "test")
    source, journal = stored.journal
    return {
        "source": source,
        "journal": journal,
        "sequence": stored.sequence,
        "time": stored.time,
        **stored.told.columns,
        "reasons": "",
        **{name: getattr(fact, name) for name in same},
        **{name: int(getattr(fact, name)) for name in flags},
    }


def _change(fact: e.Event | None) -> Row:
    if isinstance(fact, e.RatingBound):
        return {"bound": 1, **{name: getattr(fact, name) for name in ("counter", "officer", "service", "bind")}}
    if isinstance(fact, e.RatingReasoned):
        return {"reasons": ",".join(fact.reasons)}
    if isinstance(fact, e.RatingRevised) and fact.why == "replaced":
        return {"counted": 0, "uncounted_reason": "replaced"}
    if isinstance(fact, e.RatingRevised):
        return {"bound": 0, "counter": None, "officer": None, "service": None, "bind": None}
    return {}
