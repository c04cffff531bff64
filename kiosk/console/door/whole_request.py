"""The routes see a request only when all of it is here, and it is no longer than any of ours.

So nothing behind this waits for a slow sender, nobody's endless body is kept, and a peer that breaks off in the middle
is no error of ours: there was no request. How long a request may take to come is the gate's (gate.py).
"""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BYTES = 16_384
_too_long = JSONResponse(
    {"refusal": "bad-request", "message": "Yêu cầu gửi đến quá dài nên không được nhận."}, 413, {"Connection": "close"}
)


class WholeRequest:
    """ASGI middleware; answers pass through unbuffered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await _whole(receive)
        if body is not None:
            app = self.app if len(body) <= MAX_BYTES else _too_long
            await app(scope, _once(body, receive), send)


async def _whole(receive: Receive) -> bytes | None:
    """None: the peer went away. It is read no further than needed to know that it is too long."""
    body = b""
    while len(body) <= MAX_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return body


def _once(body: bytes, then: Receive) -> Receive:
    """As if it came in one piece."""
    pieces = [body]

    async def receive() -> Message:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(), "more_body": False}
        return await then()

    return receive
