"""`/cabinet`: the virtual cabinet, in simulation only; with real hardware there is no such address (404).

The page and its files come from `display/cabinet/`; every other call is passed to the cabinet program's Unix socket
and its answer streamed back as it comes. One connection a call: the cabinet may be killed and started at any time.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import h11
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

PASSED_UP = ("content-type", "accept", "last-event-id")
NOT_PASSED_DOWN = ("connection", "transfer-encoding", "keep-alive", "server", "date")
GONE = {"refusal": "cabinet-away", "message": "Tủ mô phỏng chưa chạy (kiosk cabinet)."}


class Cabinet:
    """`pages`: folder of the static page; `socket`: where the cabinet program listens."""

    def __init__(self, pages: Path, socket: Path) -> None:
        self.pages, self.socket = pages, socket

    async def answer(self, request: Request) -> Response:
        page = self._page(request.path_params.get("path", "")) if request.method in ("GET", "HEAD") else None
        if page:
            return FileResponse(page)
        try:
            return await pass_on(request, self.socket)
        except (ConnectionError, FileNotFoundError, h11.RemoteProtocolError):
            return JSONResponse(GONE, 502)

    def _page(self, path: str) -> Path | None:
        file = self.pages / (path or "index.html")
        return file if file.resolve().parent == self.pages.resolve() and file.is_file() else None


async def pass_on(request: Request, socket: Path) -> Response:
    """The same call at the cabinet's socket. Raises ConnectionError, FileNotFoundError, h11.RemoteProtocolError."""
    body = await request.body()
    reader, writer = await asyncio.open_unix_connection(str(socket))
    wire = h11.Connection(h11.CLIENT)
    for event in (_head(request, len(body)), h11.Data(data=body), h11.EndOfMessage()):
        writer.write(wire.send(event) or b"")
    try:
        head = await _next(wire, reader)
    except BaseException:
        writer.close()
        raise
    if not isinstance(head, h11.Response):
        writer.close()
        raise ConnectionError("the cabinet hung up")
    answer = StreamingResponse(_chunks(wire, reader, writer), head.status_code)
    for name, value in head.headers:
        if name.decode() not in NOT_PASSED_DOWN:
            answer.headers[name.decode()] = value.decode("latin-1")
    return answer


def _head(request: Request, length: int) -> h11.Request:
    query = request.scope["query_string"]
    target = request.scope["raw_path"] + (b"?" + query if query else b"")  # as it came, which is a target for sure
    headers = [(name, request.headers[name]) for name in PASSED_UP if name in request.headers]
    plain = [("host", "cabinet"), ("connection", "close"), ("content-length", str(length))]
    return h11.Request(method=request.method, target=target, headers=[*plain, *headers])


async def _next(wire: h11.Connection, reader: asyncio.StreamReader) -> object:
    while (event := wire.next_event()) is h11.NEED_DATA:
        wire.receive_data(await reader.read(65536))
    return event


async def _chunks(
    wire: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> AsyncIterator[bytes]:
    try:
        while isinstance(event := await _next(wire, reader), h11.Data):
            yield bytes(event.data)
    finally:
        writer.close()
