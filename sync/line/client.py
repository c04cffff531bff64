"""paho's client, with what a foreign broker needs: packets are bounded before they are read, and a reason code where
MQTT has none does not end the line.

mosquitto 2.0 answers a message that is too large for it with PUBACK and code 0x95, which MQTT 5 has for CONNACK and
DISCONNECT alone (3.4.2.1); the library would take that for the end of the line, and it is the best word there is.
"""

import ssl
from contextlib import suppress
from typing import Any, Literal

from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from sync.limits.packets import UNWRITTEN, refusal
from sync.line import alerts
from sync.line.reasons import REASONS

CHUNK_BYTES = 64 << 10  # read at once: a packet takes room as it comes, not as it says
UNSPECIFIED = 0x80


class Refused(Exception):
    """The broker sends what is not to be read; says what."""


class BoundedClient(Client):
    """No packet of more than `largest` bytes is read into memory. All that paho reads passes here. `code`: the last
    reason code as it came; `alert`: in words, why the broker refused our certificate."""

    largest, code, alert = 0, 0, ""

    def _sock_recv(self, bufsize: int) -> bytes:
        head = self._in_packet
        if head["have_remaining"] and (why := refusal(head["command"], head["remaining_length"], self.largest)):
            raise Refused(why)
        try:
            return super()._sock_recv(min(bufsize, CHUNK_BYTES))
        except ssl.SSLError as error:  # the library takes it for any broken line
            self.alert = alerts.said(error)
            raise

    def _sock_send(self, buf: bytes | bytearray) -> int:
        try:
            return super()._sock_send(buf)
        except BlockingIOError:
            raise
        except OSError:  # the broker is gone; why may have come before that, and nobody would read it any more
            with suppress(OSError):
                self._sock_recv(1)
            raise

    def _handle_pubackcomp(self, cmd: Literal["PUBACK", "PUBCOMP"]) -> MQTTErrorCode:
        self._in_packet["packet"] = self._readable(2, PacketTypes.PUBACK)
        return super()._handle_pubackcomp(cmd)

    def _handle_disconnect(self) -> None:
        self._in_packet["packet"] = self._readable(0, PacketTypes.DISCONNECT)
        super()._handle_disconnect()

    def _readable(self, at: int, kind: int) -> Any:
        """The packet with the reason code at `at` as one that its kind has; `code` is the true one. A number that
        nobody knows stays for the library to refuse."""
        packet = bytearray(self._in_packet["packet"])
        self.code = packet[at] if len(packet) > at else 0
        if self.code in REASONS and not any(kind in kinds for kinds in ReasonCode.names[self.code].values()):
            packet[at] = UNSPECIFIED
        return packet

    def grant(self, flights: int, keepalive: int) -> None:
        """The broker's terms, once it has answered; paho keeps what exceeds `flights` until there is room."""
        self._max_inflight_messages, self._keepalive = flights, keepalive

    @property
    def is_choked(self) -> bool:
        """The broker does not read what we answer; whoever goes on reading from it fills the memory with answers."""
        return len(self._out_packet) > UNWRITTEN
