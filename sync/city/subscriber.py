"""The reference subscriber: takes what kiosks publish, commits it, and only then acknowledges, to broker and kiosk.

One thread sleeps on the broker's line. Messages are gathered for as long as more are waiting, written in one
transaction, then acknowledged by hand: killed in between, the broker delivers again and the store passes by what it
has. `ack/{stream}` (retained) carries what is complete; a gap that stays is asked for with `ask/{stream}`. One letter
that the database refuses is buried alone; a database that is out leaves everything with the broker until it is back.
"""

import random
import select
import time
from collections.abc import Callable, Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from paho.mqtt.client import MQTTMessage

from kiosk.core.calendar.moment import iso
from sync.city.branches import trunk
from sync.city.engine import StoreError
from sync.city.reading import Wishes, payloads, wanted
from sync.city.store import Chain, Store
from sync.connection import LOOK_S, PACKET_MARGIN_BYTES, Broker, News, Wire, backoff, topic_of
from sync.envelope import ROOT, Ask, Place, Unreadable, check, place, read_ask, read_presence
from sync.packing import MAX_PAYLOAD, is_compressed, pack, unpack
from sync.signed_ack import signed

MAX_BATCH_MESSAGES = 400  # messages in one transaction
SESSION = 7 * 86_400  # seconds that the broker keeps what we have not received
ASK_AGAIN_S = 5.0  # seconds between two askings for the same gap


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
        self._broker, self._opened, self._topics, self._name = broker, opened, topics(units, group), name
        self._say, self._dice, self._key = say, dice, key
        self._store: Store = opened()
        self._wire: Wire | None = None
        self._tries, self._dial_at = 0, time.monotonic()
        self._taken: list[MQTTMessage] = []
        self._wishes, self._largest = Wishes(), MAX_PAYLOAD
        self._ask_at: float | None = None  # when gaps are looked at again; None: not connected

    def run(self, stop: int) -> None:
        """Until `stop` (a descriptor) becomes readable."""
        while not self.turn(stop):
            continue
        if self._wire:
            self._wire.close()
        self._store.close()

    def turn(self, stop: int) -> bool:
        """One sleep and what follows it; True when it is time to stop."""
        wire = self._wire
        lines = wire.readers() if wire else []
        ready, _, _ = select.select([stop, *lines], wire.writers() if wire else [], [], self._pause(time.monotonic()))
        if wire:
            wire.pump(any(line in ready for line in lines))
        try:
            self._work(quiet=not ready)
        except StoreError as error:
            self._drop(str(error))
        return stop in ready

    def _pause(self, now: float) -> float:
        """Seconds until something is due without anything happening."""
        if self._taken:
            return 0.0
        if self._wire is None:
            return max(0.0, self._dial_at - now)
        return LOOK_S if self._ask_at is None else min(LOOK_S, max(0.0, self._ask_at - now))

    def _work(self, quiet: bool) -> None:
        self._read_news()
        now = time.monotonic()
        if self._wire is None and now >= self._dial_at:
            self._dial()
        if self._taken and (quiet or len(self._taken) >= MAX_BATCH_MESSAGES):
            self._commit()
        if self._ask_at is not None and now >= self._ask_at:
            self._ask(now)

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
            self._tries, self._ask_at = 0, time.monotonic() + ASK_AGAIN_S
            self._say(f"listening: {', '.join(self._topics)}")
            self._answer(self._store.chains())
        elif news.kind == "message" and news.message:
            self._taken.append(news.message)
        elif news.kind == "down":
            self._hang_up(f"broker: {news.why}")

    def _hang_up(self, why: str) -> None:
        """What is not acknowledged stays with the broker and comes again."""
        self._say(why)
        if self._wire:
            self._wire.close()
        self._wire, self._taken, self._ask_at = None, [], None
        self._dial_at = time.monotonic() + backoff(min(self._tries, 4), self._dice)
        self._tries += 1

    def _drop(self, why: str) -> None:
        """The database is out: opened again before the next dialling."""
        self._hang_up(why)
        self._store.close()
        try:
            self._store = self._opened()
        except StoreError as error:
            self._say(str(error))

    # --- what was taken ---

    def _commit(self) -> None:
        """One transaction, then the broker's acknowledgement, then the kiosk's."""
        taken, self._taken = self._taken, []
        try:
            moved = self._written(taken)
        except StoreError:
            moved = {chain for message in taken for chain in self._alone(message)}
        if self._wire:
            for message in taken:
                self._wire.acknowledge(message)
        self._answer(moved)
        self._give_back()

    def _written(self, taken: Sequence[MQTTMessage]) -> set[Chain]:
        with self._store.transaction():
            moved = {chain for message in taken for chain in self._keep(message)}
            for chain in moved:
                self._store.advance(chain)
        return moved

    def _alone(self, message: MQTTMessage) -> set[Chain]:
        """One letter in a transaction of its own, if need be one event: what the database refuses must not hold up
        the others. Raises StoreError when the database does not even take the refusal."""
        try:
            return self._written([message])
        except StoreError as error:
            if parts := _singly(message):
                return {chain for part in parts for chain in self._alone(part)}
            with self._store.transaction():
                self._bury(topic_of(message), str(error), bytes(message.payload))
            return set()

    def _keep(self, message: MQTTMessage) -> set[Chain]:
        """The chains that a message belongs to; what cannot be read is buried."""
        topic, payload = topic_of(message), bytes(message.payload)
        try:
            where = place(topic)
            if where.tail == "state":
                return self._present(where, payload)
            if where.tail.startswith("want/"):
                return self._want(where, payload)
            if where.tail == "config" or "/" in where.tail:
                return set()  # the city's own words
            return self._events(where, topic, payload)
        except Unreadable as error:
            self._bury(topic, str(error), payload)
            return set()

    def _present(self, where: Place, payload: bytes) -> set[Chain]:
        if payload:
            self._store.present(where.source, read_presence(payload), _now())
        return set()

    def _want(self, where: Place, payload: bytes) -> set[Chain]:
        stream = where.tail.removeprefix("want/")
        self._wishes.note(where.source, stream, read_ask(payload), time.monotonic())
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
        self._store.bury(topic, reason, payload, _now())

    # --- answers ---

    def _answer(self, chains: Iterable[Chain]) -> None:
        """What is complete of each."""
        for chain in {(source, trunk(journal), stream) for source, journal, stream in chains}:
            if self._wire:
                source, _, stream = chain
                head = self._store.answer(chain)
                ack = signed(head, source, stream, self._key) if self._key else head
                self._wire.publish(Place(source, f"ack/{stream}").topic, ack.payload(), retain=True)

    def _give_back(self) -> None:
        """To each kiosk what it wants of its own."""
        for chain, ask in self._wishes.take():
            topic = Place(chain[0], f"back/{chain[2]}").topic
            room = self._largest - PACKET_MARGIN_BYTES - len(topic)
            for payload in payloads(wanted(self._store, chain, ask), room):
                if self._wire:
                    self._wire.publish(topic, payload, deflated=is_compressed(payload))

    def _ask(self, now: float) -> None:
        """For the first gap of each chain that has one, again and again until it is filled."""
        self._ask_at = now + ASK_AGAIN_S
        for chain in self._store.broken():
            source, journal, stream = chain
            with self._store.transaction():
                self._store.advance(chain)
            for first, last in self._store.gaps(chain)[:1]:
                if self._wire:
                    self._wire.publish(Place(source, f"ask/{stream}").topic, Ask(trunk(journal), first, last).payload())


def _singly(message: MQTTMessage) -> list[MQTTMessage]:
    """A letter of several events as letters of one each; [] for any other."""
    try:
        events = unpack(bytes(message.payload))
    except Unreadable:
        return []
    return [_letter(topic_of(message), pack([event])) for event in events] if len(events) > 1 else []


def _letter(topic: str, payload: bytes) -> MQTTMessage:
    letter = MQTTMessage(topic=topic.encode())
    letter.payload = payload
    return letter


def _now() -> str:
    return iso(time.time_ns() // 1_000_000)
