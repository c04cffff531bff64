"""What one certificate may say and hear at the city's broker, topic by topic, by somebody who tries everything."""

import threading

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from scripts.soak.link import SOURCE
from sync.city.broker.rights import READS, WRITES
from sync.envelope import ROOT
from tests.sync.city.broker.guarded import NEIGHBOUR, Guarded, Pair
from tests.sync.city.running.parts import PATIENCE, needs_broker

pytestmark = [pytest.mark.slow, needs_broker]
NOT_AUTHORIZED = 0x87
TAILS = [tail.replace("#", "rating") for tail in (*WRITES, *READS)]
OWN, CITYS = TAILS[: len(WRITES)], TAILS[len(WRITES) :]


class Tongue:
    """Says one thing after another, and knows whether each was refused. Without a `pair`: at the keeper's door."""

    def __init__(self, at: Guarded, pair: Pair | None) -> None:
        self.heard, self._code, self._said = list[str](), 0, threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_publish = self._on_publish
        self._client.on_subscribe = lambda *_: self._said.set()
        self._client.on_message = lambda _c, _u, message: self.heard.append(message.topic)
        if pair:
            self._client.tls_set(str(at.ours.file), str(pair[0]), str(pair[1]))
        self._client.connect("127.0.0.1", at.port if pair else at.door)
        self._client.loop_start()

    def _on_publish(self, client: mqtt.Client, user: object, mid: int, code: object, props: object) -> None:
        self._code = getattr(code, "value", -1)
        self._said.set()

    def listens(self, topic: str) -> None:
        self._said.clear()
        self._client.subscribe(topic, 1)
        assert self._said.wait(PATIENCE)

    def may_say(self, source: str, tail: str) -> bool:
        self._said.clear()
        self._client.publish(f"{ROOT}{source}/{tail}", b"[]", 1)
        assert self._said.wait(PATIENCE)
        return self._code != NOT_AUTHORIZED

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def test_a_kiosk_says_its_own_words_and_hears_the_citys_to_it(guarded: Guarded) -> None:
    """Not its own `ack`, nothing of its neighbour, nothing elsewhere; a subscription to all hears its own alone."""
    kiosk, city = (Tongue(guarded, guarded.ours.signs(name)) for name in ("H55.92.08.000.k1", "city"))
    kiosk.listens("#")
    assert [tail for tail in TAILS if kiosk.may_say(SOURCE, tail)] == OWN
    assert [tail for tail in TAILS if kiosk.may_say(NEIGHBOUR, tail)] == []
    assert not kiosk.may_say("/H55/92/08/000", "state") and not kiosk.may_say("/..", "$SYS/x")
    assert [tail for tail in TAILS if city.may_say(SOURCE, tail)] == CITYS
    assert all(city.may_say(NEIGHBOUR, tail) for tail in CITYS)
    assert kiosk.may_say(SOURCE, "state")  # what was said to it before is with it now
    assert kiosk.heard == [f"{ROOT}{SOURCE}/{tail}" for tail in CITYS]
    for each in (kiosk, city):
        each.close()


def test_the_city_hears_all_and_the_keeper_nothing(guarded: Guarded) -> None:
    """The keeper's door is for ending lines: nobody can say or read anything there."""
    city, keeper = Tongue(guarded, guarded.ours.signs("city")), Tongue(guarded, None)
    kiosk = Tongue(guarded, guarded.ours.signs("H55.92.08.000.k1"))
    for each in (city, keeper):
        each.listens(f"{ROOT}/#")
    assert [tail for tail in TAILS if keeper.may_say(SOURCE, tail)] == []
    assert all(kiosk.may_say(SOURCE, tail) for tail in OWN)
    assert not city.may_say(SOURCE, "rating")  # behind this the city has heard what came before
    assert city.heard == [f"{ROOT}{SOURCE}/{tail}" for tail in OWN] and keeper.heard == []
    for each in (city, keeper, kiosk):
        each.close()
