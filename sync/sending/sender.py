"""What goes out, and what becomes of it: the rules of `outbox` and `sizes` meet the journal and one line at a time.

As much is on the way as the window and the broker's Receive Maximum allow, one message of each stream in turn. What is
live goes ahead of every backlog, for which a backlog leaves room: a message of the Receive Maximum, and time (pace.py).
A broker that refuses, or lets vanish, what we send is not asked for ever in the same way: messages get smaller and
pauses longer, and `heed` hears the word for it.
"""

import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import takewhile
from typing import Any, NamedTuple

from kiosk.core.record.events import STREAMS
from kiosk.journal.journal import Journal
from sync import outbox, packing
from sync.connection import PACKET_MARGIN_BYTES, News, Wire
from sync.cursors import Cursors
from sync.envelope import MAX_SEQUENCE, Place
from sync.limits.doubts import Doubts
from sync.line.reasons import TOO_LARGE, TOO_MANY
from sync.outbox import Lane, Span
from sync.retries import Retries
from sync.route import Route
from sync.sending.loads import Load, Loads

Event = Mapping[str, Any]
UNSAID = (0x80, 0x83)  # by which mosquitto 1.6 refuses what is too large for it, as others refuse whatever
ACKED_S = 120.0  # seconds after which a broker that takes no more for want of its own word is left
RATES = (TOO_MANY, 0x96)  # the broker found us too fast


class Way(NamedTuple):
    """What a sender works with."""

    route: Route
    journal: Journal
    cursors: Cursors
    retries: Retries
    doubts: Doubts


class Sender:
    """`heed` takes a word for how the city is: `silent`, or `refused`. `now`: monotonic seconds, as everywhere here."""

    def __init__(self, way: Way, heed: Callable[[str, float], None]) -> None:
        self._way, self._heed, self.loads = way, heed, Loads(way.route.backlog_mb_a_day * 1_000_000)
        self._wire: Wire | None = None
        self._on_the_way: dict[int, tuple[str, Span]] = {}
        self._most = way.route.window * len(STREAMS)
        self._heard = self._acked = float("-inf")

    @property
    def _lanes(self) -> dict[str, Lane]:
        return self._way.cursors.lanes

    def begin(self, wire: Wire, now: float) -> None:
        """Connected and subscribed."""
        self._wire = wire
        self._way.cursors.begin_again(now)

    def end(self, code: int, now: float, by_another: bool = False) -> None:
        """The line is over; `code`: why, as the broker says; `by_another`: by a box that has our name too, as it seems
        by now: then nothing that was on the way was too large, this time and the times before."""
        self._wire, self._on_the_way = None, {}
        if by_another:
            self.loads = Loads()
        self.loads.cut(now)
        if code in RATES:
            self._most = max(1, self._most // 2)

    def heard(self, now: float) -> None:
        """The city said something, whatever it was."""
        self._heard = now

    def moved(self, stream: str) -> None:
        """The city has more of it, or less; where the rest is sent again, that was lost."""
        now, lane = time.monotonic(), self._lanes[stream]
        self.loads.stored(stream, lane.cursor, now)
        if lane.tries:
            self.loads.lost(stream, now)
            self._forget(stream)

    def due(self, now: float) -> list[float]:
        """When the meter lets more of a backlog go."""
        at = self.loads.metered_until()
        return [at] if at > now and any(map(outbox.is_behind, self._lanes.values())) else []

    # --- what comes back ---

    def taken(self, news: News, now: float) -> None:
        """By the broker, or not."""
        self._acked = now
        stream, span = self._on_the_way.pop(news.number, ("", Span(0, 0)))
        if not news.flag:
            self._refused(stream, span, news, now)
        elif stream and self._way.route.acks == "broker":
            self._by_broker(stream, span, now)
        elif stream:
            self.loads.taken(stream, span.last, now)
            lane = self._lanes[stream] = outbox.let_go(self._lanes[stream], span)
            if not outbox.is_answered(lane, span):  # the city's word for it may be long in coming, or never come
                self.loads.arrived(stream, span.last)

    def _by_broker(self, stream: str, span: Span, now: float) -> None:
        """Its word counts; by QoS 0 it gives none."""
        if self._wire and self._wire.terms.qos:
            self._way.cursors.taken(stream, span, now)
        else:
            self._way.doubts.hear("qos", 'broker.ack = "broker" needs a broker that acknowledges (QoS 1)', now)

    def _refused(self, stream: str, span: Span, news: News, now: float) -> None:
        if news.code in UNSAID and span.first < span.last and self.loads.may_be_size(stream, span.last, now):
            self._way.doubts.hear("size", f"a message to the broker, which may be too large: {news.why}", now)
            self._anew(stream, now)
        elif news.code != TOO_LARGE:
            self._way.doubts.hear("refused", f"the broker refuses {stream or 'state'}: {news.why}", now)
            if stream:
                self._heed("refused", now)
        elif stream:
            self._way.doubts.hear("size", f"a message to the broker: {news.why}", now)
            self.loads.refused(stream, span.last, now)
            self._anew(stream, now)
        else:
            self._way.doubts.hear("size", news.why, now)

    def _anew(self, stream: str, now: float) -> None:
        self._forget(stream)
        self._lanes[stream] = outbox.again(self._lanes[stream], now)

    def _forget(self, stream: str) -> None:
        """All of a stream is sent anew: what the broker still says of the former messages counts for nothing."""
        self._on_the_way = {mid: of for mid, of in self._on_the_way.items() if of[0] != stream}

    # --- what goes out ---

    def resend(self, now: float) -> None:
        self._leave_deaf(now)
        for stream, lane in self._lanes.items():
            at = outbox.stalled_at(lane)
            if at is not None and now >= at:
                why = f"{stream}: nothing stored at the city since {now - lane.at:.0f} s; a part is sent again"
                self._way.doubts.hear(f"silent {stream}", why, now)
                self._forget(stream)
                self._lanes[stream] = self._doubted(stream, lane, now)
                self._judge(lane, now)

    def _leave_deaf(self, now: float) -> None:
        """A broker that holds as much as it takes and acknowledges none of it: on another line all of it is new."""
        if self._wire and not self._free() and now > self._acked + ACKED_S:
            self._wire.give_up(f"the broker acknowledges nothing for {ACKED_S:.0f} s")

    def _doubted(self, stream: str, lane: Lane, now: float) -> Lane:
        """The broker's word, where that counts, says of nothing whether it was only late."""
        if self._way.route.acks == "city":
            self.loads.unanswered(stream, lane.part, now)
            return outbox.unanswered(lane, now)
        self.loads.lost(stream, now)
        return outbox.again(lane, now)

    def _judge(self, lane: Lane, now: float) -> None:
        """Sent in vain several times: a city that speaks meanwhile does not get what we send."""
        if outbox.is_stuck(lane):
            self._heed("refused" if self._heard > lane.at else "silent", now)

    def send(self, now: float) -> None:
        """As much as the windows allow, one message of each stream in turn."""
        sent = True
        while sent and self._wire and self._free():
            run = self._way.retries.run
            each = [run(f"send {stream}", partial(self._send_next, stream, now), now) for stream in STREAMS]
            sent = any(each)

    def idle_room(self, now: float) -> int:
        """Bytes of a payload that is not of today's journal; 0: what is goes first, or the meter lets nothing go."""
        waits = any(lane.flights or outbox.is_behind(lane) for lane in self._lanes.values())
        if not self._wire or waits or not self._free() or now < self.loads.metered_until():
            return 0
        return min(self._room(Place(self._way.route.source, "device").topic), self.loads.room(0, now))

    def _free(self) -> int:
        """Messages that the broker takes besides those that are on the way."""
        most = min(self._most, self._wire.terms.flights) if self._wire else 0
        return max(0, most - len(self._on_the_way))

    def _send_next(self, stream: str, now: float) -> bool:
        way, lane = self._way, self._looked(stream)
        span = outbox.due(lane, way.cursors.head(stream), way.route.batch, way.route.window, now)
        if span is None or not self._wire:
            return False
        room = self._room_for(lane, span, now)
        return bool(room) and self._carried(stream, span, room, now)

    def _looked(self, stream: str) -> Lane:
        """With its backlog, where the city says what it has: a broker does not say it in order."""
        way = self._way
        if way.route.acks == "city":
            self._lanes[stream] = outbox.look(self._lanes[stream], way.cursors.head(stream), way.route.batch)
        return self._lanes[stream]

    def _room_for(self, lane: Lane, span: Span, now: float) -> int:
        """Bytes of its payload; 0: it waits. The last message that the broker takes is for what is live."""
        if outbox.is_live(lane, span):
            return packing.MAX_PAYLOAD
        if now < self.loads.metered_until() or (self._free() == 1 and self._on_the_way):
            return 0
        return self.loads.backlog_room() if outbox.is_new(lane, span) else packing.MAX_PAYLOAD

    def _carried(self, stream: str, span: Span, room: int, now: float) -> bool:
        lane = self._lanes[stream]
        events = self._read(stream, span)
        if not events:
            return self._goes_round(stream)
        topic = Place(events[0]["source"], stream).topic
        room = min(room, self._room(topic), self.loads.room(lane.tries, now))
        packed, payload = packing.fit(events, room, outbox.is_repeat(lane, span))
        found = Span(packed[0]["sequence"], packed[-1]["sequence"])
        if len(payload) > self._limit(topic, now):
            self._pass_over(stream, found.first, len(payload), now)
        else:
            live, new = outbox.is_live(lane, span), outbox.is_new(lane, span)
            self._publish(stream, found, topic, payload, Load(len(payload), now, live, new and not live))
            self._lanes[stream] = outbox.send(lane, found, now)
        return True

    def _goes_round(self, stream: str) -> bool:
        """No row is left of the backlog."""
        is_behind, self._lanes[stream] = outbox.is_behind(self._lanes[stream]), outbox.caught_up(self._lanes[stream])
        return is_behind

    def _read(self, stream: str, span: Span) -> list[Event]:
        """Of one source. Rows may be lost: what is found instead of a backlog's is none of it. Raises JournalError."""
        lane, events = self._lanes[stream], self._way.journal.after(stream, span.first - 1, span.last - span.first + 1)
        last = lane.backlog if outbox.is_behind(lane) and not outbox.goes_ahead(lane, span) else MAX_SEQUENCE
        return [*takewhile(lambda event: event["source"] == events[0]["source"] and event["sequence"] <= last, events)]

    def _room(self, topic: str) -> int:
        """Bytes of a payload that the broker takes, as it said."""
        packet = self._wire.terms.packet if self._wire else 0
        return max(1, packet - PACKET_MARGIN_BYTES - len(topic)) if packet else packing.MAX_PAYLOAD

    def _limit(self, topic: str, now: float) -> int:
        """Bytes above which not even a single event is tried."""
        return min(self._room(topic), self.loads.limit(now))

    def _pass_over(self, stream: str, number: int, size: int, now: float) -> None:
        why = f"{stream}: an event of {size} bytes is larger than the broker takes; it stays here, the others go on"
        self._way.doubts.hear("large", f"{why}; raise its limit: mosquitto has message_size_limit", now)
        self._heed("refused", now)
        self._lanes[stream] = outbox.pass_over(self._lanes[stream], number, now)

    def _publish(self, stream: str, span: Span, topic: str, payload: bytes, load: Load) -> None:
        assert self._wire
        mid = self._wire.publish(topic, payload, deflated=packing.is_compressed(payload))
        self._acked = self._acked if self._on_the_way else load.at
        self.loads.sent(stream, span.last, load)
        self._on_the_way[mid] = (stream, span)
