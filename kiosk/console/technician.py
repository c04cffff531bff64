"""The technician's page, behind a PIN: the kiosk's screen as it is now, the kept self-tests, the last starts, the log.

Strategy: as for officers, a PIN (`kiosk.pin`, scrypt, compared in constant time), waits after wrong ones, and a signed
cookie; but under a key of its own, so that neither cookie opens the other's door. Without a PIN in the settings there
is no way in (the demo has its well-known one). It shows no rating: the app itself gives no picture while somebody
answers (screen_socket.py). Everything that can wait for the disk runs in a worker thread.
"""

import asyncio
import hmac
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.config.pin_hash import check_pin
from kiosk.console.request_body import body, text
from kiosk.console.throttle import Attempts, patience
from kiosk.core.office.refusals import Refused
from kiosk.host.usb_stick import find_stick
from kiosk.journal.journal import Journal
from kiosk.service.findings import kept
from kiosk.service.log_bundle import DONE, packed, write_bundle
from kiosk.service.start_log import FILE, forgive, read, said

COOKIE = "kythuat"
LASTS = 3600  # s that a technician stays signed in
TESTS = 30
SCREEN_WAIT = 5.0
NOBODY = {"refusal": "app-away", "message": "Màn hình lấy số không chạy."}
RATING = {"refusal": "somebody-rates", "message": "Đang có người đánh giá: không hiện màn hình."}


@dataclass
class Technician:
    """`key`: signs the cookie; `demo_pin`: the one that opens without a hash, "" for none; `hashing`: one scrypt at a
    time; `seconds`: a clock that nobody sets; `stick`: finds where a stick is mounted."""

    config: Config
    journal: Journal
    key: bytes
    demo_pin: str
    attempts: Attempts
    hashing: asyncio.Lock
    seconds: Callable[[], float] = time.monotonic
    stick: Callable[[], Path | None] = find_stick
    ended: set[str] = field(default_factory=set)

    def seal(self) -> str:
        """A new cookie: when it ends, a nonce, and our signature under both."""
        until = f"{int(self.seconds()) + LASTS}.{secrets.token_hex(8)}"
        return f"{until}.{self._sign(until)}"

    def is_ours(self, cookie: str) -> bool:
        """Signed by us since this start of the machine, not at its end, not signed out."""
        signed, _, signature = cookie.rpartition(".")
        ours = hmac.compare_digest(self._sign(signed).encode(), signature.encode("utf-8", "replace"))
        return ours and cookie not in self.ended and float(signed.split(".")[0]) > self.seconds()

    def _sign(self, said: str) -> str:
        return hmac.digest(self.key, said.encode("utf-8", "replace"), "sha256").hex()


def own_key(console_key: bytes, boot: str) -> bytes:
    """Of the technician's cookies, which end with the boot: their time is the machine's own."""
    return hmac.digest(console_key, f"technician/{boot}".encode(), "sha256")


def routes(technician: Technician) -> Sequence[Route]:
    def bound(handler: Callable[[Technician, Request], Awaitable[Response]], open_: bool = False) -> Any:
        async def endpoint(request: Request) -> Response:
            if not open_ and not technician.is_ours(request.cookies.get(COOKIE, "")):
                raise Refused("no-technician")
            return await handler(technician, request)

        return endpoint

    return [
        Route("/api/technician/login", bound(_login, open_=True), methods=["POST"]),
        Route("/api/technician/logout", bound(_logout), methods=["POST"]),
        Route("/api/technician/state", bound(_state)),
        Route("/api/technician/screen.png", bound(_screen)),
        Route("/api/technician/forgive", bound(_forgive), methods=["POST"]),
        Route("/api/technician/bundle", bound(_to_stick), methods=["POST"]),
        Route("/api/technician/bundle.tar.gz", bound(_download)),
    ]


# --- signing in and out -----------------------------------------------------------------------------------------


async def _login(technician: Technician, request: Request) -> Response:
    pin = text(await body(request), "pin")
    keys = ["technician", f"address {request.client.host if request.client else ''}"]
    if wait := technician.attempts.wait(keys, technician.seconds()):
        refusal = {"refusal": "locked-out", "message": patience(wait), "seconds": int(wait) + 1}
        return JSONResponse(refusal, 409)
    technician.attempts.count(keys, technician.seconds())
    if not await _is_pin(technician, pin):
        raise Refused("wrong-pin")
    technician.attempts.forgive(keys)
    answer = JSONResponse({"kiosk": technician.config.kiosk.id})
    answer.set_cookie(COOKIE, technician.seal(), max_age=LASTS, httponly=True, samesite="strict")
    return answer


async def _is_pin(technician: Technician, pin: str) -> bool:
    """Raises Refused no-technician-pin."""
    stored = technician.config.kiosk.pin
    if stored:
        async with technician.hashing:
            return await run_in_threadpool(check_pin, pin, stored)
    if not technician.demo_pin:
        raise Refused("no-technician-pin")
    return hmac.compare_digest(pin.encode(), technician.demo_pin.encode())


async def _logout(technician: Technician, request: Request) -> Response:
    technician.ended.add(request.cookies[COOKIE])
    answer = JSONResponse({"kiosk": technician.config.kiosk.id})
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


# --- what is shown ----------------------------------------------------------------------------------------------


async def _state(technician: Technician, request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(_seen, technician), headers={"Cache-Control": "no-store"})


def _seen(technician: Technician) -> dict[str, Any]:
    """The kept self-tests, newest first; the last starts; the devices by the journal's last word."""
    technician.journal.refresh()
    starts = read(runtime_of(technician.config) / FILE)
    return {
        "kiosk": technician.config.kiosk.id,
        "office": technician.config.office.name,
        "tests": _tests(kept(Path(technician.config.kiosk.data))),
        "starts": [said(start) for start in reversed(starts)],
        "tickets_only": bool(starts) and starts[-1].tickets_only and not starts[-1].end,
        "devices": dict(technician.journal.state.devices),
        "stick": technician.stick() is not None,
    }


def _tests(path: Path) -> list[dict[str, Any]]:
    """A line that a power cut or a hand has spoilt is passed by."""
    found = list[dict[str, Any]]()
    for line in reversed(path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []):
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found[:TESTS]


async def _screen(technician: Technician, request: Request) -> Response:
    """The picture; 409 while somebody rates, 502 while the app is away."""
    try:
        async with asyncio.timeout(SCREEN_WAIT):
            picture = await _picture(runtime_of(technician.config) / "screen.sock")
    except (OSError, TimeoutError, ValueError, KeyError):
        return JSONResponse(NOBODY, 502)
    if not picture:
        return JSONResponse(RATING, 409)
    return Response(picture, media_type="image/png", headers={"Cache-Control": "no-store"})


async def _picture(socket: Path) -> bytes:
    """Raises OSError, ValueError, KeyError, asyncio.IncompleteReadError (an EOFError) as OSError."""
    reader, writer = await asyncio.open_unix_connection(str(socket))
    try:
        writer.write(b'{"ask": "live"}\n')
        length = int(json.loads(await reader.readline())["bytes"])
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise ConnectionError from error
    finally:
        writer.close()


# --- what can be done -------------------------------------------------------------------------------------------


async def _forgive(technician: Technician, request: Request) -> Response:
    return JSONResponse({"forgiven": await run_in_threadpool(forgive, runtime_of(technician.config))})


async def _to_stick(technician: Technician, request: Request) -> Response:
    try:
        path = await run_in_threadpool(write_bundle, technician.stick(), technician.config, technician.journal)
    except OSError as error:
        return JSONResponse({"refusal": "not-written", "message": str(error)}, 409)
    return JSONResponse({"file": path.name, "message": DONE})


async def _download(technician: Technician, request: Request) -> Response:
    name, content = await run_in_threadpool(packed, technician.config, technician.journal)
    named = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/gzip", headers=named)
