"""Over a real mosquitto: signatures, the state, what a kiosk wants back, and arrays that a city cannot read."""

import json
import os
import select
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.simulation.broker import mosquitto
from scripts.soak.link import SOURCE, until
from sync import beat, packing
from sync.city import gate
from sync.connection import Wire
from sync.envelope import Ask, Place
from sync.packing import Event, fit, is_compressed, unpack
from tests.sync.test_way import TENTH, Way, letters

pytestmark = pytest.mark.skipif(
    mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
)
KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
DOUBT = " signature "


@pytest.fixture
def way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    """Its courier has still to be started."""
    for module, name in TENTH:
        monkeypatch.setattr(module, name, getattr(module, name) / 10)
    made = Way(tmp_path)
    made.courier.stop()
    yield made
    made.close()


class Listener:
    """Somebody else at the broker: hears what is said on some topics."""

    def __init__(self, way: Way, *tails: str) -> None:
        self.heard: list[bytes] = []
        self._tails, self._ready = tails, False
        self.wire = Wire(way.at, "listener")
        self.wire.dial()
        until(self.is_ready, "the subscription")

    def is_ready(self) -> bool:
        """After a look at the line."""
        readable, _, _ = select.select(self.wire.readers(), self.wire.writers(), [], 0.05)
        self.wire.pump(bool(readable))
        while self.wire.news:
            news = self.wire.news.popleft()
            self._ready = self._ready or news.kind == "ready"
            if news.kind == "up":
                self.wire.subscribe([Place(SOURCE, tail).topic for tail in self._tails])
            if news.message:
                self.heard.append(bytes(news.message.payload))
        return self._ready

    def hears(self, count: int) -> list[bytes]:
        until(lambda: self.is_ready() and len(self.heard) >= count, f"{count} messages")
        return self.heard


def test_a_kiosk_that_knows_its_city_moves_on_the_citys_word(way: Way) -> None:
    """Signed by the city's own key."""
    way.city.stop()
    way.city, way.courier = way.receive(key=KEY), way.send(city_keys=[PUBLIC])
    way.rate(5)
    way.arrives(5)
    until(lambda: way.book.cursor("rating") == 5, "the cursor")
    assert not any(DOUBT in line for line in way.said)


@pytest.mark.parametrize("key", [None, OTHER], ids=["unsigned", "signed by somebody else"])
def test_a_word_that_is_not_the_citys_moves_nothing_and_is_said_once(way: Way, key: Ed25519PrivateKey | None) -> None:
    """The events arrive and are sent again; the cursor stays where it was."""
    way.city.stop()
    way.city, way.courier = way.receive(key=key), way.send(city_keys=[PUBLIC])
    way.rate(3)
    way.arrives(3)
    until(lambda: way.sender.lanes["rating"].tries > 1, "the courier's patience")
    assert way.sender.lanes["rating"].cursor == 0 and len([line for line in way.said if DOUBT in line]) == 1


def test_the_state_tells_what_is_stored(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the next beat after the city's word, retained for whoever comes later."""
    monkeypatch.setattr(beat, "BEAT_S", 0.3)
    way.courier = way.send()
    way.rate(3)

    def rating() -> dict[str, Any]:
        """{} in a last will, which a courier that was stopped while it greeted leaves."""
        told: dict[str, Any] = json.loads(Listener(way, "state").hears(1)[0])
        found: dict[str, Any] = told.get("streams", {}).get("rating", {})
        return found

    until(lambda: rating().get("stored") == 3, "a state with three stored")
    assert rating()["next"] == 4 and rating()["since"]


def test_a_kiosk_gets_back_what_it_wants_of_its_own(way: Way) -> None:
    """In arrays as the kiosk sent them, in order; an empty one for what the city does not have."""
    way.courier = way.send()
    way.rate(450)
    way.arrives(450)
    kiosk = Listener(way, "back/rating")
    kiosk.wire.publish(Place(SOURCE, "want/rating").topic, Ask(way.book.id, 11, 430).payload())
    arrays = [unpack(payload) for payload in kiosk.hears(3)]
    assert [len(array) for array in arrays] == [200, 200, 20]
    assert [event for array in arrays for event in array] == way.book.after("rating", 10, 420)


def test_what_the_city_does_not_have_comes_back_as_nothing(way: Way) -> None:
    """Another journal's numbers, too; nothing of it is a dead letter."""
    kiosk = Listener(way, "back/visit")
    kiosk.wire.publish(Place(SOURCE, "want/visit").topic, Ask("0" * 16, 1, 9).payload())
    assert kiosk.hears(1) == [b"[]"]
    store = way.opened()
    assert letters(store) == []
    store.close()


def test_a_city_of_the_last_version_gets_a_backlog_too(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """It buries the events without hashes; what is sent again carries them."""
    monkeypatch.setattr(gate, "unpack", lambda payload: json.loads(_plain(payload)))
    way.rate(120)
    way.courier = way.send()
    way.arrives(120)
    until(lambda: way.book.cursor("rating") == 120, "the cursor")


def _plain(payload: bytes) -> bytes:
    return zlib.decompress(payload) if is_compressed(payload) else payload


def test_an_array_that_is_refused_whole_is_sent_again_with_every_hash(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What leaves hashes out is changed on its way here: the city buries it, and has all of it in the end."""

    def spoiling(events: Sequence[Event], room: int, every_hash: bool = False) -> tuple[Sequence[Event], bytes]:
        packed, payload = fit(events, room, every_hash)
        spoilt = _plain(payload).replace(b'"level":3', b'"level":4', 5)
        return packed, zlib.compress(spoilt) if is_compressed(payload) and not every_hash else payload

    monkeypatch.setattr(packing, "fit", spoiling)
    way.rate(120)
    way.courier = way.send()
    way.arrives(120)
    store = way.opened()
    assert any("do not lead" in reason for reason in letters(store))
    assert store.sql("SELECT DISTINCT level FROM ratings").fetchall() == [(3,)]
    store.close()
