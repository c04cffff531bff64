"""A broker that takes us and keeps its answers to itself is told of and left, not waited for until somebody looks."""

import select

import pytest

from scripts.soak.link import until
from sync import connection
from sync.connection import Wire, broker_at
from sync.sending import sender
from tests.sync.brokers import quirks
from tests.sync.brokers.quirks import Quirk
from tests.sync.brokers.test_brokers import Make, pytestmark, quirky

__all__ = ["pytestmark", "quirky"]


def test_one_that_acknowledges_nothing_gets_everything_on_ever_new_lines(
    quirky: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes as much as we send without its word, and what the city has by then is not sent again."""
    monkeypatch.setattr(sender, "ACKED_S", 0.5)
    way = quirky(quirks.NeverAcknowledges)
    for count in range(1, 41):
        way.rate(1)
        until(lambda: len(way.stored()) >= count, f"{count} of 40")  # noqa: B023 waited for here
    way.tells("acknowledges nothing")
    assert way.relay and len(way.relay.greeted) > 1


def test_one_that_grants_no_subscription_is_left(quirky: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing could ever be let go there; the next line is as good as any."""
    monkeypatch.setattr(connection, "SUBSCRIBED_S", 0.5)
    first = iter([quirks.NeverGrants()])
    way = quirky(lambda: next(first, Quirk()))
    way.rate(5)
    way.tells("no answer to our subscriptions")
    monkeypatch.undo()
    way.arrives(5)


def test_the_city_is_told_likewise(quirky: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever listens for nothing must not seem to listen."""
    monkeypatch.setattr(connection, "SUBSCRIBED_S", 0.5)
    way = quirky(quirks.NeverGrants)
    assert way.relay
    wire = Wire(broker_at(f"mqtt://127.0.0.1:{way.relay.port}"), "city-1", session=60, by_hand=True)
    wire.dial()
    kinds = list[str]()
    while "down" not in kinds:
        wire.pump(bool(select.select(wire.readers(), wire.writers(), [], 0.1)[0]))
        while wire.news:
            kinds.append((news := wire.news.popleft()).kind)
            if news.kind == "up":
                wire.subscribe(["motcua/v1/#"])
    assert news.why == "no answer to our subscriptions" and "ready" not in kinds


def test_an_event_that_no_packet_carries_is_no_good_city(quirky: Make) -> None:
    """The technician reads it as a word of `city` too, not in the log alone."""
    way = quirky(quirks.grants(b"\x27\x00\x00\x00\x64"))  # packets of 100 bytes
    way.rate(5)
    way.tells("larger than the broker takes")
    way.city_is("refused")
