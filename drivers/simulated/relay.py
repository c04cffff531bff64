"""The network cable: a TCP relay in front of the broker that can be pulled. Runs in the cabinet's event loop."""

import asyncio


class Relay:
    """`up` false closes what is open and refuses what is new."""

    def __init__(self, port: int, host: str, to: int) -> None:
        self.port, self._host, self._to = port, host, to
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def up(self) -> bool:
        return self._server is not None

    async def plug(self, up: bool) -> None:
        if up and self._server is None:
            self._server = await asyncio.start_server(self._join, "127.0.0.1", self.port)
        elif not up and self._server is not None:
            self._server.close()
            self._server = None
            for writer in list(self._open):
                writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._to)
        except OSError:
            writer.transport.abort()  # no broker behind the cable
            return
        self._open |= {writer, far_writer}
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        self._open -= {writer, far_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            return  # the cable was pulled
        finally:
            writer.close()
