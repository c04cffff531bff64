"""A printer at the far end of a real TCP connection, on an address of its own within this machine.

As most of them it serves one connection and refuses a second one; its system acknowledges what it has room for.
"""

import random
import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drivers.printer.transport import Where
from drivers.simulated.printer.personality import SimulatedPrinter
from scripts.benchmarks.pty_printer import WiredPrinter

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: the connection breaks, and what stands in it is gone
_ROOM = 2048  # bytes that its system keeps


class NetworkPrinter(WiredPrinter):
    """`path`: how the doctor writes it; `met`: connections that it served; `one`: a second one is refused meanwhile."""

    option = "printer.host"

    def __init__(self, printer: SimulatedPrinter | None = None) -> None:
        super().__init__(printer)
        self._host, self._port = f"127.{random.randrange(1, 255)}.{random.randrange(255)}.{random.randrange(1, 255)}", 0
        self.one, self.met, self._listening = True, 0, self._listen()
        self._line: socket.socket | None = None
        self.where = Where("network", host=self._host, port=self._port)
        self.path = str(self.where)
        self.plug(self._listening)

    def _listen(self) -> socket.socket:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
        listening.bind((self._host, self._port))
        self._port = listening.getsockname()[1]
        listening.listen(0)
        return listening

    def plug(self, listening: socket.socket | None = None) -> None:
        self._listening, self._over = listening or self._listen(), threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._over.is_set():
            if select.select([self._listening], [], [], 0.02)[0]:
                line, _ = self._listening.accept()
                if self.one:
                    self._listening.close()
                self._line = line
                self.met += 1
                if self._talked(line):
                    return
                self._line = None
                line.close()
                if self.one:
                    self._listening = self._listen()

    def _talked(self, line: socket.socket) -> bool:
        """Until the other side ends it; whether the printer was pulled."""
        while not self._over.is_set():
            if self.deaf.is_set() or not select.select([line], [], [], 0.02)[0]:
                self._over.wait(0.01)
                continue
            try:
                data = line.recv(512)
            except ConnectionError:
                return False
            if not data:
                return False
            if not self._take(data):
                return True
        return False

    def _say(self, answer: bytes) -> None:
        line = self._line
        with suppress(OSError):
            if line is not None and answer:
                line.sendall(answer)

    def ends(self) -> None:
        """The printer ends the connection, as one does that was idle for long; it goes on to listen."""
        line = self._line
        with suppress(OSError):
            if line is not None:
                line.shutdown(socket.SHUT_RDWR)

    def _pull(self) -> None:
        self._over.set()
        self._listening.close()  # first: once the line is gone, somebody may plug it in again, and listen
        line, self._line = self._line, None
        if line is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            line.close()

    def unplug(self) -> None:
        self._over.set()
        if threading.current_thread() is not self._thread and self._thread.is_alive():
            self._thread.join()
        self._pull()


@contextmanager
def network_printer(folder: Path, printer: SimulatedPrinter | None = None) -> Iterator[NetworkPrinter]:
    far = NetworkPrinter(printer)
    try:
        yield far
    finally:
        far.unplug()
