"""The technician's page, behind a PIN: the kiosk's screen as it is now, the kept self-tests, the last starts, the log.

Strategy: the same PIN check (`kiosk.pin`) and signed cookie as for officers, for a purpose of its own, so that neither
cookie opens the other's door. Without a PIN in the settings there is no way in (the demo has its well-known one). It
shows no rating: the app itself gives no picture while somebody answers (screen_socket.py). Everything that can wait for
the disk runs in a worker thread.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.console.request_body import BAD_REQUEST, body, text
from kiosk.console.runtime_file import RuntimeFile
from kiosk.console.sessions import Sessions, new_nonce
from kiosk.console.sign_in import PinCheck, address_of
from kiosk.console.threads import for_staff
from kiosk.console.throttle import Place
from kiosk.core.calendar.moment import iso, wanted_ms
from kiosk.core.office.refusals import Refused
from kiosk.host.clock_files import ask, last_time
from kiosk.host.disk.writes import last_whole_day
from kiosk.host.files import write_whole
from kiosk.host.told import enrolled
from kiosk.host.told.way import told as way_told
from kiosk.host.troubles import told
from kiosk.host.usb_stick import find_stick
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Journal
from kiosk.journal.schema import kept_beside
from kiosk.service.findings import Finding, data_of, runs
from kiosk.service.log_bundle import DONE, packed, write_bundle
from kiosk.service.start_log import FILE, line_of, read, reset
from kiosk.service.telling.attention import attention
from kiosk.service.telling.city_way import found
from kiosk.service.telling.enrolment import found as enrolment

COOKIE = "kythuat"
SESSION_S = 3600  # that a technician stays signed in
MAX_TESTS = 30
SCREEN_TIMEOUT_S = 5.0
NOBODY = {"refusal": "app-away", "message": "Màn hình lấy số không chạy."}
POWER_OFF = "poweroff"  # systemd/kiosk-poweroff.path
NOT_SURE = {"refusal": BAD_REQUEST, "message": "Bấm hai lần để tắt máy."}
NO_MACHINE = {"refusal": "simulated", "message": "Đây là máy mô phỏng: không có gì để tắt."}
GOING_OFF = "Máy đang tắt. Chờ màn hình tối hẳn rồi mới rút điện. Muốn bật lại: cắm điện lại."
NO_TIME = {"refusal": BAD_REQUEST, "message": "Giờ không đúng, hoặc sớm hơn giờ máy đã biết. Xin xem lại ngày, năm."}
NO_CLOCK = {"refusal": "simulated", "message": "Đây là máy mô phỏng: đặt giờ ở trang tủ máy."}
SETTING = "Đang đặt giờ. Vài giây nữa xem giờ ở trang này."
RATING = {"refusal": "somebody-rates", "message": "Đang có người đánh giá: không hiện màn hình."}


@dataclass
class Technician:
    """`pins`: the officers' too, so that they take turns; `stick`: finds where a stick is mounted."""

    config: Config
    journal: Journal
    pins: PinCheck
    sessions: Sessions
    stick: Callable[[], Path | None] = find_stick


def sessions_of(
    key: bytes, boot: str, seconds: Callable[[], float] = time.monotonic, ended: RuntimeFile | None = None
) -> Sessions:
    """The technician's; they end with the boot, because their time is the machine's own. `ended`: where those that were
    signed out before their time are kept for as long."""
    return Sessions(COOKIE, f"technician {boot}", key, SESSION_S, seconds, ended)


def routes(technician: Technician) -> Sequence[Route]:
    def bound(handler: Callable[[Technician, Request], Awaitable[Response]], open_: bool = False) -> Any:
        async def endpoint(request: Request) -> Response:
            if not open_ and technician.sessions.of(request) is None:
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
        Route("/api/technician/poweroff", bound(_power_off), methods=["POST"]),
        Route("/api/technician/clock", bound(_clock), methods=["POST"]),
        Route("/api/technician/bundle.tar.gz", bound(_download)),
    ]


# --- signing in and out -----------------------------------------------------------------------------------------


async def _login(technician: Technician, request: Request) -> Response:
    pin = text(await body(request), "pin")
    if not (stored := technician.config.kiosk.pin) and not technician.pins.demo:
        raise Refused("no-technician-pin")
    await technician.pins.check(pin, stored, Place("technician", address_of(request)))
    answer = JSONResponse({"kiosk": technician.config.kiosk.id})
    technician.sessions.begin(answer, {}, new_nonce())
    return answer


async def _logout(technician: Technician, request: Request) -> Response:
    answer = JSONResponse({"kiosk": technician.config.kiosk.id})
    technician.sessions.end(request, answer)
    return answer


# --- what is shown ----------------------------------------------------------------------------------------------


async def _state(technician: Technician, request: Request) -> Response:
    return JSONResponse(await for_staff(_seen, technician), headers={"Cache-Control": "no-store"})


def _seen(technician: Technician) -> dict[str, Any]:
    """The kept self-tests, newest first; the last starts; the devices by the journal's last word."""
    with suppress(JournalError):  # what is known of it is what is shown
        technician.journal.refresh()
    starts, now = read(runtime_of(technician.config) / FILE), technician.journal.now()
    return {
        "kiosk": technician.config.kiosk.id,
        "office": technician.config.office.name,
        "tests": runs(Path(technician.config.kiosk.data), MAX_TESTS),
        "starts": [line_of(start) for start in reversed(starts)],
        "tickets_only": bool(starts) and starts[-1].tickets_only and not starts[-1].end,
        "devices": dict(technician.journal.state.devices),
        "attention": [data_of(finding) for finding in _attention(technician)],
        "stick": technician.stick() is not None,
        "time": iso(now.wall),
        "clock": now.clock,
        "city": found(way_told(runtime_of(technician.config)), "", now.mono).said._asdict(),
        "written": last_whole_day(runtime_of(technician.config)),
    }


def _attention(technician: Technician) -> list[Finding]:
    journal, clock = technician.journal, technician.journal.now().clock
    runtime = runtime_of(technician.config)
    certificate = enrolment(enrolled.told(runtime), journal.now().wall)
    findings = attention(journal.state, clock, told(runtime), kept_beside(journal.path))
    return [*findings, certificate] if certificate and not certificate.good else findings


async def _screen(technician: Technician, request: Request) -> Response:
    """The picture; 409 while somebody rates, 502 while the app is away."""
    try:
        async with asyncio.timeout(SCREEN_TIMEOUT_S):
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
    return JSONResponse({"forgiven": await for_staff(reset, runtime_of(technician.config))})


async def _to_stick(technician: Technician, request: Request) -> Response:
    try:
        path = await for_staff(write_bundle, technician.stick(), technician.config)
    except OSError as error:
        return JSONResponse({"refusal": "not-written", "message": str(error)}, 409)
    return JSONResponse({"file": path.name, "message": DONE})


async def _power_off(technician: Technician, request: Request) -> Response:
    """Asks systemd's kiosk-poweroff.path, which ends everything in order. Only with `{"sure": true}`: the page sends it
    at the second press."""
    if (await body(request)).get("sure") is not True:
        return JSONResponse(NOT_SURE, 400)
    if technician.config.hardware.kind == "simulated":
        return JSONResponse(NO_MACHINE, 409)
    asked = runtime_of(technician.config) / POWER_OFF
    await for_staff(write_whole, asked, b"", 0o600, synced=False)
    return JSONResponse({"message": GOING_OFF})


async def _clock(technician: Technician, request: Request) -> Response:
    """Asks systemd's kiosk-clock.path, which has the time set by root."""
    said, config = text(await body(request), "time"), technician.config
    try:
        wall = wanted_ms(said, last_time(Path(config.kiosk.data)))
    except ValueError:
        return JSONResponse(NO_TIME, 400)
    if config.hardware.kind == "simulated":
        return JSONResponse(NO_CLOCK, 409)
    await for_staff(ask, runtime_of(config), iso(wall))
    return JSONResponse({"message": SETTING})


async def _download(technician: Technician, request: Request) -> Response:
    name, content = await for_staff(packed, technician.config)
    named = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/gzip", headers=named)
