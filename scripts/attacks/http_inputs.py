"""Requests and cookies that nobody would send: made from real ones by chance, the same for the same seed."""

import base64
import json
import random
import zlib
from collections.abc import Callable, Sequence

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "GE T", "", "PRI")
TARGETS = (
    "/",
    "/board",
    "/technician",
    "/healthz",
    "/openapi.json",
    "/api/login",
    "/api/logout",
    "/api/state",
    "/api/stream",
    "/api/next",
    "/api/call",
    "/api/hold",
    "/api/technician/login",
    "/api/technician/state",
    "/api/technician/bundle.tar.gz",
    "/fonts/BeVietnamPro-Bold.ttf",
    "/fonts/../../pyproject.toml",
    "/assets/console/",
    "/assets/board/board.js/x",
    "/cabinet",
    "/cabinet/screen",
    "/cabinet/events",
    "/cabinet/%2e%2e/%2e%2e/etc/passwd",
    "*",
    "//evil.example/",
    "http://evil.example/",
    "/?" + "a=" * 2000,
    "/%00",
    "/%0d%0aX:1",
    "/%ff%fe",
    "/cabinet/%0a%20",
    "/\u00e1",
    "",
    "/api/../api/state",
    "/api/state#x",
)
VERSIONS = ("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1 ", "http/1.1", "")
HEADERS = (
    "Content-Type: application/json",
    "Content-Type: text/plain",
    "Content-Length: 5",
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Content-Length: 5, 5",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip",
    "Transfer-Encoding: chunked, chunked",
    "Expect: 100-continue",
    "Connection: close",
    "Connection: keep-alive, Upgrade",
    "Upgrade: websocket",
    "Upgrade: h2c",
    "Origin: null",
    "Origin: http://evil.example",
    "Origin: http://[",
    "Origin: \xff",
    "Sec-Fetch-Site: cross-site",
    "Host: localhost",
    "Host: evil.example",
    "Range: bytes=0-",
    "Range: bytes=-1,5-2,99999-",
    "Range: bytes=" + "0-1," * 500,
    "If-None-Match: *",
    "If-Modified-Since: Mon, 99 Foo",
    "Accept-Encoding: gzip",
    "Cookie: quay=",
    "Cookie: " + "a=b; " * 900,
    "Cookie: quay=\xff\xfe",
    "X-Forwarded-For: 127.0.0.1",
    "X: " + "x" * 9000,
    "Last-Event-ID: \u0000",
    ": empty",
    "no colon",
    " folded: line",
    "X\u0000Y: z",
)
VALUES: Sequence[object] = (
    None,
    True,
    -1,
    1,
    10**40,
    1e308,
    "",
    "cb01",
    "cb01' OR 1=1",
    "x" * 4000,
    "\u0000",
    "\u202e",
    "A001",
    [],
    {},
    [[[]]],
    "e\u0301",
)
FIELDS = ("officer", "pin", "counter", "ticket", "service", "reason", "key", "sure", "")


def request(chance: random.Random) -> bytes:
    """One input of up to a few requests, well made or not."""
    whole = b"".join(_one(chance) for _ in range(chance.choice((1, 1, 1, 1, 2, 5))))
    return _harmed(chance, whole) if chance.random() < 0.2 else whole


def _one(chance: random.Random) -> bytes:
    body = _body(chance)
    method, version = _mostly(chance, METHODS[:2], METHODS), _mostly(chance, VERSIONS[:1], VERSIONS)
    lines = [f"{method} {chance.choice(TARGETS)} {version}"]
    lines += [_mostly(chance, ("Host: localhost",), ("Host: evil.example", "Host:", "X: y"))]
    lines += chance.sample(HEADERS, chance.choice((0, 0, 0, 1, 1, 2, 4)))
    if chance.random() < 0.9:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    end = _mostly(chance, ("\r\n",), ("\n", "\r"))
    return (end.join(lines) + end * 2).encode("utf-8", "replace") + body


def _mostly(chance: random.Random, usual: Sequence[str], rest: Sequence[str]) -> str:
    """Nine times in ten the usual."""
    return chance.choice(usual if chance.random() < 0.9 else rest)


def _body(chance: random.Random) -> bytes:
    kinds: Sequence[Callable[[], bytes]] = (
        lambda: b"",
        lambda: json.dumps({chance.choice(FIELDS): chance.choice(VALUES) for _ in range(chance.randrange(6))}).encode(),
        lambda: (chance.choice(("[", '{"a":')) * chance.randrange(1, 3000)).encode(),
        lambda: b"%x\r\n%b\r\n0\r\n\r\n" % (chance.randrange(1 << 20), chance.randbytes(chance.randrange(200))),
        lambda: b"ffffffffffffffffff\r\n" + chance.randbytes(20),
        lambda: chance.randbytes(chance.randrange(30_000)),
    )
    return chance.choice(kinds)()


def _harmed(chance: random.Random, whole: bytes) -> bytes:
    """Cut, doubled, or with other bytes in it."""
    at = chance.randrange(len(whole) + 1)
    kinds: Sequence[Callable[[], bytes]] = (
        lambda: whole[:at],
        lambda: whole[:at] + chance.randbytes(chance.randrange(1, 9)) + whole[at:],
        lambda: whole[:at] + chance.choice((b"\0", b"\r", b"\n", b"\r\n", b"\xff", b" ")) + whole[at + 1 :],
        lambda: whole[at:] + whole[:at],
        lambda: chance.randbytes(at % 5000),
    )
    return chance.choice(kinds)()


def cookie(chance: random.Random, real: Sequence[str]) -> str:
    """The value of a Cookie header, from the values of cookies that are worth something. Without CR, LF and NUL."""
    one, other = chance.choice(real), chance.choice(real)
    at = chance.randrange(len(one))
    bomb = base64.urlsafe_b64encode(zlib.compress(b"0" * 1_000_000)).decode().rstrip("=")
    kinds: Sequence[Callable[[], str]] = (
        lambda: one[:at],
        lambda: one[:at] + chr(chance.randrange(32, 256)) + one[at + 1 :],
        lambda: one[:at] + other[at:],
        lambda: one.rpartition(".")[0] + "." + other.rpartition(".")[2],
        lambda: f".{bomb}.{one.rpartition('.')[2]}",
        lambda: base64.urlsafe_b64encode(chance.randbytes(at)).decode(),
        lambda: "".join(chr(chance.randrange(32, 256)) for _ in range(chance.randrange(3000))),
        lambda: f'"{one[:at]}',
    )
    return f"{chance.choice(('quay', 'kythuat', 'may', 'quay', 'x'))}={chance.choice(kinds)()}"
