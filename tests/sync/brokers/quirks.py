"""A broker with a quirk: a real mosquitto behind a relay that changes what it says, on real sockets.

The relay reads whole MQTT packets. A quirk sees each packet of the kiosk before the broker does, and may answer in its
place or hang up.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from scripts.soak.packets import Ear, cut, packet, read_packet

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 1, 2, 3, 4, 8, 9


class Hangup(Exception):
    """The broker says `last` and is gone."""

    def __init__(self, last: bytes = b"") -> None:
        super().__init__()
        self.last = last


def disconnect(code: int) -> bytes:
    return packet(0xE0, bytes([code, 0]))


class Quirk:
    """A broker as it should be; one for each connection."""

    def from_kiosk(self, head: int, body: bytes) -> bytes | None:
        """An answer in the broker's place, None: the broker gets it. Raises Hangup."""
        return None

    def from_broker(self, head: int, body: bytes) -> bytes:
        """What of a packet of the broker's reaches the kiosk."""
        return packet(head, body)


@dataclass
class Relay:
    """`make` gives the quirk of each connection; `greeted`: the CONNECT packets that came."""

    port_behind: int
    make: Callable[[], Quirk]
    greeted: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ear = Ear(self._take)
        self.port = self._ear.port

    def close(self) -> None:
        self._ear.close()

    def _take(self, kiosk: socket.socket) -> None:
        try:
            broker = socket.create_connection(("127.0.0.1", self.port_behind))
        except OSError:  # it was killed, and comes back
            kiosk.close()
            return
        quirk = self.make()
        threading.Thread(target=self._down, args=(kiosk, broker, quirk), daemon=True).start()
        self._up(kiosk, broker, quirk)

    def _up(self, kiosk: socket.socket, broker: socket.socket, quirk: Quirk) -> None:
        try:
            while found := read_packet(kiosk):
                if found[0] >> 4 == CONNECT:
                    self.greeted.append(found[1])
                answer = quirk.from_kiosk(*found)
                (broker if answer is None else kiosk).sendall(packet(*found) if answer is None else answer)
        except Hangup as end:
            _say_last(kiosk, end.last)
        except OSError:
            pass
        cut(kiosk, broker)

    def _down(self, kiosk: socket.socket, broker: socket.socket, quirk: Quirk) -> None:
        """Its end closes one way only: what the quirk says last must still be read."""
        try:
            while found := read_packet(broker):
                kiosk.sendall(quirk.from_broker(*found))
            kiosk.shutdown(socket.SHUT_WR)
        except OSError:
            return


def _say_last(kiosk: socket.socket, last: bytes) -> None:
    """Read on until the kiosk is gone: unread bytes would take the last word back (RST)."""
    try:
        kiosk.sendall(last)
        kiosk.shutdown(socket.SHUT_WR)
        while last and kiosk.recv(1 << 16):
            continue
    except OSError:
        return


class EightFilters(Quirk):
    """No SUBSCRIBE may name more than eight."""

    def from_kiosk(self, head: int, body: bytes) -> bytes | None:
        if head >> 4 == SUBSCRIBE and body.count(b"motcua/v1") > 8:
            raise Hangup
        return None


class OldOnly(Quirk):
    """MQTT 3.1.1 and nothing newer; `word` is what a newer greeting hears."""

    word = b""

    def from_kiosk(self, head: int, body: bytes) -> bytes | None:
        if head >> 4 == CONNECT and body[6] != 4:
            raise Hangup(self.word)
        return None


class OldOnlyInItsWords(OldOnly):
    word = packet(0x20, b"\x00\x01")


class OldOnlyInNewWords(OldOnly):
    word = packet(0x20, b"\x00\x84\x00")


class DeniesAcks(Quirk):
    """SUBACK with 0x87 for what the city says."""

    def from_kiosk(self, head: int, body: bytes) -> bytes | None:
        if head >> 4 == SUBSCRIBE and b"/ack/" in body:
            return packet(0x90, body[:2] + b"\x00\x87")
        return None


class LosesLarge(Quirk):
    """PUBACK for everything, and what is larger than `most` goes nowhere."""

    most = 1_500

    def from_kiosk(self, head: int, body: bytes) -> bytes | None:
        if head >> 4 == PUBLISH and len(body) > self.most:
            topic = int.from_bytes(body[:2], "big")
            return packet(0x40, body[2 + topic : 4 + topic])
        return None


class RefusesLarge(LosesLarge):
    """PUBACK with 0x83, as mosquitto 1.6 has it."""

    def from_kiosk(self, head: int, body: bytes) -> bytes | None:
        answer = super().from_kiosk(head, body)
        return answer and packet(0x40, answer[2:] + b"\x83\x00")


class CutsLarge(LosesLarge):
    """The line breaks without a word."""

    def from_kiosk(self, head: int, body: bytes) -> bytes | None:
        if super().from_kiosk(head, body) is not None:
            raise Hangup
        return None


class Withholds(Quirk):
    """Does what it is told, and keeps its answers of one kind to itself."""

    kind = 0

    def from_broker(self, head: int, body: bytes) -> bytes:
        return b"" if head >> 4 == self.kind else packet(head, body)


class NeverAcknowledges(Withholds):
    kind = PUBACK


class NeverGrants(Withholds):
    kind = SUBACK


class Stutters(Quirk):
    """Says each acknowledgement twice, each message once more as a duplicate, and acknowledges backwards."""

    def __init__(self) -> None:
        self._held = list[bytes]()

    def from_broker(self, head: int, body: bytes) -> bytes:
        if head >> 4 == PUBLISH:
            return packet(head, body) + packet(head | 8, body)
        if head >> 4 != PUBACK:
            return packet(head, body)
        self._held.append(packet(head, body))
        if len(self._held) < 2:
            return b""
        said, self._held = b"".join(2 * self._held[::-1]), []
        return said


def grants(properties: bytes) -> type[Quirk]:
    """Its CONNACK holds these properties (MQTT 5, 3.2.2.3) and no other."""

    class Grants(Quirk):
        def from_broker(self, head: int, body: bytes) -> bytes:
            return packet(head, body[:2] + bytes([len(properties)]) + properties if head >> 4 == CONNACK else body)

    return Grants


def refuses_with(code: int, properties: bytes = b"") -> type[Quirk]:
    """CONNACK with this reason, and the line is over."""

    class Refuses(Quirk):
        def from_kiosk(self, head: int, body: bytes) -> bytes | None:
            if head >> 4 == CONNECT:
                raise Hangup(packet(0x20, bytes([0, code, len(properties)]) + properties))
            return None

    return Refuses


def ends_with(code: int) -> type[Quirk]:
    """The first event is answered by a DISCONNECT."""

    class Ends(Quirk):
        def from_kiosk(self, head: int, body: bytes) -> bytes | None:
            if head >> 4 == PUBLISH and b"/rating" in body:
                raise Hangup(disconnect(code))
            return None

    return Ends
