"""How far the city has each stream: what its words do to the lanes (outbox.py), and the cursors in the journal, written
seldom, because the city's retained word brings them back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from kiosk.core.record.chain import GENESIS
from kiosk.core.record.events import STREAMS
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Journal
from kiosk.journal.reading import Reader
from sync import outbox
from sync.envelope import Ack, Ask
from sync.outbox import Lane, Span

SAVE_S = 300.0  # seconds between writings of cursors that move: each is a page of the card, and a sync


class Cursors:
    """`lanes`: one a stream; `moved` hears whose cursor moves. `now`: monotonic seconds, as everywhere here. What reads
    or writes may raise JournalError."""

    def __init__(self, journal: Journal, now: float, moved: Callable[[str], None]) -> None:
        self._journal, self._at, self._moved = journal, now + SAVE_S, moved
        self._saved = {stream: journal.cursor(stream) for stream in STREAMS}
        self.lanes = {stream: outbox.begin(cursor, now) for stream, cursor in self._saved.items()}

    def begin_again(self, now: float) -> None:
        """On a new connection."""
        for stream, lane in self.lanes.items():
            self.lanes[stream] = outbox.begin_again(lane, now)

    def acknowledged(self, stream: str, ack: Ack, signed: bool, now: float) -> outbox.Verdict | Literal["behind"]:
        """What is to be thought of it; where that is `move`, the lane has moved. `behind`: it would have to go back,
        and this word has no right to that."""
        lane = self.lanes[stream]
        verdict = outbox.judge(ack, self._journal.id, self.head(stream), lambda n: hash_at(self._journal, stream, n))
        if verdict != "move":
            return verdict
        if not outbox.may_move(lane, ack.stored, signed, now):
            return "behind"
        self._put(stream, outbox.stored(lane, ack.stored, now))
        return verdict

    def taken(self, stream: str, span: Span, now: float) -> None:
        """By the broker, where its word counts."""
        self._put(stream, outbox.taken(self.lanes[stream], span, now))

    def _put(self, stream: str, lane: Lane) -> None:
        """What one stream learned of how late the city is holds for all."""
        before, self.lanes[stream] = self.lanes[stream], lane
        if before.late != lane.late:
            self.lanes.update({name: replace(of, late=lane.late) for name, of in self.lanes.items()})
        if before.cursor != lane.cursor:
            self._moved(stream)

    def asked(self, stream: str, ask: Ask) -> bool:
        """Of our journal: sent again. Whether the city had what it asks for."""
        if ask.journal != self._journal.id:
            return False
        lane = self.lanes[stream]
        self.lanes[stream] = outbox.ask(lane, ask.first, ask.last, self.head(stream))
        return ask.first <= lane.cursor

    def head(self, stream: str) -> int:
        return self._journal.state.heads.get(stream, 0)

    def stored(self) -> Mapping[str, int]:
        """How far the city has each."""
        return {stream: lane.cursor for stream, lane in self.lanes.items()}

    def due(self) -> float | None:
        """When those that moved are to be written; None when none did."""
        return self._at if self.stored() != self._saved else None

    def are_due(self, now: float) -> bool:
        at = self.due()
        return at is not None and now >= at

    def save(self, now: float) -> None:
        """Those that moved."""
        moved = {stream: cursor for stream, cursor in self.stored().items() if cursor != self._saved[stream]}
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


def hash_at(journal: Reader, stream: str, sequence: int) -> str:
    """Of our event with this number, "" where that row is not there; of none before the first."""
    if sequence == 0:
        return GENESIS
    found = journal.after(stream, sequence - 1, 1)
    return str(found[0]["hash"]) if found and found[0]["sequence"] == sequence else ""
