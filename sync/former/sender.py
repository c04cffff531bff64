"""Sends what the city lacks of a former journal, by the same rules as today's (outbox.py): one such journal at a time,
one message of each of its streams at once, and only where nothing of today waits. One that does not move, or cannot be
read, lets the others go before it (turns.py).

A city that wants what it had of today's is an older copy of itself, and may lack some of every former one: then none
counts as sent any more. Each begins at its beginning, as the answer to its first message says how much is there.
"""

from collections.abc import Callable, Mapping
from itertools import takewhile
from pathlib import Path

from kiosk.core.record.events import STREAMS
from kiosk.journal.errors import JournalError
from kiosk.journal.reading import Reader
from sync import outbox, packing
from sync.connection import Wire
from sync.cursors import hash_at
from sync.envelope import Ack, Place
from sync.former import journals, turns
from sync.former.turns import Aside
from sync.limits.hourly import HOUR_S
from sync.outbox import Lane, Span
from sync.route import Route

LOOK_S = 600.0  # seconds between two looks for one: a repair may have built it


class Former:
    """`data`: the folder of today's journal; `say` hears what is wrong with one. `now`: monotonic seconds."""

    def __init__(self, route: Route, data: Path, say: Callable[[str], None]) -> None:
        self._route, self._data, self._say = route, data, say
        self._journal: Reader | None = None
        self._lanes: dict[str, Lane] = {}
        self._aside: dict[str, Aside] = {}
        self._look_at = self._doubted_at = float("-inf")

    @property
    def id(self) -> str:
        """Of the one that is being sent, "" for none."""
        return self._journal.id if self._journal else ""

    def begin(self, now: float) -> None:
        """On a new line."""
        self._lanes = {stream: outbox.begin_again(lane, now) for stream, lane in self._lanes.items()}

    def due(self, now: float) -> list[float]:
        """What is due already waits for room."""
        stalls = map(outbox.stalled_at, self._lanes.values())
        return [at for at in (stalls if self._journal else [self._look_at]) if at is not None and at > now]

    def work(self, wire: Wire, room: int, now: float) -> int:
        """`room`: bytes of a payload; 0: what is of today goes first. The bytes that went. Where the broker's word
        counts, what went there is sent."""
        if self._route.acks != "city":
            return 0
        try:
            self._look(now)
            self._step_aside(now)
            return sum(self._send(wire, stream, room, now) for stream in self._lanes if room)
        except JournalError as error:
            self._give_up(str(error), now)
            return 0

    def _look(self, now: float) -> None:
        if self._journal or now < self._look_at:
            return
        self._look_at = now + LOOK_S
        self._journal = journals.lacking(self._data, self._route.source, turns.waiting(self._aside, now))
        if found := self._journal:
            self._lanes = {stream: outbox.begin(0, now) for stream in STREAMS}
            self._say(f"a former journal, {found.id}: the city may lack some of it, which is sent")

    def _step_aside(self, now: float) -> None:
        """Where none of its streams moves: what is left stands behind rows that are lost, or nobody listens."""
        journal = self._journal
        rest = {s: lane for s, lane in self._lanes.items() if journal and lane.cursor < journal.head(s)[0]}
        if rest and all(map(outbox.is_stuck, rest.values())):
            had = ", ".join(f"{stream} {lane.cursor}" for stream, lane in rest.items())
            self._give_up(f"the city takes no more of it than {had}; rows may be lost; tried again later", now)

    def _send(self, wire: Wire, stream: str, room: int, now: float) -> int:
        assert self._journal
        lane, head = self._patient(stream, now), self._journal.head(stream)[0]
        span = outbox.due(lane, head, self._route.batch, 1, now)
        events = self._journal.after(stream, span.first - 1, span.last - span.first + 1) if span else []
        if not (span and events):
            return 0
        same = [*takewhile(lambda event: event["source"] == events[0]["source"], events)]
        packed, payload = packing.fit(same, room >> min(lane.tries, 20), outbox.is_repeat(lane, span))
        wire.publish(Place(packed[0]["source"], stream).topic, payload, deflated=packing.is_compressed(payload))
        self._lanes[stream] = outbox.send(lane, Span(packed[0]["sequence"], packed[-1]["sequence"]), now)
        return len(payload)

    def _patient(self, stream: str, now: float) -> Lane:
        lane = self._lanes[stream]
        at = outbox.stalled_at(lane)
        return outbox.unanswered(lane, now) if at is not None and now >= at else lane

    # --- what the city says ---

    def doubt(self, now: float) -> None:
        """It lost something that it had; heeded once an hour, whoever says so."""
        if self._route.acks != "city" or now < self._doubted_at + HOUR_S:
            return
        self._doubted_at, self._look_at, self._aside = now, now, {}
        try:
            if journals.had_of(self._data):
                journals.forget(self._data)
        except OSError as error:
            self._say(f"former journals: the city may lack some of them, which cannot be noted: {error}")

    def stored(self, stream: str, ack: Ack, now: float) -> None:
        """A word that counts; of another journal it is none of ours. Raises JournalError."""
        journal = self._journal
        if not journal or ack.journal != journal.id:
            return
        lane, head = self._lanes[stream], journal.head(stream)[0]
        verdict = outbox.judge(ack, journal.id, head, lambda number: hash_at(journal, stream, number))
        if verdict == "move" and outbox.may_move(lane, ack.stored, False, now):
            self._lanes[stream] = outbox.stored(lane, ack.stored, now)
            self._aside = turns.moved(self._aside, journal.id) if ack.stored > lane.cursor else self._aside
            self._note({name: lane.cursor for name, lane in self._lanes.items()}, now)

    def _note(self, had: Mapping[str, int], now: float) -> None:
        if self._journal and had == journals.ends(self._journal):
            try:
                journals.note(self._data, self.id, had)
            except OSError as error:
                self._say(f"a former journal, {self.id}: all of it is at the city, which cannot be noted: {error}")
                return
            self._say(f"a former journal, {self.id}: the city has all of it")
            self.close()
            self._look_at = now

    def _give_up(self, why: str, now: float) -> None:
        self._say(f"a former journal, {self.id}: {why}")
        self._aside = turns.stepped_aside(self._aside, self.id, now)
        self.close()
        self._look_at = now

    def close(self) -> None:
        if self._journal:
            self._journal.close()
        self._journal, self._lanes = None, {}
