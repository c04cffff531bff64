"""Subscribers of others: one that keeps the contract in little code, and some that do not, each in one way."""

import threading
from collections.abc import Sequence
from typing import Any

import orjson
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.core.record.chain import GENESIS
from sync.envelope import Ack, Ask, Place, Unreadable, check, place, read_ask, read_presence
from sync.packing import is_compressed, pack, unpack
from tests.sync.city.running.parts import PATIENCE

Event = dict[str, Any]
Chain = tuple[str, str, str]


class Careful:
    """In memory. The latest of two histories is the one that it acknowledges."""

    def __init__(self, port: int) -> None:
        self.links: dict[Chain, dict[tuple[int, str], Event]] = {}
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        self.client.on_message = lambda _client, _user, message: self.heard(message.topic, bytes(message.payload))
        ready = threading.Event()
        self.client.on_subscribe = lambda *_: ready.set()
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        self.client.subscribe("motcua/v1/#", 1)
        assert ready.wait(PATIENCE)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def heard(self, topic: str, payload: bytes) -> None:
        try:
            self.takes(place(topic), payload)
        except Unreadable:
            return

    def takes(self, where: Place, payload: bytes) -> None:
        if where.tail == "state":
            self.answers(where.source, read_presence(payload).payload)
        elif where.tail.startswith("want/"):
            self.gives(where.source, where.tail[5:], read_ask(payload))
        elif "/" not in where.tail:
            good = [event for event in self.unpacks(payload) if self.believes(event, where)]
            for chain in {self.keep(event) for event in good}:
                self.acknowledges(chain, good)

    def unpacks(self, payload: bytes) -> list[Any]:
        return unpack(payload)

    def believes(self, event: Any, where: Place) -> bool:
        try:
            return bool(check(event, where.source, where.tail))
        except Unreadable:
            return False

    def keep(self, event: Event) -> Chain:
        chain = self.chain(event)
        self.links.setdefault(chain, {})[event["sequence"], event["prevhash"]] = event
        return chain

    def chain(self, event: Event) -> Chain:
        return event["source"], event["journal"], event["stream"]

    def path(self, chain: Chain) -> list[Event]:
        found, links = list[Event](), self.links.get(chain, {})
        while event := links.get((len(found) + 1, found[-1]["hash"] if found else GENESIS)):
            found.append(event)
        return found

    def acknowledges(self, chain: Chain, came: Sequence[Event]) -> None:
        if path := self.path(chain):
            self.says_stored(path[-1])
        last = max(sequence for sequence, _ in self.links[chain])
        if last > len(path):
            self.asks(chain, len(path) + 1, last)

    def says_stored(self, event: Event, source: str = "") -> None:
        ack = Ack(event["journal"], event["sequence"], event["hash"])
        topic = Place(source or event["source"], f"ack/{event['stream']}").topic
        self.client.publish(topic, ack.payload(), 1, retain=True)

    def asks(self, chain: Chain, first: int, last: int) -> None:
        source, journal, stream = chain
        self.client.publish(Place(source, f"ask/{stream}").topic, Ask(journal, first, last).payload(), 1)

    def answers(self, source: str, said: dict[str, Any]) -> None:
        for stream, told in said.get("streams", {}).items():
            chain = source, said["journal"], stream
            if path := self.path(chain):
                self.says_stored(path[-1])
            if told["stored"] > len(path):
                self.asks(chain, len(path) + 1, told["stored"])

    def gives(self, source: str, stream: str, ask: Ask) -> None:
        path = self.path((source, ask.journal, stream))[ask.first - 1 : ask.last]
        self.client.publish(Place(source, f"back/{stream}").topic, pack(path), 1)


class AtOnce(Careful):
    """Acknowledges whatever came last."""

    def acknowledges(self, chain: Chain, came: Sequence[Event]) -> None:
        self.says_stored(came[-1])


class Highest(Careful):
    """Acknowledges the highest number that it has."""

    def acknowledges(self, chain: Chain, came: Sequence[Event]) -> None:
        self.says_stored(max(self.links[chain].values(), key=lambda event: int(event["sequence"])))


class Hasty(Careful):
    """Acknowledges the next one too, which is sure to come."""

    def acknowledges(self, chain: Chain, came: Sequence[Event]) -> None:
        if path := self.path(chain):
            self.says_stored({**path[-1], "sequence": len(path) + 1})


class Misnaming(Careful):
    """Says always the journal of which it heard first."""

    journal = ""

    def says_stored(self, event: Event, source: str = "") -> None:
        self.journal = self.journal or event["journal"]
        super().says_stored({**event, "journal": self.journal}, source)


class RatingsOnly(Careful):
    """Has no use for visits and parts."""

    def takes(self, where: Place, payload: bytes) -> None:
        if where.tail not in ("visit", "device"):
            super().takes(where, payload)


class PlainOnly(Careful):
    """Reads no compressed array."""

    def unpacks(self, payload: bytes) -> list[Any]:
        return [] if is_compressed(payload) else unpack(payload)


class NoHashes(Careful):
    """Takes events as they stand, and computes no hash that was left out."""

    def unpacks(self, payload: bytes) -> list[Any]:
        return [event for event in unpack(payload) if not is_compressed(payload) or event["sequence"] % 12 < 2]


class Counting(Careful):
    """Counts what comes, doubles too."""

    def __init__(self, port: int) -> None:
        self.counts: dict[Chain, int] = {}
        super().__init__(port)

    def acknowledges(self, chain: Chain, came: Sequence[Event]) -> None:
        self.counts[chain] = self.counts.get(chain, 0) + len(came)
        event = {**came[-1], "sequence": self.counts[chain]}
        self.says_stored(event)


class Believing(Careful):
    """Does not look at hashes."""

    def believes(self, event: Any, where: Place) -> bool:
        return isinstance(event, dict) and "hash" in event


class Unlinked(Careful):
    """Does not look at what an event is linked to."""

    def path(self, chain: Chain) -> list[Event]:
        numbered = {sequence: event for (sequence, _), event in self.links.get(chain, {}).items()}
        return [numbered[n] for n in range(1, len(numbered) + 1) if all(m in numbered for m in range(1, n + 1))]


class Fragile(Careful):
    """Ends at the first message that it cannot read."""

    def heard(self, topic: str, payload: bytes) -> None:
        try:
            self.takes(place(topic), payload)
        except Unreadable:
            self.client.on_message = None


class OneKiosk(Careful):
    """Tells kiosks apart by nothing, and journals neither."""

    def chain(self, event: Event) -> Chain:
        return "", "", event["stream"]

    def keep(self, event: Event) -> Chain:
        links = self.links.setdefault(self.chain(event), {})
        links[event["sequence"], event["prevhash"]] = event
        return self.chain(event)


class Deaf(Careful):
    """Heeds no state."""

    def answers(self, source: str, said: dict[str, Any]) -> None:
        return


class Meddling(Careful):
    """Says a kiosk's own words, for it."""

    def acknowledges(self, chain: Chain, came: Sequence[Event]) -> None:
        super().acknowledges(chain, came)
        self.client.publish(Place(came[-1]["source"], "state").topic, orjson.dumps({"online": False}), 1)
