"""The connections of the console's server: counted, timed, and closed by the rules of `lines.py`.

Strategy: uvicorn's own protocol on h11, which says at any moment how far a request has come; after each byte and each
answer the gate is told what the connection does, and once a second it closes who took too long. The kernel closes who
does not read (TCP_USER_TIMEOUT). What was closed is counted, and told in one line a minute at most: whoever can open
connections must not fill the log.
"""

import asyncio
import socket
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.console.door.lines import Doing, Line, Places, network_of, overdue, surplus

Headers = Sequence[tuple[bytes, bytes]]
STREAMS = ("/api/stream", "/cabinet/events")
MAX_READ = 65536  # bytes at once: more than any request of ours has
UNREAD_MS = 20_000  # that a peer may leave unread what was sent to it
KEEP_ALIVE_S = (5, 60)  # between two requests: of a stranger, of who is signed in
TOLD_EVERY_S = 60.0
NO_HTTP = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
MAY_ANSWER = (h11.IDLE, h11.SEND_RESPONSE)
REQUEST_COMES = (h11.IDLE, h11.SEND_BODY, h11.ERROR)


class Gate:
    """`who`: whose request it is, by its headers, "" for a stranger; `clock`: seconds, by a clock that nobody sets."""

    def __init__(self, places: Places, who: Callable[[Headers], str], clock: Callable[[], float]) -> None:
        self.places, self.who, self.clock = places, who, clock
        self.closed = Counter[str]()
        self._lines: dict[int, Line] = {}
        self._open: dict[int, asyncio.Transport] = {}
        self._ids, self._told = count(), clock()

    def protocol(self, **of_uvicorn: Any) -> asyncio.Protocol:
        """Of one connection, as uvicorn wants it."""
        return Guarded(self, **of_uvicorn)

    def enter(self, transport: asyncio.Transport, address: str) -> Line:
        line = Line(next(self._ids), network_of(address), Doing.IDLE, self.clock())
        self._open[line.id] = transport
        return self._counts(line)

    def does(self, line: Line, doing: Doing, sign_in: str = "") -> Line:
        """From now on, unless it already did."""
        if line.id not in self._open or (doing, sign_in) == (line.doing, line.sign_in):
            return line
        since = line.since if doing is line.doing else self.clock()
        return self._counts(replace(line, doing=doing, since=since, sign_in=sign_in))

    def _counts(self, line: Line) -> Line:
        """Somebody may have to go for it."""
        self._lines[line.id] = line
        if gone := surplus([*self._lines.values()], line, self.places):
            self._close(gone, "without room")
        return line

    def leave(self, line: Line) -> None:
        if self._open.pop(line.id, None) and self._lines.pop(line.id).doing is Doing.ASKING:
            self.closed["broken off by the other end"] += 1

    def sweep(self) -> None:
        """Once a second: who took too long goes, and what was closed is told."""
        for line in overdue(self._lines.values(), now := self.clock()):
            self._close(line, "too slow")
        if self.closed and now - self._told >= TOLD_EVERY_S:
            said = ", ".join(f"{number} {why}" for why, number in self.closed.items())
            print(f"kiosk console: connections closed: {said}", file=sys.stderr, flush=True)
            self.closed.clear()
            self._told = now

    def _close(self, line: Line, why: str) -> None:
        """At once: an orderly end would wait for a peer that does not read."""
        self.closed[why] += 1
        del self._lines[line.id]
        self._open.pop(line.id).abort()


class Guarded(H11Protocol):
    """uvicorn's, with a gate that knows what it does."""

    def __init__(self, gate: Gate, **of_uvicorn: Any) -> None:
        super().__init__(**of_uvicorn)
        self.gate, self.sign_in = gate, ""
        self.seen: object = None  # the request of which it is known whose it is

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        wire = transport.get_extra_info("socket")
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
        self.line = self.gate.enter(transport, self.client[0] if self.client else "")

    def connection_lost(self, exc: Exception | None) -> None:
        self.gate.leave(self.line)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if len(data) > MAX_READ:
            self.transport.abort()
            return
        super().data_received(data)
        self._look()

    def send_400_response(self, _: str) -> None:
        """To what is no HTTP; where an answer has been given, what comes behind it gets none. Who still works on the
        request before is told that nobody waits for its answer any more."""
        if self.cycle:
            self.cycle.disconnected = True
        if self.conn.our_state in MAY_ANSWER:
            self.transport.write(NO_HTTP)  # past h11, which knows of a half request already
        self.transport.close()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        """After whatever may have changed what this connection does."""
        if self.cycle is not self.seen:
            self.seen, self.sign_in = self.cycle, self.gate.who(self.headers)
            self.timeout_keep_alive = KEEP_ALIVE_S[bool(self.sign_in)]
        self.line = self.gate.does(self.line, self._doing(), self.sign_in)

    def _doing(self) -> Doing:
        if self.conn.their_state in REQUEST_COMES:
            begun = self.conn.their_state is not h11.IDLE or self.conn.trailing_data[0]
            return Doing.ASKING if begun else self._between()
        return Doing.LISTENING if self.scope["path"] in STREAMS else Doing.ANSWERED

    def _between(self) -> Doing:
        """An answer that the peer has not yet taken is none that is over."""
        return Doing.ANSWERED if self.transport.get_write_buffer_size() else Doing.IDLE
