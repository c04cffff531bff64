"""A relay between a kiosk and its broker that notes each acknowledgement as it passes: what the kiosk was truly told.

The kiosk speaks plain MQTT to it, with whatever version; towards the broker it may speak TLS with the kiosk's own
certificate. A broker that does not answer is a line that ends.
"""

import socket
import threading
from collections.abc import Callable

from scripts.failures.judge import Chain
from scripts.soak.packets import Ear, cut, packet, read_packet
from sync.envelope import Unreadable, place, read_ack

CONNECT, PUBLISH = 1, 3
NEW = 5  # the level of MQTT 5 in a CONNECT


class Told:
    """The highest acknowledgement of each chain that any kiosk was given; `count`: how many there were."""

    def __init__(self) -> None:
        self._lock, self._most, self.count = threading.Lock(), dict[Chain, int](), 0

    def hear(self, topic: str, payload: bytes) -> None:
        try:
            where, ack = place(topic), read_ack(payload)
        except Unreadable:
            return  # any other word of the city
        kind, _, stream = where.tail.partition("/")
        if kind == "ack":
            chain = (where.source, ack.journal, stream)
            with self._lock:
                self.count += 1
                self._most[chain] = max(ack.stored, self._most.get(chain, 0))

    def most(self) -> dict[Chain, int]:
        with self._lock:
            return dict(self._most)


class Relay:
    """On a port of its own. `dial` connects to the broker (OSError)."""

    def __init__(self, dial: Callable[[], socket.socket], told: Told) -> None:
        self._dial, self._told = dial, told
        self._ear = Ear(self._carry)
        self.port = self._ear.port

    def close(self) -> None:
        self._ear.close()

    def _carry(self, kiosk: socket.socket) -> None:
        try:
            broker = self._dial()
        except OSError:
            kiosk.close()
            return
        level = [NEW]
        threading.Thread(target=self._down, args=(kiosk, broker, level), daemon=True).start()
        try:
            while found := read_packet(kiosk):
                if found[0] >> 4 == CONNECT:
                    level[0] = found[1][6]
                broker.sendall(packet(*found))
        except OSError:
            pass  # either end is gone, and so is the other
        cut(kiosk, broker)

    def _down(self, kiosk: socket.socket, broker: socket.socket, level: list[int]) -> None:
        try:
            while found := read_packet(broker):
                if found[0] >> 4 == PUBLISH:
                    self._told.hear(*published(*found, level[0] == NEW))
                kiosk.sendall(packet(*found))
        except OSError:
            pass
        cut(kiosk, broker)


def published(head: int, body: bytes, is_new: bool) -> tuple[str, bytes]:
    """Topic and payload of a PUBLISH (MQTT 5, 3.3.2). `is_new`: it has properties."""
    size = int.from_bytes(body[:2], "big")
    topic, at = body[2 : 2 + size].decode("utf-8", "replace"), 2 + size + (2 if head >> 1 & 3 else 0)
    if is_new:
        length, shift = 0, 0
        while True:
            digit, at = body[at], at + 1
            length, shift = length | (digit & 127) << shift, shift + 7
            if not digit & 128:
                break
        at += length
    return topic, body[at:]
