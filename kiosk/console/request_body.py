"""What came along with a call: one small JSON object, or a refusal."""

from typing import Any

import orjson
from starlette.requests import Request

from kiosk.core.office.refusals import Refused

MAX_BODY_BYTES = 4096


class BadRequest(Refused):
    """The body is not what the call needs."""

    def __init__(self) -> None:
        super().__init__("bad-request")


async def body(request: Request) -> dict[str, Any]:
    """The JSON object that came along, `{}` when nothing came. Raises BadRequest."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise BadRequest
    if not raw and "content-type" not in request.headers:
        return {}
    return _read(raw, request.headers.get("content-type", ""))


def _read(raw: bytes, kind: str) -> dict[str, Any]:
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise BadRequest
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        raise BadRequest from error
    if not isinstance(body, dict):
        raise BadRequest
    return body


def text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadRequest
    return value.strip()


def number(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRequest
    return value
