"""Brokers as they are: with limits, without comforts, of an older MQTT, and with rights that somebody forgot to give.

Each is a real mosquitto, with its own options or behind a relay that plays the quirk (quirks.py), and the whole way
from the journal to the city's database runs over it.
"""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.decisions.device import device_moved
from kiosk.simulation.broker import mosquitto
from scripts.soak.link import until
from sync import courier
from sync.connection import Broker, broker_at
from sync.line import redial, signs
from sync.line.reasons import reason
from sync.line.signs import Signs
from sync.sending import sizes
from tests.sync.brokers import quirks
from tests.sync.brokers.quirks import Quirk, Relay
from tests.sync.test_way import TENTH, Way

pytestmark = pytest.mark.skipif(
    mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
)
PATIENCE_S = 120.0


class QuirkyWay(Way):
    """The kiosk meets the broker over a relay, the city does not."""

    def __init__(self, folder: Path, quirk: Callable[[], Quirk] = Quirk, lines: tuple[str, ...] = ()) -> None:
        self._quirk = quirk
        self.relay: Relay | None = None
        self.places: tuple[Broker, ...] = ()
        super().__init__(folder, lines)

    def kiosk_at(self) -> tuple[Broker, ...]:
        self.relay = self.relay or Relay(self.broker.port, self._quirk)
        return self.places or (broker_at(f"mqtt://127.0.0.1:{self.relay.port}"),)

    def tells(self, *words: str) -> None:
        """The technician's log has a line with all of them."""
        until(lambda: any(all(word in line for word in words) for line in self.said), " ".join(words), PATIENCE_S)

    def city_is(self, word: str) -> None:
        """In the journal, which the page and the doctor read."""
        until(lambda: (self.book.refresh(), self.book.state.devices.get("city") == word)[1], word, PATIENCE_S)

    def devices(self) -> list[int]:
        """Numbers of that stream in the city."""
        store = self.opened()
        rows = store.sql("SELECT sequence FROM events WHERE stream = 'device' ORDER BY sequence").fetchall()
        store.close()
        return [row[0] for row in rows]

    def close(self) -> None:
        super().close()
        if self.relay:
            self.relay.close()


@pytest.fixture
def quirky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., QuirkyWay]]:
    """Makes one; whoever waits waits a tenth as long."""
    for module, name in TENTH:
        monkeypatch.setattr(module, name, getattr(module, name) / 10)
    made: list[QuirkyWay] = []

    def make(quirk: Callable[[], Quirk] = Quirk, *lines: str) -> QuirkyWay:
        made.append(QuirkyWay(tmp_path, quirk, lines))
        return made[-1]

    yield make
    for way in made:
        way.close()


Make = Callable[..., QuirkyWay]
OPTIONS = {
    "messages of 2,048 bytes": ("message_size_limit 2048", "packet too large"),
    "packets of 2,048 bytes": ("max_packet_size 2048", "packets of 2048 bytes at most"),
    "nothing is retained": ("retain_available false", "no retained messages"),
    "QoS 0 only": ("max_qos 0", "QoS 0 only"),
    "two messages at once": ("max_inflight_messages 2", "2 messages at once"),
    "a keepalive of 5 s": ("max_keepalive 10", ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", OPTIONS)
def test_everything_arrives_over_a_mosquitto_with_an_option(quirky: Make, case: str) -> None:
    """A backlog of 300 and a live one; what limits us is told by name."""
    option, word = OPTIONS[case]
    way = quirky(Quirk, option)
    way.rate(300)
    way.arrives(300)
    way.rate(1)
    way.arrives(301)
    way.tells(word)


QUIRKS = {
    "eight filters in a SUBSCRIBE": (quirks.EightFilters, ""),
    "MQTT 3.1.1, and it says so": (quirks.OldOnlyInItsWords, "MQTT 3.1.1 only"),
    "MQTT 3.1.1, and it says so in MQTT 5": (quirks.OldOnlyInNewWords, "MQTT 3.1.1 only"),
    "MQTT 3.1.1, and it hangs up": (quirks.OldOnly, "MQTT 3.1.1 only"),
    "what is large vanishes": (quirks.LosesLarge, ""),
    "what is large is refused without a reason": (quirks.RefusesLarge, "may be too large"),
    "what is large cuts the line": (quirks.CutsLarge, ""),
    "all is said twice, and acknowledged backwards": (quirks.Stutters, ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", QUIRKS)
def test_everything_arrives_over_a_broker_with_a_quirk(quirky: Make, case: str) -> None:
    """A backlog of 300 and a live one; what limits us is told by name."""
    quirk, word = QUIRKS[case]
    way = quirky(quirk)
    way.rate(300)
    until(lambda: len(way.stored()) >= 300, "300 ratings", PATIENCE_S)
    way.rate(1)
    until(lambda: len(way.stored()) >= 301, "a live one", PATIENCE_S)
    way.arrives(301)
    way.tells(word)


def test_receive_maximum_is_kept_and_the_line_holds(quirky: Make) -> None:
    """It is never exceeded: no line but the first was ever needed."""
    way = quirky(Quirk, "max_inflight_messages 10")
    way.rate(600)
    way.arrives(600)
    assert way.relay and len(way.relay.greeted) == 1


def test_an_event_that_is_too_large_blocks_no_other_and_is_not_lost(
    quirky: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays, is told, and goes once the limit is raised, when that was forgotten at the latest; what comes behind it
    is in the city before."""
    way = quirky(Quirk, "message_size_limit 900")
    why = os.urandom(400).hex()
    way.book.transact(lambda s, now: device_moved(s, "printer", "jammed", why))
    way.book.transact(lambda s, now: device_moved(s, "printer", "ok"))
    way.rate(20)
    way.arrives(20)
    way.tells("larger than the broker takes", "the others go on")
    until(lambda: 2 in way.devices(), "what is behind it", PATIENCE_S)
    assert 1 not in way.devices() and way.book.cursor("device") == 0
    way.broker.kill()
    way.broker.lines = ()
    monkeypatch.setattr(sizes, "HOUR_S", 1.0)
    way.broker.start()
    until(lambda: 1 in way.devices(), "the large one", PATIENCE_S)


DENIED = {
    "the kiosk's events": ("topic read motcua/v1/#", "topic write motcua/v1/+/+/+/+/+/state", "refused"),
    "the city's words": ("topic write motcua/v1/#", "topic read other/#", "silent"),
}


@pytest.mark.parametrize("case", DENIED)
def test_rights_that_are_missing_are_told_and_soon_used_once_they_are_there(
    quirky: Make, tmp_path: Path, case: str
) -> None:
    """By an `acl_file`, which refuses the one with a word and the other in silence."""
    *rights, word = DENIED[case]
    acl = tmp_path / "rights"
    acl.write_text("\n".join([*rights, ""]))
    way = quirky(Quirk, f"acl_file {acl}")
    way.rate(3)
    way.city_is(word)
    way.tells("0x87" if word == "refused" else "nothing stored")


def test_a_broker_that_denies_the_citys_words_gets_no_events(quirky: Make) -> None:
    """SUBACK 0x87: nothing could ever be let go; the line counts as lost, and is tried ever more seldom."""
    way = quirky(quirks.DeniesAcks)
    way.rate(3)
    way.tells("/ack/", "not authorized", "Brokers")
    assert way.stored() == [] and way.sender.wire is None


def test_each_word_with_which_a_broker_ends_a_line_is_told_with_what_to_do(quirky: Make) -> None:
    """And whatever it was, everything arrives once the broker takes it."""
    codes = iter([0x8D, 0x8E, 0x93, 0x95, 0x9C, 0x8B])
    used: list[int] = []

    def next_quirk() -> Quirk:
        code = next(codes, 0)
        used.append(code)
        return quirks.ends_with(code)() if code else Quirk()

    way = quirky(next_quirk)
    way.rate(30)
    way.arrives(30)
    for code in used[:6]:
        way.tells(f"(0x{code:02X})", reason(code).do)


def test_the_second_address_takes_over_when_the_first_is_dead(quirky: Make) -> None:
    """Nothing listens at the first; the journal tells of no long outage."""
    way = quirky(Quirk)
    way.courier.stop()
    dead = socket.create_server(("127.0.0.1", 0))
    port = dead.getsockname()[1]
    dead.close()
    way.places = (broker_at(f"mqtt://127.0.0.1:{port}"), way.at)
    way.rate(3)
    way.courier = way.send()
    way.arrives(3)


def test_a_courier_that_waits_hears_of_the_network_that_came_back(
    quirky: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long after the last try, by a die that makes each pause as long as it may be."""
    way = quirky(Quirk)
    way.courier.stop()
    ways = frozenset[str]()
    monkeypatch.setattr(courier, "look", lambda offset, certificate="": Signs(ways, offset))
    monkeypatch.setattr(redial, "tries_after", lambda *_: 20)
    monkeypatch.setattr(signs, "EVERY_S", 0.1)
    way.broker.kill()
    way.dice, way.places = (lambda: 0.999), (way.at,)
    way.courier = way.send()
    way.rate(2)
    way.tells("broker:", "Refused")
    way.broker.start()
    assert way.stored() == []
    ways = frozenset({"eth0"})
    way.arrives(2)
