"""The reference subscriber: takes what kiosks publish, has it committed, and only then acknowledges it.

One thread sleeps on the broker's line, another one writes (clerk.py), so that the line is served however long a write
takes. Messages are gathered for as long as more are waiting, written in one transaction, then acknowledged by hand:
killed in between, the broker delivers again and the store passes by what it has. What is held here is bounded in bytes;
beyond, the line is not read, and the broker waits. `ack/{stream}` carries what is complete; a gap that stays is asked
for with `ask/{stream}`. A database that is out, at the start too, leaves everything with the broker until it is back.
"""

import random
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from paho.mqtt.client import MQTTMessage

from sync.city.access.remedies import of_broker, of_database
from sync.city.clerk import Clerk, Done
from sync.city.engine import StoreError, Unusable
from sync.city.store import Store
from sync.connection import LOOK_S, Broker, News, Wire, backoff, topic_of, tries_after
from sync.envelope import ROOT
from sync.limits.doubts import Doubts
from sync.line.pauses import MOST_SERVED_TRIES
from sync.line.terms import limits
from sync.packing import MAX_PAYLOAD

MAX_BATCH_MESSAGES = 400  # messages in one transaction
MAX_BATCH_BYTES = 4 << 20  # of their payloads; one message is always taken
MAX_HELD_BYTES = 32 << 20  # of messages that are not written yet: behind more of them the line is not read
MESSAGE_BYTES = 8 << 10  # that one takes beside its payload, with paho's properties
SESSION = 7 * 86_400  # seconds that the broker keeps what we have not received
ASK_AGAIN_S = 5.0  # seconds between two looks at what is missing
HELD_S = 30.0  # seconds that a line holds before the next try is a first one again
CUTS = 3  # lines, one behind the other, that the broker cut before they had held
TAKEN_OVER = "Session taken over"  # reason 0x8E of a DISCONNECT (MQTT 5, 3.14.2.1)
LEAVE_S = 5.0  # seconds that a call of the clerk may still take when it is time to stop
SLOW_S = 60.0  # seconds that one call of the clerk may take before it is told


class Refused(ValueError):
    """What a person has to mend before it can work at all; says what."""


def topics(units: Sequence[str], group: str = "") -> list[str]:
    """The subscriptions for units (`H55/92`; none: every one), in a shared group where the broker has them."""
    share = f"$share/{group}/" if group else ""
    return [f"{share}{ROOT}/{unit.strip('/')}/#" if unit else f"{share}{ROOT}/#" for unit in units or [""]]


class Subscriber:
    """`brokers`: where the broker is; the nodes of a cluster are dialled in turn. `opened` opens the city's database,
    at first and after every trouble with it (StoreError); `name`: the MQTT client id, which names the session; `say`
    takes a line for the log; `key` signs what is acknowledged; `revoked`: sources of which nothing is taken any more;
    `pause`: seconds until it begins; `live` is called at each waking, every LOOK_S at least, however long it writes."""

    def __init__(
        self, brokers: Sequence[Broker], opened: Callable[[], Store], units: Sequence[str], name: str, *,
        group: str = "", say: Callable[[str], None] = print, dice: Callable[[], float] = random.random,
        key: Ed25519PrivateKey | None = None, revoked: Callable[[], frozenset[str]] = frozenset, pause: float = 0.0,
        live: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._brokers, self._topics, self._name, self._group = deque(brokers), topics(units, group), name, group
        self._say, self._dice, self._live, self._doubts = say, dice, live, Doubts(say)
        self._clerk, self._desk = Clerk(opened, key, revoked), ThreadPoolExecutor(1, "clerk")
        self._job: Future[Done] | None = None
        self._job_at, self._is_told = 0.0, False  # that it takes long
        self._bell, self._ringer = socket.socketpair()
        self._wire: Wire | None = None
        self._is_answered = False  # by the broker, on this wire
        self._tries, self._cuts, self._dial_at, self._ready_at = 0, 0, time.monotonic() + pause, float("inf")
        self._taken: list[MQTTMessage] = []  # and not given to the clerk yet
        self._writing: list[MQTTMessage] = []
        self._largest, self._retains, self._greets = MAX_PAYLOAD, True, False
        self._opens, self._was_open, self._database_is_out = True, False, False
        self._ask_at: float | None = None  # when gaps are looked at again; None: not connected

    def run(self, stop: int) -> None:
        """Until `stop` (a descriptor) becomes readable. Raises Refused."""
        try:
            while not self.turn(stop):
                continue
        finally:
            while self._job and wait([self._job], LEAVE_S).not_done:
                self._clerk.interrupt()
            self._desk.shutdown()
            if self._wire:
                self._wire.close()
            self._clerk.close()

    def turn(self, stop: int) -> bool:
        """One sleep and what follows it; True when it is time to stop. Raises Refused."""
        self._live()
        wire = self._wire
        lines = wire.readers() if wire and self._has_room() else []
        waits = [stop, self._bell.fileno(), *lines]
        ready, _, _ = select.select(waits, wire.writers() if wire else [], [], self._pause(time.monotonic()))
        speaks = any(line in ready for line in lines)
        if wire:
            wire.pump(speaks)
        if self._bell.fileno() in ready:
            self._bell.recv(100)
        self._work(quiet=not speaks)
        return stop in ready

    def _has_room(self) -> bool:
        held = (*self._taken, *self._writing)
        return sum(len(message.payload) + MESSAGE_BYTES for message in held) <= MAX_HELD_BYTES

    def _pause(self, now: float) -> float:
        """Seconds until something is due without anything happening."""
        if self._job is None and (self._taken or self._greets):
            return 0.0
        if self._wire is None:
            return LOOK_S if self._job and self._opens else max(0.0, self._dial_at - now)
        return LOOK_S if self._ask_at is None or self._job else min(LOOK_S, max(0.0, self._ask_at - now))

    def _work(self, quiet: bool) -> None:
        self._read_news()
        now = time.monotonic()
        self._doubts.tell(now)
        if self._job and self._job.done():
            self._finish(self._job)
        if self._job is None:
            self._begin(now, quiet)
        elif now - self._job_at > SLOW_S and not self._is_told:
            self._is_told = True
            slow = f"city database: no answer for {SLOW_S:.0f} s; is its standby there, is another program at it?"
            self._doubts.hear("slow", slow, now)
        if self._wire is None and now >= self._dial_at and not self._opens:
            self._dial()

    def _dial(self) -> None:
        self._is_answered = False
        self._wire = Wire(self._brokers[0], self._name, session=SESSION, by_hand=True)
        self._wire.dial()

    def _read_news(self) -> None:
        wire = self._wire
        while wire and wire.news:
            self._heed(wire, wire.news.popleft())

    def _heed(self, wire: Wire, news: News) -> None:
        if news.kind == "up":
            self._is_answered = True
            self._largest, self._retains = news.number or MAX_PAYLOAD, wire.terms.retain
            if wire.terms.session >= 0:
                self._say(f"this broker has limits, and is used within them: {limits(wire.terms)}")
            if self._group and not wire.terms.shared:
                raise Refused(
                    "--shared: this broker has no shared subscriptions: it would say yes and deliver nothing; give "
                    "each kiosk-city its own part by --units instead"
                )
            wire.subscribe(self._topics, own_too=bool(self._group))
        elif news.kind == "ready":
            self._ready_at = time.monotonic()
            self._ask_at, self._greets = self._ready_at + ASK_AGAIN_S, True
            self._say(f"listening: {', '.join(topic for topic in self._topics if topic not in news.refused)}")
            for topic in news.refused:
                why = of_broker(f"subscription refused: {topic}: {news.why}")
                self._doubts.hear(f"refused {topic}", why, self._ready_at)
        elif news.kind == "message" and news.message:
            self._taken.append(news.message)
        elif news.kind == "down":
            self._cut(news.why, time.monotonic())

    def _cut(self, why: str, now: float) -> None:
        """By the broker. Who is thrown out by one of its own name waits longest: two would throw each other out all
        day. Not every broker says that it is so."""
        if self._brokers[0].tls and not self._is_answered:  # TLS 1.3 refuses a certificate behind our first words
            why = f"{why}; by TLS, before any answer"
        self._cuts = self._cuts + 1 if 0 <= now - self._ready_at <= HELD_S else 0
        why = f"{why}; each time again, as if: {TAKEN_OVER}" if self._cuts >= CUTS and TAKEN_OVER not in why else why
        self._hang_up(of_broker(why), is_taken_over=TAKEN_OVER in why)
        self._brokers.rotate(-1)  # a node that died is down for longer than it takes to ask another one

    def _hang_up(self, why: str, is_taken_over: bool = False) -> None:
        """What is not acknowledged stays with the broker and comes again."""
        now = time.monotonic()
        self._doubts.hear(why.partition("(")[0], why, now)
        if self._wire:
            self._wire.close()
        tries = tries_after(self._tries, self._ready_at < now, now - self._ready_at > HELD_S)
        self._tries = MOST_SERVED_TRIES if is_taken_over else min(tries, MOST_SERVED_TRIES)
        self._wire, self._taken, self._writing, self._ask_at, self._greets = None, [], [], None, False
        self._ready_at, self._dial_at = float("inf"), now + backoff(self._tries, self._dice)

    # --- what the clerk does, one call at a time ---

    def _begin(self, now: float, quiet: bool) -> None:
        if self._opens:
            if now >= self._dial_at:
                self._give(self._clerk.open)
        elif self._greets:
            self._greets = False
            self._give(self._clerk.greet)
        elif self._taken and (quiet or self._is_batch()):
            self._writing, self._taken = self._batch()
            letters = [(topic_of(message), bytes(message.payload)) for message in self._writing]
            self._give(partial(self._clerk.take, letters, self._largest))
        elif self._ask_at is not None and now >= self._ask_at:
            self._ask_at = now + ASK_AGAIN_S
            self._give(partial(self._clerk.ask, now, now - self._ready_at))

    def _give(self, call: Callable[[], Done]) -> None:
        self._job, self._job_at, self._is_told = self._desk.submit(call), time.monotonic(), False
        self._job.add_done_callback(lambda _: self._ringer.send(b"."))

    def _is_batch(self) -> bool:
        held = sum(len(message.payload) for message in self._taken)
        return len(self._taken) >= MAX_BATCH_MESSAGES or held >= MAX_BATCH_BYTES

    def _batch(self) -> tuple[list[MQTTMessage], list[MQTTMessage]]:
        """What goes into one transaction, and the rest."""
        count, held = 0, 0
        for message in self._taken[:MAX_BATCH_MESSAGES]:
            held += len(message.payload)
            if count and held > MAX_BATCH_BYTES:
                break
            count += 1
        return self._taken[:count], self._taken[count:]

    def _finish(self, job: Future[Done]) -> None:
        """Committed: the broker's acknowledgement, then the kiosks'."""
        self._job, written, self._writing = None, self._writing, []
        error = job.exception()
        if error is not None:
            self._drop(error)
            return
        self._note_database(bool(written))
        done = job.result()
        for topic, reason in done.letters:
            self._doubts.hear("letter", f"dead letter on {topic}: {reason}", time.monotonic())
        for line in done.said:
            self._say(line)
        if self._wire:
            for message in written:
                self._wire.acknowledge(message)
            for word in done.words:
                retain = word.retain and self._retains
                self._wire.publish(word.topic, word.payload, retain=retain, deflated=word.deflated)

    def _note_database(self, is_written: bool) -> None:
        """It can be opened; and written to, which a full disk allows no longer than it is looked at."""
        self._opens, self._was_open = False, True
        if is_written and self._database_is_out:
            self._database_is_out = False
            self._doubts.hear("stores again", "city database: stores again", time.monotonic())

    def _drop(self, error: BaseException) -> None:
        """The database is out: opened again before the next dialling, and nothing is dialled before that."""
        if isinstance(error, Unusable) and not self._was_open:
            raise Refused(str(error))
        why = of_database(str(error)) if isinstance(error, StoreError) else f"{type(error).__name__}: {error}"
        self._hang_up(why)
        self._opens = self._database_is_out = True
