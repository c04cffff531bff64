"""MQTT packets on a socket, and an ear for those who stand in a broker's place, or between it and a kiosk."""

import socket
import threading
from collections.abc import Callable


class Ear:
    """On a port of 127.0.0.1: each line that comes is `take`n, in a thread of its own, until `close`."""

    def __init__(self, take: Callable[[socket.socket], None]) -> None:
        self._take = take
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._take, args=(line,), daemon=True).start()


def cut(*lines: socket.socket) -> None:
    """Whoever reads there reads the end."""
    for line in lines:
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


def packet(head: int, body: bytes) -> bytes:
    """An MQTT packet."""
    return bytes([head]) + length(len(body)) + body


def length(size: int) -> bytes:
    """A remaining length as MQTT writes it."""
    digits = bytearray()
    while True:
        size, low = divmod(size, 128)
        digits.append(low | (0x80 if size else 0))
        if not size:
            return bytes(digits)


def read_packet(line: socket.socket) -> tuple[int, bytes] | None:
    """Its first byte and what follows its length; None at the end of the line."""
    head = line.recv(1)
    if not head:
        return None
    size, shift = 0, 0
    while True:
        digit = _exactly(line, 1)[0]
        size, shift = size | (digit & 127) << shift, shift + 7
        if not digit & 128:
            return head[0], _exactly(line, size)


def _exactly(line: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = line.recv(size - len(found))
        if not part:
            raise ConnectionError("the line is over")
        found += part
    return bytes(found)
