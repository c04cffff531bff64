"""One connection to the broker, from dialling to its end, over paho-mqtt 2 and MQTT 5; a new `Wire` for each attempt.

paho's own reconnecting, queueing and threads are not used: what is on the way is known to the outbox alone, so that
nothing is kept twice. Dialling (DNS, TCP, TLS) runs in a short thread, because it may block; everything else is
driven by the owner's `select` on `fileno()`. What happened is read from `news`, in order; nothing calls back. A broker
is foreign: what it sends is bounded before it is read (limits/packets.py), and whatever its bytes raise ends this line.
One that refuses a part of what we ask for is asked at once for less (line/terms.py), down to MQTT 3.1.1.
"""

import select
import socket
import ssl
import threading
import time
from collections import deque
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from kiosk.core.words.certificates import clock_by, refused
from sync.limits.packets import CITY_BYTES
from sync.line import alerts, reasons
from sync.line.address import BadFile, Broker, broker_at, tls
from sync.line.client import BoundedClient, Refused
from sync.line.news import News, Will, topic_of
from sync.line.pauses import backoff, tries_after
from sync.line.terms import LOOK_S, Terms, granted, lesser

KEEPALIVE_S = 45  # seconds; a dead line is noticed after at most twice this
HANDSHAKE_S, SUBSCRIBED_S = 10.0, 60.0  # seconds until the broker must have answered; and what we subscribe to
PACKET_MARGIN_BYTES = 200  # bytes of an MQTT packet besides its payload and topic
__all__ = [
    "KEEPALIVE_S", "LOOK_S", "PACKET_MARGIN_BYTES", "Broker", "News", "Will", "Wire", "backoff", "broker_at",
    "topic_of", "tries_after",
]  # fmt: skip


class Wire:
    """One attempt to be connected. `session`: seconds for which the broker keeps what we have not received; `largest`:
    bytes of one packet that it may send us. `terms`: its, once up; `is_unwelcome`: our certificate seems to be."""

    def __init__(
        self, broker: Broker, name: str, will: Will | None = None, *, largest: int = CITY_BYTES,
        session: int = 0, by_hand: bool = False,
    ) -> None:  # fmt: skip
        self.news: deque[News] = deque()
        self.up = self.over = self.reached = self.is_unwelcome = False
        self._clock, self.terms = clock_by(0), Terms()
        self._broker, self._name, self._will = broker, name, will
        self._largest, self._session, self._by_hand = largest, session, by_hand
        self._bell, self._ringer = socket.socketpair()
        self._begin(self.terms)

    def _begin(self, terms: Terms) -> None:
        """At first, and again with less after a refusal."""
        self.terms, self._less, self._dialled = terms, None, False
        self._born = time.monotonic()
        self._asked = dict[int, str]()  # subscriptions without an answer
        self._refused, self._wanted = list[tuple[str, int]](), 0
        self.client = self._made(terms)
        self._listen()

    _less: Terms | None

    def _made(self, terms: Terms) -> BoundedClient:
        client = BoundedClient(
            CallbackAPIVersion.VERSION2,
            client_id=self._name,
            clean_session=not self._session if terms.version == 4 else None,
            protocol=MQTTProtocolVersion(terms.version),
            manual_ack=self._by_hand,
            reconnect_on_failure=False,
        )
        client.largest = self._largest
        client.max_inflight_messages_set(terms.flights)
        if self._broker.user:
            client.username_pw_set(self._broker.user, self._broker.password)
        if self._will:
            client.will_set(self._will.topic, self._will.payload, qos=terms.qos, retain=terms.retain)
        return client

    def _listen(self) -> None:
        self.client.on_connect = self._on_connect
        self.client.on_message = lambda _client, _user, message: self.news.append(News("message", message=message))
        self.client.on_publish = self._on_publish
        self.client.on_subscribe = lambda _client, _user, mid, codes, props: self._on_subscribe(mid, codes)
        self.client.on_disconnect = self._on_disconnect

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
        except BadFile as error:
            why = str(error)
        except (OSError, ValueError) as error:  # no route, refused, no TLS there, a bad name
            alert = alerts.said(error) if isinstance(error, ssl.SSLError) else ""  # at once by TLS 1.2
            why, self.is_unwelcome = alert or f"{type(error).__name__}: {error}", bool(alert)
        if self.over:  # given up meanwhile
            self._drop()
        self._ringer.send(why.encode()[:400] or b"\0")

    def _connect(self) -> None:
        if self._broker.tls:
            self.client.tls_set_context(tls(self._broker))
        self.client.connect_timeout = 8.0
        modern: dict[str, Any] = {}
        if self.terms.version == 5:
            modern = {"clean_start": not self._session, "properties": self._greeting()}
        self.client.connect(self._broker.host, self._broker.port, KEEPALIVE_S, **modern)
        self.reached = True

    def _greeting(self) -> Any:
        props = _properties(PacketTypes.CONNECT)
        props.SessionExpiryInterval = self._session
        props.ReceiveMaximum = 1000
        props.MaximumPacketSize = self._largest
        return props

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
        if (passed := time.monotonic() - self._born) > HANDSHAKE_S and not self.up:
            self._broke_off("no answer to our greeting", reasons.MISSING)
        if passed > SUBSCRIBED_S and self._asked:
            self.give_up("no answer to our subscriptions")
        if self.client.socket() is None:
            self._broke_off("connection lost", reasons.MISSING if not self.up else 0)
        if self._less and not self.over:
            self._ask_for_less(self._less)

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
        self._dialled, self._born = True, time.monotonic()  # names and dead addresses may take longer than an answer
        if word != b"\0":
            self._end(word.decode(errors="replace"))

    # --- what paho says ---

    def _on_connect(self, client: Client, _: Any, flags: Any, code: Any, props: Properties | None) -> None:
        if code.is_failure:
            self._broke_off(f"refused: {reasons.said(code.value, reasons.besides(props))}", code.value)
            return
        self.up, self.terms = True, granted(self.terms, props, KEEPALIVE_S, self._session)
        self.client.grant(self.terms.flights, self.terms.keepalive)
        self.news.append(News("up", number=self.terms.packet, flag=flags.session_present))

    def _on_publish(self, client: Client, _: Any, mid: int, code: Any, props: Properties | None) -> None:
        number = self.client.code
        why = reasons.said(number, reasons.besides(props)) if code.is_failure else ""
        self.news.append(News("taken", why, mid, not code.is_failure, code=number))

    def _on_subscribe(self, mid: int, codes: list[Any]) -> None:
        topic = self._asked.pop(mid, "")
        self._refused += [(topic, code.value) for code in codes if code.is_failure]
        if not self._asked:
            self._subscribed()

    def _subscribed(self) -> None:
        """Every one is answered; without any there is nothing to stay for."""
        code = self._refused[0][1] if self._refused else 0
        why, refused = reasons.said(code) if code else "", tuple(topic for topic, _ in self._refused)
        if refused and len(refused) == self._wanted:
            self._end(f"subscription refused: {why}", code=code)
        else:
            self.news.append(News("ready", why, code=code, refused=refused))

    def _on_disconnect(self, client: Client, _: Any, flags: Any, code: Any, props: Properties | None) -> None:
        spoken = flags.is_disconnect_packet_from_server
        number = self.client.code if spoken else 0
        lost = 0 if self.up or spoken else reasons.MISSING
        self._broke_off(reasons.said(number, reasons.besides(props)) if spoken else str(code), number or lost)

    def _broke_off(self, why: str, code: int) -> None:
        """The broker's doing: it is asked for less, where that may help against what it said."""
        if self.up or self.over or self.client.alert:
            self._end(self.client.alert or why, code=code)
        elif not self._less:
            self._less = lesser(self.terms, code)
            if self._less is None:
                self._end(why, code=code)

    def _ask_for_less(self, less: Terms) -> None:
        line = self.client.socket()
        if line is not None:
            line.close()
        self._begin(less)
        self.dial()

    def _end(self, why: str, by_us: bool = False, code: int = 0) -> None:
        if not self.over:
            self.over, self.up = True, False
            self.is_unwelcome |= code == reasons.MISSING and self._broker.certificate != ""  # as TLS 1.3 refuses one
            known = code if code in reasons.REASONS else 0
            self.news.append(News("down", why, flag=by_us, code=known, clock=self._clock))

    # --- doing ---

    def give_up(self, why: str) -> None:
        """A broker that took us and does not do its part; another line may be better."""
        self._end(why)

    def subscribe(self, topics: list[str], own_too: bool = True) -> None:
        """One a packet, as there are brokers that take eight at most. `own_too`: also what this connection itself
        publishes (must be so for a shared subscription, and is so by MQTT 3.1.1)."""
        qos = self.terms.qos
        self._wanted, self._born = len(topics), time.monotonic()
        options = SubscribeOptions(qos=qos, noLocal=not own_too)
        for topic in topics:
            asked = {"options": options} if self.terms.version == 5 else {"qos": qos}
            _, mid = self.client.subscribe(topic, **asked)
            self._asked[mid or 0] = topic

    def publish(self, topic: str, payload: bytes, retain: bool = False, deflated: bool = False) -> int:
        """QoS 1 where the broker has it; the message's number, as `taken` will name it. What is larger than the broker
        takes does not go out: `taken` of number 0 says so."""
        if self.terms.packet and len(topic) + len(payload) + PACKET_MARGIN_BYTES > self.terms.packet:
            self.news.append(News("taken", f"{topic}: {len(payload)} bytes are too large", code=reasons.TOO_LARGE))
            return 0
        props = _properties(PacketTypes.PUBLISH) if self.terms.version == 5 else None
        if deflated and props:
            props.UserProperty = ("content-encoding", "deflate")
        retain = retain and self.terms.retain
        return self.client.publish(topic, payload, qos=self.terms.qos, retain=retain, properties=props).mid

    def acknowledge(self, message: MQTTMessage) -> None:
        """By hand, once it is committed."""
        self.client.ack(message.mid, message.qos)

    def await_taken(self, number: int, seconds: float) -> None:
        """Pumps until the broker has the message, the line is over, or the time is."""
        deadline = time.monotonic() + seconds
        while not self._has_taken(number) and time.monotonic() < deadline and not self.over:
            self.pump(bool(select.select(self.readers(), self.writers(), [], 0.1)[0]))

    def _has_taken(self, number: int) -> bool:
        return any(news.kind == "taken" and news.number == number for news in self.news)

    def close(self) -> None:
        """Says goodbye when it can (so that the broker sends no will) and forgets everything."""
        if self.up:
            self.client.disconnect()
            self.client.loop_write()
        self._drop()

    def _drop(self) -> None:
        line = self.client.socket()
        if line is not None:
            line.close()
        self.over, self.up = True, False


def _properties(packet: int) -> Any:
    make: Any = Properties  # paho leaves its constructor untyped
    return make(packet)
