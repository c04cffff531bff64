"""What a line tells its owner, and what it is to leave behind."""

from dataclasses import dataclass
from typing import Literal

from paho.mqtt.client import MQTTMessage

from kiosk.core.words.certificates import Clock


@dataclass(frozen=True)
class Will:
    topic: str
    payload: bytes


@dataclass(frozen=True)
class News:
    """`up` (the broker said yes; `number` is its greatest packet or 0, `flag` that it kept our session),
    `message`, `taken` (message `number` is at the broker; `flag`: it accepts it), `ready` (subscribed, but for the
    topics `refused`), `down` (`flag`: by us, for what the broker sent; `clock`: what its certificate says of ours).
    `code`: the broker's reason, 0 for none."""

    kind: Literal["up", "ready", "message", "taken", "down"]
    why: str = ""
    number: int = 0
    flag: bool = False
    message: MQTTMessage | None = None
    code: int = 0
    refused: tuple[str, ...] = ()
    clock: Clock = ""


def topic_of(message: MQTTMessage) -> str:
    """Its topic, readable whatever its bytes are."""
    try:
        return message.topic
    except UnicodeDecodeError:
        return "(not UTF-8)"
