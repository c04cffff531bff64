"""A broker that is the attacker itself: it takes whoever connects, and then sends whatever bytes it likes.

Bare sockets, because a real broker keeps to the rules: mosquitto drops what is larger than it was told. It answers
CONNECT, SUBSCRIBE and PUBLISH as MQTT 5 wants it, and hands the line to `send` once the subscriptions are there.
"""

import socket
import threading
from collections.abc import Callable

from scripts.soak.packets import Ear, length, packet, read_packet

CONNECT, PUBLISH, SUBSCRIBE = 1, 3, 8
CONNACK = bytes.fromhex("2003000000")
Send = Callable[[socket.socket], None]


class HostileBroker:
    """On a port of 127.0.0.1. `greeted`: the CONNECT packets that came; `reads`: whether it reads once it sends."""

    def __init__(self, send: Send, reads: bool = True) -> None:
        self._send, self._reads = send, reads
        self.greeted: list[bytes] = []
        self._ear = Ear(self._talk)
        self.port = self._ear.port

    def close(self) -> None:
        self._ear.close()

    def _talk(self, line: socket.socket) -> None:
        try:
            while packet := read_packet(line):
                self._answer(line, *packet)
        except OSError:
            return
        finally:
            line.close()

    def _answer(self, line: socket.socket, head: int, body: bytes) -> None:
        kind = head >> 4
        if kind == CONNECT:
            self.greeted.append(body)
            line.sendall(CONNACK)
        elif kind == PUBLISH:
            topic = int.from_bytes(body[:2], "big")
            line.sendall(b"\x40\x02" + body[2 + topic : 4 + topic])
        elif kind == SUBSCRIBE:
            codes = b"\x01" * _filters(body)
            line.sendall(packet(0x90, body[:2] + b"\x00" + codes))
            sender = threading.Thread(target=self._attack, args=(line,), daemon=True)
            sender.start()
            if not self._reads:
                sender.join()

    def _attack(self, line: socket.socket) -> None:
        try:
            self._send(line)
        except OSError:
            return  # whoever is attacked has hung up


def published_head(topic: str, qos: int, number: int) -> bytes:
    """What stands before its payload."""
    name = topic.encode()
    return len(name).to_bytes(2, "big") + name + (number.to_bytes(2, "big") if qos else b"") + b"\x00"


def giant(topic: str, size: int) -> Send:
    """One message of `size` bytes, made as it is sent."""

    def send(line: socket.socket) -> None:
        head = published_head(topic, 1, 1)
        line.sendall(b"\x33" + length(len(head) + size) + head)  # retained
        for _ in range(size >> 16):
            line.sendall(bytes(1 << 16))

    return send


def _filters(body: bytes) -> int:
    """How many subscriptions a SUBSCRIBE asks for; its properties are fewer than 128 bytes."""
    at, count = 3 + body[2], 0
    while at < len(body):
        at, count = at + 2 + int.from_bytes(body[at : at + 2], "big") + 1, count + 1
    return count
