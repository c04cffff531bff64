"""Events of a visit as whoever counts has them, without what an officer took back: pure."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.state.fold import UNDOABLE


class Stored(Protocol):
    """An event of a visit as it stands with whoever counts: `sequence` on its stream; `fact`: None where it is none;
    `time`: RFC 3339, as it was told; `at`: by both clocks."""

    @property
    def sequence(self) -> int: ...
    @property
    def fact(self) -> e.Event | None: ...
    @property
    def time(self) -> str: ...
    @property
    def at(self) -> Stamp: ...


Each = TypeVar("Each", bound=Stored)


def happened(events: Sequence[Each]) -> list[Each]:
    """Without those that an officer took back: they count as not having been."""
    gone = _taken_back(events)
    if not gone:
        return [*events]
    return [stored for stored in events if stored.sequence not in gone]


def _taken_back(events: Sequence[Stored]) -> set[int]:
    """Numbers of events that count as not having been."""
    undone = {s.fact.undone for s in events if isinstance(s.fact, e.VisitUndone) and s.fact.undone < s.sequence}
    if not undone:
        return undone
    return {s.sequence for s in events if s.sequence in undone and isinstance(s.fact, UNDOABLE)}
