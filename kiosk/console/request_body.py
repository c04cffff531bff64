"""What came along with a call: one small JSON object, or a refusal."""

from collections.abc import Sequence
from typing import Any

import orjson
from starlette.requests import Request

from kiosk.core.decisions.counters import Page
from kiosk.core.decisions.wishes.words import Word, read
from kiosk.core.office.refusals import Refused

MAX_BODY_BYTES = 4096
MAX_KEY = 64  # letters
BAD_REQUEST = "bad-request"
Body = dict[str, Any]


class BadRequest(Refused):
    """The body is not what the call needs."""

    def __init__(self) -> None:
        super().__init__(BAD_REQUEST)


async def body(request: Request) -> Body:
    """The JSON object that came along, `{}` when nothing came. Raises BadRequest."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise BadRequest
    if not raw and "content-type" not in request.headers:
        return {}
    return _read(raw, request.headers.get("content-type", ""))


def _read(raw: bytes, kind: str) -> Body:
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise BadRequest
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        raise BadRequest from error
    if not isinstance(body, dict):
        raise BadRequest
    return body


def text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadRequest
    return value.strip()


def number(body: Body, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRequest
    return value


def words(body: Body, of: Sequence[Word]) -> Body:
    """What a verb was told, by the words' names."""
    try:
        return read(of, body)
    except ValueError as error:
        raise BadRequest from error


def page(body: Body) -> Page:
    """`counter` and `hand`, each only where it was said; no number in hand is null."""
    counter = number(body, "counter") if "counter" in body else None
    if "hand" not in body:
        return Page(counter)
    return Page(counter, "" if body["hand"] is None else text(body, "hand").upper())


def key(body: Body) -> str:
    """The wish's own, "" when it has none."""
    if "key" not in body:
        return ""
    value = body["key"]
    if not isinstance(value, str) or not 0 < len(value) <= MAX_KEY:
        raise BadRequest
    return value
