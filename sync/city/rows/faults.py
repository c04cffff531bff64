"""On how many days a kiosk was out of order, from its `device.changed` events in their order. Pure.

A part is out of order from the event that says so until the one that says `ok`; paper that runs low still
prints, and so does a printer that never answers. The city itself, the clock and the
name are no parts of the box.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from kiosk.core.words.faults import WELL

WORKS = (*WELL, "paper_low")
NO_PARTS = ("city", "clock", "name")
MAX_DAYS = 3660  # days counted of one fault: a wrong clock must not fill the memory

Fault = tuple[str, str | None]  # RFC 3339: began, ended (None: still there)


def is_fault(device: str, state: str) -> bool:
    return device not in NO_PARTS and state not in WORKS


def days_out_of_order(faults: Iterable[Fault], until: str) -> int:
    """Calendar days with at least one part out of order. `until`: the last sign of life, where a fault that is still
    there is counted to."""
    days: set[date] = set()
    for began, ended in faults:
        days |= set(_days(began, ended or until))
    return len(days)


def _days(first: str, last: str) -> Iterable[date]:
    start, end = date.fromisoformat(first[:10]), date.fromisoformat(max(first, last)[:10])
    return (start + timedelta(days=n) for n in range(min((end - start).days, MAX_DAYS) + 1))
