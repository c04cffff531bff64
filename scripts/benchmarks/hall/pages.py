"""Pages that stand open before the console, as their browsers keep them: streams that are read, telephones that ask.

One thread sleeps on all streams, so what it measures is the console and not the threads of the measurement; the time of
an event is taken before anything of it is read.
"""

import http.client
import json
import selectors
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any

PHONE_S = 15.0  # between two questions of a page that somebody looks at


class Streams:
    """Open until `close`. `seen[name][ticket]`: when (perf_counter) the board that it shows first named the ticket;
    `seen[name]["help 3"]`: when that officer's page first had counter 3's silent call for help."""

    def __init__(self, port: int, cookies: Mapping[str, str]) -> None:
        """`cookies`: of each page, by its name; "" for a board."""
        self.seen: dict[str, dict[str, float]] = {name: {} for name in cookies}
        self._rest = dict.fromkeys(cookies, b"")
        self._selector, self._ended = selectors.DefaultSelector(), threading.Event()
        for name, cookie in cookies.items():
            self._selector.register(_asked(port, cookie), selectors.EVENT_READ, name)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._selector.select(0.5):
                came = time.perf_counter()
                some = key.fileobj.recv(1 << 20)  # type: ignore[union-attr]  # only sockets are registered
                if not some:
                    self._selector.unregister(key.fileobj)
                self._take(key.data, some, came)

    def _take(self, name: str, some: bytes, came: float) -> None:
        *events, self._rest[name] = (self._rest[name] + some).split(b"\n\n")
        for event in events:
            if b"event: board" in event:
                for call in json.loads(event.partition(b"data: ")[2].partition(b"\r\n")[0])["calls"]:
                    self.seen[name].setdefault(call["ticket"], came)
            elif b"event: state" in event and b'"help":[{' in event:  # of the others nothing is read: it costs time
                for asked in json.loads(event.partition(b"data: ")[2].partition(b"\r\n")[0])["help"]:
                    self.seen[name].setdefault(f"help {asked['counter']}", came)

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()


def _asked(port: int, cookie: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    head = f"GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n"
    line.sendall(f"{head}Cookie: {cookie}\r\n\r\n".encode())
    return line


class Phones:
    """Each asks at once and then every fifteen seconds; the console has hung up meanwhile, so by a new connection."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self._port, self._tokens = port, tokens
        self._ended, self.asked = threading.Event(), 0
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        while not self._ended.is_set():
            for token in self._tokens:
                line = http.client.HTTPConnection("127.0.0.1", self._port)
                self.asked += "ticket" in posted(line, "/api/ticket", {"token": token})
                line.close()
                self._ended.wait(PHONE_S / len(self._tokens))

    def close(self) -> None:
        self._ended.set()
        self._thread.join()


def posted(line: http.client.HTTPConnection, path: str, body: dict[str, Any], cookie: str = "") -> dict[str, Any]:
    """The answer. Raises AssertionError where the console refuses."""
    headers = {"Content-Type": "application/json", **({"Cookie": cookie} if cookie else {})}
    line.request("POST", path, json.dumps(body), headers)
    answer = line.getresponse()
    said: dict[str, Any] = json.loads(answer.read())
    if answer.status != 200:
        raise AssertionError(f"{path}: {said}")
    return said
