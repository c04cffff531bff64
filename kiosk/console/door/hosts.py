"""By which names a browser reaches this kiosk; a request for any other is not for us.

A page of another site may have its own name lead to our address (DNS rebinding): for the browser the two are one site,
and neither Origin nor SameSite keeps it out. The name it asks for stands in `Host`, and no page can change that.
"""

import os
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_not_ours = JSONResponse(
    {
        "refusal": "bad-request",
        "message": "Máy này không có tên như vậy. Xin mở trang bằng địa chỉ in trên màn hình máy lấy số, hoặc báo kỹ "
        "thuật viên. (unknown name: see console.names in kiosk.toml)",
    },
    421,
)


def own_names(more: Collection[str]) -> frozenset[str]:
    """In small letters: what the machine calls itself, and `more`."""
    machine = os.uname().nodename
    return frozenset(name.lower() for name in ("localhost", machine, f"{machine}.local", *more))


def is_ours(host: str, local: str, names: Collection[str]) -> bool:
    """`host`: as the browser has it, with or without a port; `local`: the address at which the connection came in. Who
    names this very address, or their own machine's loopback, was led here by nobody's name."""
    name, address = _name(host), _address(_name(host))
    if address is None:
        return name in names
    return address.is_loopback or address == _address(local) or name in names


def _name(host: str) -> str:
    """Without the port; "" for what is no host at all."""
    name, colon, port = host.lower().rpartition(":")
    if not colon or port.endswith("]"):
        name, port = host.lower(), "0"
    if not (port.isascii() and port.isdigit()):
        return ""
    return name[1:-1] if name.startswith("[") and name.endswith("]") else name.removesuffix(".")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


class OwnHosts:
    """ASGI middleware: 421 for a request that is for another's name."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] != "http" or is_ours(
            Headers(scope=scope).get("host", ""), (scope.get("server") or ("",))[0], self.names
        )
        await (self.app if asked else _not_ours)(scope, receive, send)
