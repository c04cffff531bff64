"""How far the city has each stream, in the journal: written seldom, because the city's retained word brings it back."""

from collections.abc import Mapping

from kiosk.core.record.chain import GENESIS
from kiosk.core.record.events import STREAMS
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Journal
from sync.outbox import Lane

SAVE_S = 300.0  # seconds between writings of cursors that move: each is a page of the card, and a sync


class Cursors:
    """`now`: monotonic seconds, as everywhere here. Reading and writing may raise JournalError."""

    def __init__(self, journal: Journal, now: float) -> None:
        self._journal, self._at = journal, now + SAVE_S
        self._saved = {stream: journal.cursor(stream) for stream in STREAMS}

    def saved(self, stream: str) -> int:
        return self._saved[stream]

    def due(self, lanes: Mapping[str, Lane]) -> float | None:
        """When those that moved are to be written; None when none did."""
        return self._at if any(lane.cursor != self._saved[stream] for stream, lane in lanes.items()) else None

    def are_due(self, lanes: Mapping[str, Lane], now: float) -> bool:
        at = self.due(lanes)
        return at is not None and now >= at

    def save(self, lanes: Mapping[str, Lane], now: float) -> None:
        """Those that moved."""
        moved = {stream: lane.cursor for stream, lane in lanes.items() if lane.cursor != self._saved[stream]}
        if moved:
            self._journal.on_reserve(lambda: self._journal.move_cursors(moved))
        self._saved.update(moved)
        self._at = now + SAVE_S


def sources_of_unsent(journal: Journal, lanes: Mapping[str, Lane], own: str) -> list[str]:
    """Our own, and those under which events that the city does not have were written (the unit was corrected). A stream
    that cannot be read just now has none."""
    return sorted({own, *(source for stream, lane in lanes.items() for source in _next_source(journal, stream, lane))})


def _next_source(journal: Journal, stream: str, lane: Lane) -> list[str]:
    try:
        return [event["source"] for event in journal.after(stream, lane.cursor, 1)]
    except JournalError:
        return []


def hash_at(journal: Journal, stream: str, sequence: int) -> str:
    """Of our event with this number; of none before the first."""
    found = journal.after(stream, sequence - 1, 1) if sequence else []
    return str(found[0]["hash"]) if found else GENESIS
