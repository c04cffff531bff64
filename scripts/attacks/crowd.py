"""Strangers who hold connections: in a process of their own, from many addresses, each again as soon as it is closed.

Every kind of them at once: who says nothing, who sends a byte a second of a head or of a body, who asks for a font and
does not read it, who listens to the board.
"""

import asyncio
import multiprocessing
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

STANDS_S = 120.0  # until all have come, on however busy a machine
AGAIN_S = 5.0  # after it was closed: they hold, they do not flood
HEAD = b"POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _idle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, begins: bytes) -> None:
    writer.write(begins)
    while not reader.at_eof():
        writer.write(b"x")
        await writer.drain()
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(65536), 1.0)


async def _head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _drip(reader, writer, HEAD + b"X: ")


async def _body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _drip(reader, writer, HEAD + b"Content-Length: 4000\r\n\r\n")


async def _unread(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(
        b"GET /fonts/BeVietnamPro-Regular.ttf HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3
    )  # more than the kernel holds for it
    await writer.drain()
    await writer.wait_closed()  # the reader holds 128 KiB and then takes no more


async def _board(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    while await reader.read(65536):
        continue


KINDS: Sequence[Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]] = (
    _idle,
    _head,
    _body,
    _unread,
    _board,
)


class _Crowd:
    """`number` of them at `port`, from `addresses` of 127.0.1.x."""

    def __init__(self, port: int, number: int, addresses: int) -> None:
        self.port, self.number, self.addresses = port, number, addresses
        self.counted = Counter[str]()
        self.open = 0

    async def stand(self, n: int) -> None:
        """One place in the crowd, for ever."""
        address = f"127.0.1.{1 + n % self.addresses}"
        while True:
            try:
                await self._hold(n, await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0)))
            except OSError:
                self.counted["refused or reset"] += 1
            await asyncio.sleep(AGAIN_S)

    async def _hold(self, n: int, streams: Streams) -> None:
        self.counted["opened"] += 1
        self.open += 1
        self.counted["most_open"] = max(self.counted["most_open"], self.open)
        try:
            await KINDS[n % len(KINDS)](*streams)
        finally:
            self.open -= 1
            streams[1].transport.abort()

    async def live(self, ended: Event, tells: Connection) -> None:
        tasks = [asyncio.create_task(self.stand(n)) for n in range(self.number)]
        while self.counted["opened"] < self.number and not ended.is_set():
            await asyncio.sleep(0.01)
        tells.send("all have come")
        while not ended.is_set():
            await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=5.0)


def _run(port: int, number: int, addresses: int, ended: Event, tells: Connection) -> None:
    os.nice(10)  # strangers have machines of their own
    crowd = _Crowd(port, number, addresses)
    asyncio.run(crowd.live(ended, tells))
    tells.send(dict(crowd.counted))


@contextmanager
def crowd(port: int, number: int, addresses: int) -> Iterator[dict[str, Any]]:
    """All have come when the block begins; at its end what it counted stands in the given dict."""
    fresh = multiprocessing.get_context("spawn")
    ended, (hears, tells), found = fresh.Event(), fresh.Pipe(duplex=False), dict[str, Any]()
    process = fresh.Process(target=_run, args=(port, number, addresses, ended, tells))
    process.start()
    hears.poll(STANDS_S)
    try:
        yield found
    finally:
        ended.set()
        found.update(_counted(hears))
        process.join()


def _counted(hears: Connection) -> dict[str, Any]:
    """Behind the word that all have come."""
    while hears.poll(STANDS_S):
        if isinstance(said := hears.recv(), dict):
            return said
    return {"crowd": "did not answer"}
