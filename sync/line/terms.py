"""On what terms a broker takes us: asked for in full, then as its CONNACK grants, or as its refusal leaves. Pure.

MQTT 5.0, 3.2.2.3: what a broker does not name it does not limit. Who refuses a retained will, QoS 1 or MQTT 5 says so
by a reason code, and is asked again for less. Nothing of ours needs more than publish and subscribe: acknowledgements
of the city are what counts, so retained words and the broker's own acknowledgement are comforts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sync.line.reasons import MISSING, NO_QOS, NO_RETAIN, NOT_MQTT_5

LOOK_S = 15.0  # seconds between looks at the keepalive
MOST_FLIGHTS = 65_535
FOR_EVER = 0xFFFFFFFF  # of a session (3.1.2.11.2)


@dataclass(frozen=True)
class Terms:
    """`version`: 5, or 4 for MQTT 3.1.1; `packet`: bytes of one packet, 0 for any; `flights`: messages without an
    answer; `qos`: of ours; `keepalive`: seconds,
    once it is granted; `session`: seconds for which the broker keeps one, -1 for as long as it was asked to."""

    version: int = 5
    retain: bool = True
    qos: int = 1
    packet: int = 0
    flights: int = MOST_FLIGHTS
    shared: bool = True
    keepalive: int = 0
    session: int = -1

    @property
    def look_s(self) -> float:
        """Seconds between two looks at the line."""
        return min(LOOK_S, self.keepalive / 3) if self.keepalive else LOOK_S


def granted(terms: Terms, props: Any, keepalive: int, session: int = FOR_EVER) -> Terms:
    """What CONNACK makes of them; `props`: its properties, None by MQTT 3.1.1. A keepalive of 0 turns theirs off, not
    ours; a longer one than ours (`keepalive`, seconds) is kept by being early. `session`: seconds that were asked for;
    who grants more limits nothing."""
    said = vars(props) if props is not None else {}
    kept = said.get("SessionExpiryInterval", FOR_EVER)
    return replace(
        terms,
        retain=terms.retain and bool(said.get("RetainAvailable", 1)),
        qos=min(terms.qos, said.get("MaximumQoS", 1)),
        packet=said.get("MaximumPacketSize", 0),
        flights=said.get("ReceiveMaximum", MOST_FLIGHTS),
        shared=terms.version == 5 and bool(said.get("SharedSubscriptionAvailable", 1)),
        keepalive=min(keepalive, said.get("ServerKeepAlive") or keepalive),
        session=kept if kept < session else -1,
    )


def lesser(terms: Terms, code: int) -> Terms | None:
    """What is left to ask for after a refusal; None where less would be refused too."""
    if code in (NOT_MQTT_5, MISSING):
        return Terms(version=4) if terms.version == 5 else None
    if code == NO_RETAIN:
        return replace(terms, retain=False) if terms.retain else None
    if code == NO_QOS:
        return replace(terms, qos=0) if terms.qos else None
    return None


def limits(terms: Terms) -> str:
    """In words, "" for none that we feel."""
    return ", ".join(_limits(terms))


def _limits(terms: Terms) -> Iterator[str]:
    if terms.version == 4:
        yield "MQTT 3.1.1 only"
    if not terms.retain:
        yield "no retained messages"
    if terms.qos == 0:
        yield "QoS 0 only"
    if terms.packet:
        yield f"packets of {terms.packet} bytes at most"
    if terms.flights < MOST_FLIGHTS:
        yield f"{terms.flights} messages at once"
    if terms.session >= 0:
        yield f"what comes while we are away is kept for {terms.session} s only"
