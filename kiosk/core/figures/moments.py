"""Recorded events with the moments at which they truly happened, as far as that is known by now: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.core.calendar.moment import is_known, iso, local
from kiosk.core.figures.corrections import Correction, last_word, learned
from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e

Known = Mapping[str, Sequence[Correction]]  # by start of the machine


@dataclass(frozen=True, slots=True)
class Happened:
    """`at`: when, by what is known now; `surely`: that is the time, and no guess; `told_surely`: it was known when it
    was written, so the seconds that the event tells go by it."""

    sequence: int
    fact: e.Event
    at: Stamp
    surely: bool
    told_surely: bool
    visit: str = ""

    @property
    def time(self) -> str:
        return iso(self.at.wall)

    @property
    def hour(self) -> int | None:
        """Of the day, 0 to 23; None while nobody knows it."""
        return local(self.at.wall).hour if self.surely else None


def corrections_in(recorded: Iterable[e.Recorded]) -> Known:
    """What these events tell of the starts of the machine."""
    found: dict[str, list[Correction]] = {}
    for r in recorded:
        if said := learned(r.sequence, r.event, r.boot, r.mono):
            found.setdefault(said[0], []).append(said[1])
    return found


def truly(r: e.Recorded, known: Known) -> Happened:
    """One event as it is known now."""
    at, told = Stamp(r.wall, r.mono, r.boot), is_known(r.clock)
    last = last_word(known.get(r.boot, ()), r.clock, r.mono)
    if last is None:
        return Happened(r.sequence, r.event, at, told, told, r.visit or "")
    if last.latest_ms is not None:
        return Happened(r.sequence, r.event, at, False, False, r.visit or "")
    true = Stamp(last.began_ms + r.mono, r.mono, r.boot)
    return Happened(r.sequence, r.event, true, True, False, r.visit or "")
