"""The reference subscriber: takes what kiosks publish, commits it, and only then acknowledges, to broker and kiosk.

One thread sleeps on the broker's line. Messages are gathered for as long as more are waiting, written in one
transaction, then acknowledged by hand: killed in between, the broker delivers again and the store passes by what it
has. `ack/{stream}` (retained) carries what is complete; a gap that stays is asked for with `ask/{stream}`.
"""

import random
import select
import time
from collections.abc import Callable, Sequence

from paho.mqtt.client import MQTTMessage

from kiosk.core.moment import iso
from sync.city.store import Chain, Store
from sync.envelope import ROOT, Ask, Place, Unreadable, check, place, read_presence, unpack
from sync.wire import LOOK, Broker, News, Wire, backoff, topic_of

BATCH = 400  # messages in one transaction
SESSION = 7 * 86_400  # seconds that the broker keeps what we have not received
ASK_AGAIN = 5.0  # seconds between two askings for the same gap


def topics(units: Sequence[str], group: str = "") -> list[str]:
    """The subscriptions for units (`H55/92`; none: every one), in a shared group where the broker has them."""
    share = f"$share/{group}/" if group else ""
    return [f"{share}{ROOT}/{unit.strip('/')}/#" if unit else f"{share}{ROOT}/#" for unit in units or [""]]


class Subscriber:
    """`name`: the MQTT client id, which names the session; `say` takes a line for the log."""

    def __init__(
        self, broker: Broker, store: Store, units: Sequence[str], name: str, group: str = "",
        say: Callable[[str], None] = print, dice: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self._broker, self._store, self._topics, self._name = broker, store, topics(units, group), name
        self._say, self._dice = say, dice
        self._wire: Wire | None = None
        self._tries, self._dial_at = 0, time.monotonic()
        self._taken: list[MQTTMessage] = []
        self._asked: dict[Chain, float] = {}

    def run(self, stop: int) -> None:
        """Until `stop` (a descriptor) becomes readable."""
        while not self.turn(stop):
            continue
        if self._wire:
            self._wire.close()

    def turn(self, stop: int) -> bool:
        """One sleep and what follows it; True when it is time to stop."""
        wire, now = self._wire, time.monotonic()
        lines = wire.readers() if wire else []
        wait = 0.0 if self._taken else LOOK if wire else max(0.0, self._dial_at - now)
        ready, _, _ = select.select([stop, *lines], wire.writers() if wire else [], [], wait)
        if wire:
            wire.pump(any(line in ready for line in lines))
        self._work(quiet=not ready)
        return stop in ready

    def _work(self, quiet: bool) -> None:
        self._read_news()
        if self._wire is None and time.monotonic() >= self._dial_at:
            self._wire = Wire(self._broker, self._name, session=SESSION, by_hand=True)
            self._wire.dial()
        if self._taken and (quiet or len(self._taken) >= BATCH):
            self._commit()

    def _read_news(self) -> None:
        wire = self._wire
        while wire and wire.news:
            self._heed(wire, wire.news.popleft())

    def _heed(self, wire: Wire, news: News) -> None:
        if news.kind == "up":
            self._tries = 0
            wire.subscribe(self._topics, own_too=any(topic.startswith("$share") for topic in self._topics))
        elif news.kind == "ready":
            for chain in self._store.chains():
                self._answer(chain)
        elif news.kind == "message" and news.message:
            self._taken.append(news.message)
        elif news.kind == "down":
            self._say(f"broker: {news.why}")
            self._wire, self._taken = None, []
            self._dial_at = time.monotonic() + backoff(min(self._tries, 4), self._dice)
            self._tries += 1

    # --- what was taken ---

    def _commit(self) -> None:
        """One transaction, then the broker's acknowledgement, then the kiosk's."""
        taken, self._taken = self._taken, []
        moved: set[Chain] = set()
        with self._store.transaction():
            for message in taken:
                moved |= self._keep(message)
            for chain in moved:
                self._store.advance(chain)
        if self._wire:
            for message in taken:
                self._wire.acknowledge(message)
        for chain in moved:
            self._answer(chain)

    def _keep(self, message: MQTTMessage) -> set[Chain]:
        """The chains that a message belongs to; what cannot be read is buried."""
        topic, payload = topic_of(message), bytes(message.payload)
        try:
            where = place(topic)
            if where.tail == "state":
                return self._present(where, payload)
            if where.tail == "config" or "/" in where.tail:
                return set()  # the city's own words
            return self._events(where, topic, payload)
        except Unreadable as error:
            self._bury(topic, str(error), payload)
            return set()

    def _present(self, where: Place, payload: bytes) -> set[Chain]:
        if payload:
            self._store.present(where.source, read_presence(payload))
        return set()

    def _events(self, where: Place, topic: str, payload: bytes) -> set[Chain]:
        """What came twice still wants its answer: the last one may have been lost."""
        good, chains = [], set()
        for event in unpack(payload):
            try:
                good.append(check(event, where.source, where.tail))
                chains.add((where.source, good[-1]["journal"], where.tail))
            except Unreadable as error:
                self._bury(topic, str(error), payload)
        return chains | self._store.keep(good)

    def _bury(self, topic: str, reason: str, payload: bytes) -> None:
        self._say(f"dead letter on {topic}: {reason}")
        self._store.bury(topic, reason, payload, iso(time.time_ns() // 1_000_000))

    # --- answers ---

    def _answer(self, chain: Chain) -> None:
        """What is complete, and what is missing."""
        if self._wire is None:
            return
        source, journal, stream = chain
        head = self._store.head(chain)
        self._wire.publish(Place(source, f"ack/{stream}").topic, head.payload(), retain=True)
        now = time.monotonic()
        if now - self._asked.get(chain, -ASK_AGAIN) >= ASK_AGAIN:
            for first, last in self._store.gaps(chain)[:1]:
                self._asked[chain] = now
                self._wire.publish(Place(source, f"ask/{stream}").topic, Ask(journal, first, last).payload())
