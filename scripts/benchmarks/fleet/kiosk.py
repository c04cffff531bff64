"""One kiosk of a fleet: the courier's own line, rules of sending and patience, over a day that is made already.

What is left out is the journal behind it, so that thousands fit into one process. Nothing that a city or broker sees is
another way than a kiosk's: will, `state`, subscriptions, arrays, and what is not acknowledged is sent again.
"""

import random
from collections import Counter

import orjson

from kiosk.core.record.events import STREAMS
from scripts.benchmarks.fleet.day import Day
from sync import envelope, outbox
from sync.connection import Broker, News, Will, Wire, backoff, topic_of
from sync.envelope import Ack, Place
from sync.outbox import Lane, Span
from sync.packing import is_compressed, pack, unpack

SINCE = "2026-11-24T07:30:00.000+07:00"
WORDS = ("ack", "ask", "back")


class Kiosk:
    """`counts`: what all kiosks of the fleet did, by word. `now`: monotonic seconds."""

    def __init__(self, day: Day, broker: Broker, dice: random.Random, counts: Counter[str]) -> None:
        self.source, self._day, self._broker = day.source, day, broker
        self._dice, self._counts, self._tries = dice, counts, 0
        self.wire: Wire | None = None
        self.dial_at, self.is_ready = 0.0, False
        self.lanes = {stream: Lane() for stream in day.loads}

    @property
    def is_done(self) -> bool:
        """The city has all of it."""
        return all(lane.cursor == self._day.loads[stream].last for stream, lane in self.lanes.items())

    def dial(self) -> None:
        will = Will(self._topic("state"), orjson.dumps(self._who(online=False)))
        self.wire = Wire(self._broker, f"kiosk-{self._day.journal}", will)
        self.wire.dial()

    def turn(self, readable: bool, now: float) -> None:
        """What came, and what is due."""
        if self.wire:
            self.wire.pump(readable)
        while self.wire and self.wire.news:
            self._heed(self.wire, self.wire.news.popleft(), now)
        if self.wire and self.is_ready:
            self._resend(now)

    def _heed(self, wire: Wire, news: News, now: float) -> None:
        if news.kind == "up":
            wire.subscribe([self._topic(f"{word}/{stream}") for word in WORDS for stream in self._day.loads])
        elif news.kind == "ready":
            self.is_ready, self._tries = True, 0
            wire.publish(self._topic("state"), self._state(), retain=True)
            self.lanes = {stream: outbox.begin_again(lane, now) for stream, lane in self.lanes.items()}
        elif news.kind == "message" and news.message:
            self._hear(topic_of(news.message), bytes(news.message.payload), now)
        elif news.kind == "taken":
            self._counts["refused by the broker"] += not news.flag
        elif news.kind == "down":
            self._over(wire, news.why, now)

    def _hear(self, topic: str, payload: bytes, now: float) -> None:
        """The city's word counts where it names our chain and a hash of it; all else is counted."""
        stream = topic.rpartition("/")[2]
        if topic != self._topic(f"ack/{stream}"):
            self._counts["other words of the city"] += 1
            return
        ack = envelope.read_ack(payload)
        if ack == Ack(self._day.journal, ack.stored, self._hash_at(stream, ack.stored), ack.sig) or not ack.stored:
            self.lanes[stream] = outbox.stored(self.lanes[stream], ack.stored, now)
        else:
            self._counts["false acknowledgements"] += 1

    def _hash_at(self, stream: str, number: int) -> str:
        load = self._day.loads[stream]
        if 0 < number < load.last:
            return str(unpack(load.payload)[number - 1]["hash"])
        return load.hash if number == load.last else ""

    def _over(self, wire: Wire, why: str, now: float) -> None:
        wire.close()
        self._counts[f"down: {why}"] += 1
        self.wire, self.is_ready = None, False
        self.dial_at = now + backoff(self._tries, self._dice.random)
        self._tries += 1

    # --- saying ---

    def _resend(self, now: float) -> None:
        """Also for the first time: what a lane has not sent is due."""
        for stream, lane in self.lanes.items():
            at = outbox.stalled_at(lane)
            if at is not None and now >= at:
                lane = outbox.unanswered(lane, now)
            last = self._day.loads[stream].last
            while span := outbox.due(lane, last, last, len(STREAMS), now):
                self._publish(stream, span, outbox.is_repeat(lane, span))
                lane = outbox.send(lane, span, now)
            self.lanes[stream] = lane

    def _publish(self, stream: str, span: Span, repeat: bool) -> None:
        assert self.wire
        load = self._day.loads[stream]
        payload = load.payload
        if repeat or span != Span(1, load.last):
            payload = pack(unpack(payload)[span.first - 1 : span.last], every_hash=repeat)
        self.wire.publish(self._topic(stream), payload, deflated=is_compressed(payload))
        self._counts["arrays"] += 1
        self._counts["arrays sent again"] += repeat
        self._counts["bytes of arrays"] += len(payload)

    def _topic(self, tail: str) -> str:
        return Place(self.source, tail).topic

    def _who(self, online: bool) -> dict[str, object]:
        return {"online": online, "since": SINCE, "sw": "0.1.0", "journal": self._day.journal, "card": "c1" * 8}

    def _state(self) -> bytes:
        streams = {
            stream: {"next": load.last + 1, "stored": self.lanes[stream].cursor, "since": None}
            for stream, load in self._day.loads.items()
        }
        return orjson.dumps({**self._who(online=True), "time": SINCE, "streams": streams, "health": {"devices": {}}})
