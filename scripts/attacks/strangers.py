"""Whoever may connect to the broker, and means harm: hears all, says anything, takes any name.

One table of attacks, one step of each in turn, as fast as the line takes them; what costs the machine more than it
costs us has a pause of its own.
"""

import json
import random
import time
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.core.record.chain import GENESIS, hash_of
from scripts.soak.link import SOURCE
from sync.envelope import Ack, Ask, Unreadable
from sync.packing import unpack

ROOT, OTHER = "motcua/v1", "/H55/92/99/000/k9"
KIOSK = "kiosk-" + SOURCE.strip("/").replace("/", "-")
STREAMS = ("rating", "visit", "device")
PAUSES_S = {"takeovers": 2.5, "giants": 6.0}
TURN_S = 0.003

Event = dict[str, Any]


class Stranger:
    """On a line of its own. `said`: how often, by attack; `enrolled`: what the broker itself can see and the kiosk
    cannot tell from the city's word is said too."""

    def __init__(self, port: int, seed: int, enrolled: bool) -> None:
        self.port, self.dice, self.enrolled = port, random.Random(seed), enrolled
        self.said = Counter[str]()
        self.last: Event | None = None  # of the kiosk's ratings, as it goes by
        self.words: list[bytes] = []  # of the city, as they go by
        self._at = dict.fromkeys(PAUSES_S, 0.0)
        self.line = client("stranger")
        self.line.on_message = self._heard
        self.line.connect("127.0.0.1", port)
        self.line.subscribe(f"{ROOT}{SOURCE}/#", qos=0)
        self.line.loop_start()

    def turn(self) -> None:
        """One step of each attack that is due."""
        for name, attack in ATTACKS.items():
            now = time.monotonic()
            if self.last and now >= self._at.get(name, 0.0):
                self._at[name] = now + PAUSES_S.get(name, 0.0)
                attack(self)
                self.said[name] += 1
        time.sleep(TURN_S)

    def stop(self) -> None:
        self.line.disconnect()
        self.line.loop_stop()

    def say(self, tail: str, payload: bytes, source: str = SOURCE, retain: bool = False) -> None:
        self.line.publish(f"{ROOT}{source}/{tail}", payload, qos=0, retain=retain)

    def _heard(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        if message.topic.endswith("/ack/rating"):
            self.words = [*self.words[-20:], bytes(message.payload)]
        if not message.topic.endswith(f"{SOURCE}/rating"):
            return
        try:
            events = unpack(bytes(message.payload))
        except Unreadable:
            return
        self.last = next((event for event in reversed(events) if _is_kiosks(event)), self.last)


def _is_kiosks(event: Any) -> bool:
    """Presses are of level 3, what is forged here of level 1."""
    return isinstance(event, dict) and isinstance(event.get("data"), dict) and event["data"].get("level") == 3


def client(name: str) -> Client:
    return Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTv5, reconnect_on_failure=False)


def forged(like: Event, sequence: int, prevhash: str, **more: Any) -> Event:
    """An event of anybody's, whose hash is right."""
    bare = {**like, **more, "sequence": sequence, "prevhash": prevhash, "data": {**like["data"], "level": 1}}
    bare["id"] = f"{bare['journal']}-{sequence}-forged"
    return {**bare, "hash": hash_of(bare)}


# --- the attacks ------------------------------------------------------------------------------------------------


def acks_in_turn(me: Stranger) -> None:
    """Ahead of the journal, of another history, behind: as fast as can be."""
    assert me.last
    journal, number = me.last["journal"], me.last["sequence"]
    for word in (Ack(journal, number + 900, "a" * 64), Ack(journal, number, "b" * 64), Ack(journal, 0, GENESIS)):
        me.say("ack/rating", word.payload())
        me.say(f"ack/{me.dice.choice(STREAMS)}", word.payload(), retain=True)
    me.say("ack/visit", Ack(f"j{me.dice.randrange(9_000)}", 5, "a" * 64).payload())


def true_acks(me: Stranger) -> None:
    """With the hash of an event that the broker saw, which only a signature tells from the city's; and old genuine
    ones."""
    assert me.last
    if me.enrolled:
        me.say("ack/rating", Ack(me.last["journal"], me.last["sequence"], me.last["hash"]).payload())
        me.say("ack/rating", me.dice.choice(me.words or [b""]))


def asks(me: Stranger) -> None:
    assert me.last
    me.say(f"ask/{me.dice.choice(STREAMS)}", Ask(me.last["journal"], 1, 1_000_000).payload())


def states(me: Stranger) -> None:
    """For kiosks that there are, and that there are not; nested, and not."""
    deep = b'{"a":' * 1_000 + b"1" + b"}" * 1_000
    said = {"online": False, "since": "2026-11-18T10:00:00Z", "streams": {"rating": {"next": 2**53}}}
    me.say("state", me.dice.choice((deep, json.dumps(said).encode(), b"{}")), retain=True)
    me.say("state", json.dumps(said).encode(), source=f"/H55/92/{me.dice.randrange(30)}/000/k1", retain=True)


def garbage(me: Stranger) -> None:
    """Left behind on every topic that there is."""
    tail = me.dice.choice(
        ("ack/rating", "ask/visit", "back/visit", "want/rating", "config", "rating", "visit", "device")
    )
    made = (me.dice.randbytes(200), b"[" * 5_000, b'{"a":' * 900 + b"1" + b"}" * 900, b"\xff\xfe", b'[{"data":1}]')
    me.say(tail, me.dice.choice(made), retain=me.dice.random() < 0.1)


def arrays(me: Stranger) -> None:
    """A megabyte and more of nothing, in kilobytes."""
    if me.dice.random() < 0.05:
        me.say(me.dice.choice(STREAMS), zlib.compress(b"[" + b"0," * 4_000_000 + b"0]"))


def chains(me: Stranger) -> None:
    """Ratings of an office that has none, and of another journal of this kiosk."""
    assert me.last
    for source, journal in ((OTHER, "c0ffee00c0ffee00"), (SOURCE, "c0ffee01c0ffee01")):
        at = me.said["chains"] + 1
        event = forged(me.last, at, GENESIS if at == 1 else "c" * 64, source=source, journal=journal)
        me.say("rating", json.dumps([event]).encode(), source=source)


def next_first(me: Stranger) -> None:
    """The kiosk's next number, before the kiosk has it."""
    assert me.last
    if me.said["next first"] % 100 == 50:
        event = forged(me.last, me.last["sequence"] + 1, me.last["hash"])
        me.say("rating", json.dumps([event]).encode())


def given_back(me: Stranger) -> None:
    """To a kiosk that may want something."""
    assert me.last
    event = forged(me.last, me.last["sequence"] + 1, me.last["hash"], stream="visit")
    me.say(f"back/{me.dice.choice(STREAMS)}", json.dumps([event]).encode())


def giants(me: Stranger) -> None:
    """More than either side says that it takes."""
    me.say(me.dice.choice(("ack/rating", "rating", "state")), bytes(12 << 20), retain=True)


def takeovers(me: Stranger) -> None:
    """The kiosk's name at the broker."""
    other = client(KIOSK)
    other.connect("127.0.0.1", me.port)
    other.loop(0.2)
    other.disconnect()
    other.loop(0.1)


ATTACKS: dict[str, Callable[[Stranger], None]] = {
    "acks in turn": acks_in_turn,
    "true acks": true_acks,
    "asks": asks,
    "states": states,
    "garbage": garbage,
    "arrays": arrays,
    "chains": chains,
    "next first": next_first,
    "given back": given_back,
    "giants": giants,
    "takeovers": takeovers,
}
