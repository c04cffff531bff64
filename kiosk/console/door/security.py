"""What stands in front of every route: no writes from other sites' pages, and the headers that keep ours clean.

A page of another site can make a browser send a request here; it can hide neither `Origin` nor `Sec-Fetch-Site`.
Programs without a browser send neither and are let through: they have no officer's cookie to misuse.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
READING = ("GET", "HEAD")


def is_cross_site(method: str, headers: Headers) -> bool:
    """Would this change something on behalf of another site's page?"""
    if method in READING:
        return False
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


class SecurityHeaders:
    """ASGI middleware; plain, so that streams pass through unbuffered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        app = _cross_site if is_cross_site(scope["method"], Headers(scope=scope)) else self.app
        await app(scope, receive, with_headers)


_cross_site = JSONResponse(
    {"refusal": "bad-request", "message": "Yêu cầu đến từ một trang khác nên không được nhận."}, 403
)


def _add_headers(headers: MutableHeaders, path: str) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "max-age=604800" if path.startswith("/fonts/") else "no-cache")
