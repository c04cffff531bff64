"""One connection to the broker, from dialling to its end, over paho-mqtt 2 and MQTT 5; a new `Wire` for each attempt.

paho's own reconnecting, queueing and threads are not used: what is on the way is known to the outbox alone, so that
nothing is kept twice. Dialling (DNS, TCP, TLS) runs in a short thread, because it may block; everything else is
driven by the owner's `select` on `fileno()`. What happened is read from `news`, in order; nothing calls back. A broker
is foreign: what it sends is bounded before it is read (limits/packets.py), and whatever its bytes raise ends this line.
"""

import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from kiosk.core.words.certificates import Clock, clock_by, refused
from sync.limits.packets import CITY_BYTES, UNWRITTEN, refusal

KEEPALIVE_S = 45  # seconds; a dead line is noticed after at most twice this
HANDSHAKE_S = 10.0  # seconds until the broker must have answered
MAX_BACKOFF_S = 600.0  # seconds between two attempts to connect
MOST_SERVED_TRIES = 5  # 32 seconds at most to a broker that takes us
LOOK_S = 15.0  # seconds between looks at the keepalive
CHUNK_BYTES = 64 << 10  # read at once: a packet takes room as it comes, not as it says
PACKET_MARGIN_BYTES = 200  # bytes of an MQTT packet besides its payload and topic


def backoff(tries: int, dice: Callable[[], float]) -> float:
    """Seconds until the next attempt: full jitter, 0 to 1, 2, 4 … 600; `dice` gives 0 ≤ x < 1."""
    return dice() * min(MAX_BACKOFF_S, 2.0 ** min(tries, 20))


def tries_after(tries: int, served: bool, held: bool) -> int:
    """For the next `backoff`, once a line is over. `served`: the broker took us and sent nothing that we refused; such
    a line that did not hold was cut by somebody who has our name too, and who must not silence us for long."""
    if served:
        return 0 if held else min(tries + 1, MOST_SERVED_TRIES)
    return tries + 1


@dataclass(frozen=True)
class Broker:
    """Where to connect. `ca`: file of the certificate authority, "" for the system's."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = ""
    ca: str = ""


def broker_at(url: str, user: str = "", password: str = "", ca: str = "") -> Broker:
    """`mqtt://[user:password@]host[:1883]` or `mqtts://host[:8883]`. Raises ValueError that says what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError("broker: expected mqtt://host:1883 or mqtts://host:8883")
    try:
        port = parts.port or (8883 if parts.scheme == "mqtts" else 1883)
    except ValueError as error:
        raise ValueError("broker: mqtt://host:1883: the port must be a number up to 65535") from error
    user, password = user or unquote(parts.username or ""), password or unquote(parts.password or "")
    return Broker(parts.hostname, port, parts.scheme == "mqtts", user, password, ca)


@dataclass(frozen=True)
class Will:
    topic: str
    payload: bytes


@dataclass(frozen=True)
class News:
    """`up` (the broker said yes; `number` is its greatest packet or 0, `flag` that it kept our session),
    `message`, `taken` (message `number` is at the broker; `flag`: it accepts it), `ready` (subscribed), `down` (`flag`:
    by us, for what the broker sent; `clock`: what its certificate says of ours)."""

    kind: Literal["up", "ready", "message", "taken", "down"]
    why: str = ""
    number: int = 0
    flag: bool = False
    message: MQTTMessage | None = None
    clock: Clock = ""


class Refused(Exception):
    """The broker sends what is not to be read; says what."""


class BoundedClient(Client):
    """paho's client; no packet of more than `largest` bytes is read into memory. All that paho reads passes here."""

    largest = 0

    def _sock_recv(self, bufsize: int) -> bytes:
        head = self._in_packet
        if head["have_remaining"] and (why := refusal(head["command"], head["remaining_length"], self.largest)):
            raise Refused(why)
        return super()._sock_recv(min(bufsize, CHUNK_BYTES))

    @property
    def is_choked(self) -> bool:
        """The broker does not read what we answer; whoever goes on reading from it fills the memory with answers."""
        return len(self._out_packet) > UNWRITTEN


class Wire:
    """One attempt to be connected. `session` is how long, in seconds, the broker keeps what we have not received;
    `largest`: bytes of one packet that it may send us."""

    def __init__(
        self, broker: Broker, name: str, will: Will | None = None, *, largest: int = CITY_BYTES,
        session: int = 0, by_hand: bool = False,
    ) -> None:  # fmt: skip
        self.news: deque[News] = deque()
        self.up, self.over, self._clock = False, False, clock_by(0)
        self._broker, self._session, self._dialled = broker, session, False
        self._born = time.monotonic()
        self._bell, self._ringer = socket.socketpair()
        self.client = BoundedClient(
            CallbackAPIVersion.VERSION2, name, protocol=MQTTv5, manual_ack=by_hand, reconnect_on_failure=False
        )
        self.client.largest = largest
        self.client.max_inflight_messages_set(65535)
        if broker.user:
            self.client.username_pw_set(broker.user, broker.password)
        if will:
            self.client.will_set(will.topic, will.payload, qos=1, retain=True)
        self._listen()

    def _listen(self) -> None:
        self.client.on_connect = self._on_connect
        self.client.on_message = lambda _client, _user, message: self.news.append(News("message", message=message))
        self.client.on_publish = self._on_publish
        self.client.on_subscribe = lambda _client, _user, mid, codes, props: self._on_subscribe(codes)
        self.client.on_disconnect = lambda _client, _user, flags, code, props: self._end(str(code))

    # --- dialling, in its own thread ---

    def dial(self) -> None:
        threading.Thread(target=self._dial, name="dial", daemon=True).start()

    def _dial(self) -> None:
        why = ""
        try:
            self._connect()
        except ssl.SSLCertVerificationError as error:
            self._clock = clock_by(error.verify_code)
            why = refused(error.verify_code, error.verify_message, time.strftime("%F"))
        except (OSError, ValueError) as error:  # no route, refused, no TLS there, a bad name
            why = f"{type(error).__name__}: {error}"
        if self.over:  # given up meanwhile
            self._drop()
        self._ringer.send(why.encode()[:200] or b"\0")

    def _connect(self) -> None:
        if self._broker.tls:
            self.client.tls_set_context(ssl.create_default_context(cafile=self._broker.ca or None))
        props = _properties(PacketTypes.CONNECT)
        props.SessionExpiryInterval = self._session
        props.ReceiveMaximum = 1000
        props.MaximumPacketSize = self.client.largest
        self.client.connect_timeout = 8.0
        self.client.connect(
            self._broker.host, self._broker.port, KEEPALIVE_S, clean_start=not self._session, properties=props
        )

    # --- the owner's loop ---

    def readers(self) -> list[int]:
        """Descriptors to wait on for reading."""
        line = self.client.socket() if self._dialled else None
        if line and self.client.is_choked:
            return []
        return [line.fileno() if line else self._bell.fileno()]

    def writers(self) -> list[int]:
        line = self.client.socket() if self._dialled else None
        return [line.fileno()] if line and self.client.want_write() else []

    def pump(self, readable: bool) -> None:
        """Read and write what can be, without waiting, and look at the keepalive."""
        if not self._dialled:
            if readable:
                self._answered(self._bell.recv(400))
            return
        if readable and not self.client.is_choked:
            self._read()
        if self.client.want_write():
            self.client.loop_write()
        self.client.loop_misc()
        if not self.up and time.monotonic() - self._born > HANDSHAKE_S:
            self._end("no answer to our greeting")
        if self.client.socket() is None:
            self._end("connection lost")

    def _read(self) -> None:
        """Whatever the broker's bytes raise, here or in paho, is this line's end and nobody else's."""
        try:
            self._read_packets()
        except Exception as error:  # noqa: BLE001 paho raises what its decoders raise
            self._end(str(error) if isinstance(error, Refused) else f"no MQTT from the broker: {error!r}", by_us=True)

    def _read_packets(self) -> None:
        self.client.loop_read()
        line = self.client.socket()
        while isinstance(line, ssl.SSLSocket) and line.pending():
            self.client.loop_read()
            line = self.client.socket()

    def _answered(self, word: bytes) -> None:
        self._dialled = True
        if word != b"\0":
            self._end(word.decode(errors="replace"))

    # --- what paho says ---

    def _on_connect(self, client: Client, _: Any, flags: Any, code: Any, props: Properties | None) -> None:
        if code.is_failure:
            self._end(f"refused: {code}")
            return
        self.up = True
        largest = getattr(props, "MaximumPacketSize", 0) or 0
        self.news.append(News("up", number=largest, flag=flags.session_present))

    def _on_publish(self, client: Client, _: Any, mid: int, code: Any, props: Properties | None) -> None:
        self.news.append(News("taken", why=str(code), number=mid, flag=not code.is_failure))

    def _on_subscribe(self, codes: list[Any]) -> None:
        refused = [str(code) for code in codes if code.is_failure]
        self.news.append(News("down", f"subscription refused: {refused[0]}") if refused else News("ready"))

    def _end(self, why: str, by_us: bool = False) -> None:
        if not self.over:
            self.over, self.up = True, False
            self.news.append(News("down", why, flag=by_us, clock=self._clock))

    # --- doing ---

    def subscribe(self, topics: list[str], own_too: bool = True) -> None:
        """`own_too`: also what this connection itself publishes (must be so for a shared subscription)."""
        options = [(topic, SubscribeOptions(qos=1, noLocal=not own_too)) for topic in topics]
        self.client.subscribe(options)

    def publish(self, topic: str, payload: bytes, retain: bool = False, deflated: bool = False) -> int:
        """QoS 1; the message's number, as `taken` will name it."""
        props = _properties(PacketTypes.PUBLISH)
        if deflated:
            props.UserProperty = ("content-encoding", "deflate")
        return self.client.publish(topic, payload, qos=1, retain=retain, properties=props).mid

    def acknowledge(self, message: MQTTMessage) -> None:
        """By hand, once it is committed."""
        self.client.ack(message.mid, message.qos)

    def await_taken(self, number: int, seconds: float) -> None:
        """Pumps until the broker has the message, the line is over, or the time is."""
        deadline = time.monotonic() + seconds
        while ("taken", number) not in {(news.kind, news.number) for news in self.news}:
            if self.over or time.monotonic() > deadline:
                return
            self.pump(bool(select.select(self.readers(), self.writers(), [], 0.1)[0]))

    def close(self) -> None:
        """Says goodbye when it can (so that the broker sends no will) and forgets everything."""
        if self.up:
            self.client.disconnect()
            self.client.loop_write()
        self._drop()

    def _drop(self) -> None:
        if (line := self.client.socket()) is not None:
            line.close()
        self.over, self.up = True, False


def _properties(packet: int) -> Any:
    make: Any = Properties  # paho leaves its constructor untyped
    return make(packet)


def topic_of(message: MQTTMessage) -> str:
    """Its topic, readable whatever its bytes are."""
    try:
        return message.topic
    except UnicodeDecodeError:
        return "(not UTF-8)"
