"""What a broker's reason codes mean to us: a word, what to do about it, and how we go on. One table, pure.

Source: OASIS MQTT 5.0, 2.4 "Reason Code". Of MQTT 3.1.1 the library turns the five codes of CONNACK into these, and a
refused subscription (0x80) is one of them. What the table does not name is told by its number, and tried again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Act = Literal["again", "slow", "elsewhere", "adapt"]
TOO_LARGE, NOT_MQTT_5, TOO_MANY = 0x95, 0x84, 0x93
NO_RETAIN, NO_QOS = 0x9A, 0x9B
MISSING = 0x100  # no code of MQTT: the line ended before the broker had answered our greeting


@dataclass(frozen=True)
class Reason:
    """`do`: for the technician, "" where time alone mends it. `act`: try `again` as after any broken line; `slow`, as
    somebody's hand is needed; `elsewhere`, at the next address; `adapt`, with what the broker can."""

    word: str
    do: str = ""
    act: Act = "again"


_LOG = "the broker's log says more"
_RIGHTS = "the broker's rights for this kiosk; docs/city.md, 'Brokers'"
REASONS: Mapping[int, Reason] = {
    0x80: Reason("unspecified error", _LOG, "slow"),
    0x81: Reason("malformed packet", _LOG, "slow"),
    0x82: Reason("protocol error", _LOG, "slow"),
    0x83: Reason("not acceptable to this broker", _LOG, "slow"),
    NOT_MQTT_5: Reason("MQTT 5 is not spoken here", "", "adapt"),
    0x85: Reason("client name not accepted", "allow names that begin with kiosk-", "slow"),
    0x86: Reason("bad user name or password", "broker.user and broker.password", "slow"),
    0x87: Reason("not authorized", _RIGHTS, "slow"),
    0x88: Reason("server unavailable", "", "elsewhere"),
    0x89: Reason("server busy", "", "elsewhere"),
    0x8A: Reason("banned", "the broker has banned this name or address; its keeper lifts that", "slow"),
    0x8B: Reason("server shutting down", "", "elsewhere"),
    0x8C: Reason("bad authentication method", _RIGHTS, "slow"),
    0x8D: Reason("keep alive timeout", "a line that loses packets; see the network"),
    0x8E: Reason(
        "session taken over", "another box has our name: a copied card, or two with one kiosk.id; docs/repair.md"
    ),
    0x8F: Reason("topic filter invalid", _RIGHTS, "slow"),
    0x90: Reason("topic name invalid", _RIGHTS, "slow"),
    TOO_MANY: Reason("receive maximum exceeded", "", "adapt"),
    0x94: Reason("topic alias invalid", _LOG, "slow"),
    TOO_LARGE: Reason("packet too large", "raise the broker's limit: mosquitto has message_size_limit", "adapt"),
    0x96: Reason("message rate too high", "raise the broker's limit of messages a second", "slow"),
    0x97: Reason("quota exceeded", "the broker's disk or quota is full; its keeper makes room", "slow"),
    0x98: Reason("closed by the broker's keeper", "ask whoever keeps it", "slow"),
    0x99: Reason("payload format invalid", "no rule of the broker may look into what kiosks send", "slow"),
    NO_RETAIN: Reason("retained messages are not kept here", "", "adapt"),
    NO_QOS: Reason("QoS 1 is not spoken here", "", "adapt"),
    0x9C: Reason("use another server", "broker.others may name it", "elsewhere"),
    0x9D: Reason("server moved", "broker.url names the old place", "elsewhere"),
    0x9E: Reason("shared subscriptions are not supported", "run kiosk-city without --shared", "slow"),
    0x9F: Reason("connection rate exceeded", "", "slow"),
    0xA0: Reason("maximum connect time", ""),
    0xA1: Reason("subscription identifiers are not supported", "", "slow"),
    0xA2: Reason("wildcard subscriptions are not supported", "kiosk-city needs them: another broker", "slow"),
}


def reason(code: int) -> Reason:
    """Of any number."""
    return REASONS.get(code) or Reason(f"reason 0x{code:02X}", _LOG)


def said(code: int, besides: str = "") -> str:
    """One line for the technician: the word, what the broker adds to it, and what to do."""
    found = reason(code)
    text = f"{found.word} (0x{code:02X})" if code in REASONS else found.word
    return "; ".join(part for part in (text, besides, found.do) if part)


def besides(props: Any) -> str:
    """What a broker adds in words to a reason (MQTT 5, Reason String and Server Reference), as it may stand on a
    terminal: the words are a stranger's.
    `props`: those of its packet, None by MQTT 3.1.1."""
    said = vars(props) if props is not None else {}
    return ", ".join(_printable(str(said[name])[:80]) for name in ("ReasonString", "ServerReference") if name in said)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "·" for letter in text)
