"""Each thing that the answer to a greeting can hold (MQTT 5, 3.2.2): what limits us is kept to, what we do not use
changes nothing, and a refusal is told with what to do and is over when the broker takes us."""

import pytest

from kiosk.core.record.events import STREAMS
from sync.line.reasons import REASONS, TOO_LARGE, TOO_MANY, reason
from tests.sync.brokers import quirks
from tests.sync.brokers.quirks import Quirk
from tests.sync.brokers.test_brokers import Make, pytestmark, quirky

__all__ = ["pytestmark", "quirky"]
STRING = b"\x00\x05other"
PROPERTIES = {
    "nothing": (b"", ""),
    "a session that is kept for a minute, where none was asked for": (b"\x11\x00\x00\x00\x3c", ""),
    "another client name": (b"\x12" + STRING, ""),
    "a keepalive of 3 s": (b"\x13\x00\x03", ""),
    "no keepalive": (b"\x13\x00\x00", ""),
    "response information": (b"\x1a" + STRING, ""),
    "another server, by the way": (b"\x1c" + STRING, ""),
    "a reason in words": (b"\x1f" + STRING, ""),
    "one message at once": (b"\x21\x00\x01", "1 messages at once"),
    "no topic alias": (b"\x22\x00\x00", ""),
    "QoS 0 at most": (b"\x24\x00", "QoS 0 only"),
    "nothing is retained": (b"\x25\x00", "no retained messages"),
    "a word of its own": (b"\x26" + STRING + STRING, ""),
    "packets of 3,000 bytes": (b"\x27\x00\x00\x0b\xb8", "packets of 3000 bytes at most"),
    "no wildcards": (b"\x28\x00", ""),
    "no subscription identifiers": (b"\x29\x00", ""),
    "nothing shared": (b"\x2a\x00", ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", PROPERTIES)
def test_everything_arrives_whatever_the_broker_grants(quirky: Make, case: str) -> None:
    """A backlog and a live one, on one line."""
    properties, word = PROPERTIES[case]
    way = quirky(quirks.grants(properties))
    way.rate(120)
    way.arrives(120)
    way.rate(1)
    way.arrives(121)
    way.tells(word)
    assert way.relay and len(way.relay.greeted) == 1


REFUSALS = [code for code in (0x88, 0x89, 0x97, 0x9C, 0x9D, 0x9F, TOO_LARGE) if code in REASONS]


@pytest.mark.parametrize("code", REFUSALS)
def test_a_greeting_that_is_refused_is_told_and_forgotten(quirky: Make, code: int) -> None:
    """With the server that it names instead, which a person has to enter; the next try finds the way open."""
    greetings = iter([quirks.refuses_with(code, b"\x1c" + STRING)])
    way = quirky(lambda: next(greetings, Quirk)())
    way.rate(5)
    way.tells(f"(0x{code:02X})", "other", reason(code).do)
    way.arrives(5)


@pytest.mark.parametrize("code", [0x96, 0x97, 0x9C, TOO_MANY])
def test_a_line_that_ends_under_what_is_sent_costs_nothing(quirky: Make, code: int) -> None:
    """Too fast, too much, elsewhere: each stream is whole in the end."""
    ends = iter([quirks.ends_with(code)] * 2)
    way = quirky(lambda: next(ends, Quirk)())
    way.rate(60)
    way.tells(f"(0x{code:02X})", reason(code).do)
    way.arrives(60)
    assert set(way.sender.lanes) == set(STREAMS)
