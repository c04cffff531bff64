"""A line with a round trip: bytes go on to the broker half of it later, and come back half of it later.

`python -m scripts.benchmarks.ends.relay PORT BROKER-PORT ROUND-TRIP-MS`, a program of its own, so that what it costs
is nobody else's. It takes whatever comes at once, as a long line does, and never changes or reorders a byte.
"""

import socket
import sys
import threading
import time
from queue import SimpleQueue

from kiosk.host.command_line import Parser

CHUNK_BYTES = 64 << 10
HOST = "127.0.0.1"


def serve(port: int, target: int, round_trip_s: float) -> None:
    """Until it is killed."""
    with socket.create_server((HOST, port)) as door:
        while True:
            near, _ = door.accept()
            far = socket.create_connection((HOST, target))
            for one, other in ((near, far), (far, near)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _carry(one, other, round_trip_s / 2)


def _carry(source: socket.socket, sink: socket.socket, delay_s: float) -> None:
    on_the_way = SimpleQueue[tuple[float, bytes]]()
    threading.Thread(target=_take, args=(source, on_the_way, delay_s), daemon=True).start()
    threading.Thread(target=_give, args=(sink, on_the_way), daemon=True).start()


def _take(source: socket.socket, on_the_way: "SimpleQueue[tuple[float, bytes]]", delay_s: float) -> None:
    data = b"."
    while data:
        try:
            data = source.recv(CHUNK_BYTES)
        except OSError:  # it broke: as if it had ended
            data = b""
        on_the_way.put((time.monotonic() + delay_s, data))


def _give(sink: socket.socket, on_the_way: "SimpleQueue[tuple[float, bytes]]") -> None:
    while True:
        at, data = on_the_way.get()
        time.sleep(max(0.0, at - time.monotonic()))
        try:
            sink.sendall(data) if data else sink.shutdown(socket.SHUT_WR)
        except OSError:
            return  # whoever listened is gone
        if not data:
            return


def main() -> int:
    parser = Parser(prog="relay", description="A line to a broker that takes its time.")
    for word in ("port", "broker_port", "round_trip_ms"):
        parser.add_argument(word, type=int)
    asked = parser.parse_args()
    serve(asked.port, asked.broker_port, asked.round_trip_ms / 1000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
