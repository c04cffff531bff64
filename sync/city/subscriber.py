"""The reference subscriber: takes what kiosks publish, has it committed, and only then acknowledges it.

One thread sleeps on the broker's line, another one writes (clerk.py), so that the line is served however long a write
takes. Messages are gathered for as long as more are waiting, written in one transaction, then acknowledged by hand:
killed in between, the broker delivers again and the store passes by what it has. What is held here is bounded in bytes;
beyond, the line is not read, and the broker waits. `ack/{stream}` (retained) carries what is complete; a gap that stays
is asked for with `ask/{stream}`. A database that is out leaves everything with the broker until it is back.
"""

import random
import select
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from paho.mqtt.client import MQTTMessage

from sync.city.clerk import Clerk, Done
from sync.city.engine import StoreError
from sync.city.store import Store
from sync.connection import LOOK_S, Broker, News, Wire, backoff, topic_of
from sync.envelope import ROOT
from sync.limits.doubts import Doubts
from sync.packing import MAX_PAYLOAD

MAX_BATCH_MESSAGES = 400  # messages in one transaction
MAX_BATCH_BYTES = 4 << 20  # of their payloads; one message is always taken
MAX_HELD_BYTES = 32 << 20  # of messages that are not written yet: behind more of them the line is not read
MESSAGE_BYTES = 8 << 10  # that one takes beside its payload, with paho's properties
SESSION = 7 * 86_400  # seconds that the broker keeps what we have not received
ASK_AGAIN_S = 5.0  # seconds between two looks at what is missing


def topics(units: Sequence[str], group: str = "") -> list[str]:
    """The subscriptions for units (`H55/92`; none: every one), in a shared group where the broker has them."""
    share = f"$share/{group}/" if group else ""
    return [f"{share}{ROOT}/{unit.strip('/')}/#" if unit else f"{share}{ROOT}/#" for unit in units or [""]]


class Subscriber:
    """`opened` opens the city's database, at first and after every trouble with it (StoreError); `name`: the MQTT
    client id, which names the session; `say` takes a line for the log; `key` signs what is acknowledged."""

    def __init__(
        self, broker: Broker, opened: Callable[[], Store], units: Sequence[str], name: str, *, group: str = "",
        say: Callable[[str], None] = print, dice: Callable[[], float] = random.random,
        key: Ed25519PrivateKey | None = None,
    ) -> None:  # fmt: skip
        self._broker, self._topics, self._name = broker, topics(units, group), name
        self._say, self._dice, self._doubts = say, dice, Doubts(say)
        self._clerk, self._desk = Clerk(opened, key), ThreadPoolExecutor(1, "clerk")
        self._job: Future[Done] | None = None
        self._bell, self._ringer = socket.socketpair()
        self._wire: Wire | None = None
        self._tries, self._dial_at = 0, time.monotonic()
        self._taken: list[MQTTMessage] = []  # and not given to the clerk yet
        self._writing: list[MQTTMessage] = []
        self._largest, self._greets, self._reopens = MAX_PAYLOAD, False, False
        self._ask_at: float | None = None  # when gaps are looked at again; None: not connected

    def run(self, stop: int) -> None:
        """Until `stop` (a descriptor) becomes readable."""
        while not self.turn(stop):
            continue
        self._desk.shutdown()
        if self._wire:
            self._wire.close()
        self._clerk.close()

    def turn(self, stop: int) -> bool:
        """One sleep and what follows it; True when it is time to stop."""
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
            return LOOK_S if self._job and self._reopens else max(0.0, self._dial_at - now)
        return LOOK_S if self._ask_at is None or self._job else min(LOOK_S, max(0.0, self._ask_at - now))

    def _work(self, quiet: bool) -> None:
        self._read_news()
        now = time.monotonic()
        self._doubts.tell(now)
        if self._job and self._job.done():
            self._finish(self._job)
        if self._job is None:
            self._begin(now, quiet)
        if self._wire is None and now >= self._dial_at and not self._reopens:
            self._dial()

    def _dial(self) -> None:
        self._wire = Wire(self._broker, self._name, session=SESSION, by_hand=True)
        self._wire.dial()

    def _read_news(self) -> None:
        wire = self._wire
        while wire and wire.news:
            self._heed(wire, wire.news.popleft())

    def _heed(self, wire: Wire, news: News) -> None:
        if news.kind == "up":
            self._largest = news.number or MAX_PAYLOAD
            wire.subscribe(self._topics, own_too=any(topic.startswith("$share") for topic in self._topics))
        elif news.kind == "ready":
            self._tries, self._ask_at, self._greets = 0, time.monotonic() + ASK_AGAIN_S, True
            self._say(f"listening: {', '.join(self._topics)}")
        elif news.kind == "message" and news.message:
            self._taken.append(news.message)
        elif news.kind == "down":
            self._hang_up(f"broker: {news.why}")

    def _hang_up(self, why: str) -> None:
        """What is not acknowledged stays with the broker and comes again."""
        self._doubts.hear(why.partition(":")[0], why, time.monotonic())
        if self._wire:
            self._wire.close()
        self._wire, self._taken, self._writing, self._ask_at, self._greets = None, [], [], None, False
        self._dial_at = time.monotonic() + backoff(min(self._tries, 4), self._dice)
        self._tries += 1

    # --- what the clerk does, one call at a time ---

    def _begin(self, now: float, quiet: bool) -> None:
        if self._reopens:
            if now >= self._dial_at:
                self._give(self._clerk.reopen)
        elif self._greets:
            self._greets = False
            self._give(self._clerk.greet)
        elif self._taken and (quiet or self._is_batch()):
            self._writing, self._taken = self._batch()
            letters = [(topic_of(message), bytes(message.payload)) for message in self._writing]
            self._give(partial(self._clerk.take, letters, self._largest))
        elif self._ask_at is not None and now >= self._ask_at:
            self._ask_at = now + ASK_AGAIN_S
            self._give(partial(self._clerk.ask, now))

    def _give(self, call: Callable[[], Done]) -> None:
        self._job = self._desk.submit(call)
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
        self._reopens = False
        for topic, reason in job.result().letters:
            self._doubts.hear("letter", f"dead letter on {topic}: {reason}", time.monotonic())
        if self._wire:
            for message in written:
                self._wire.acknowledge(message)
            for word in job.result().words:
                self._wire.publish(word.topic, word.payload, retain=word.retain, deflated=word.deflated)

    def _drop(self, error: BaseException) -> None:
        """The database is out: opened again before the next dialling, and nothing is dialled before that."""
        why = str(error) if isinstance(error, StoreError) else f"{type(error).__name__}: {error}"
        self._hang_up(why)
        self._reopens = True
