"""A time server for the emulated site: SNTP (RFC 4330) on the host, which the guest reaches as 10.0.2.2."""

import socket
import struct
import threading
import time

SINCE_1900 = 2_208_988_800  # seconds from 1900 to 1970
PORT = 123


def answer(question: bytes, now: float) -> bytes:
    """48 bytes: version 4, server, stratum 2; the asker's own time goes back to it. Section 4 of the RFC."""
    stamp = struct.pack("!II", int(now) + SINCE_1900, int(now % 1 * 2**32))
    head = struct.pack("!BBbbII4s", 4 << 3 | 4, 2, 6, -20, 0, 0x100, b"\x7f\0\0\1")
    return head + stamp + question[40:48] + stamp + stamp


def serve() -> None:
    """In the background, until the program ends. Raises OSError when the port is taken."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", PORT))
    threading.Thread(target=_answers, args=(server,), daemon=True).start()


def _answers(server: socket.socket) -> None:
    while True:
        question, asker = server.recvfrom(512)
        if len(question) >= 48:
            server.sendto(answer(question, time.time()), asker)
