"""The officers' console and the board as one small web program (docs/contract.md).

Strategy: a thin shell. It knows who is asking (`sessions.py`), hands the wish to the office, which decides inside
the journal's transaction, and words the answer (`commands.py`). Everything that can wait for the disk runs in a worker
thread, so the streams never stall. The pages are files under `display/`, served as they are.
Not here: any way to give, see or remove a rating.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

import display
from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.console import technician
from kiosk.console.commands import leave, perform
from kiosk.console.door.hosts import OwnHosts, own_names
from kiosk.console.door.security import SecurityHeaders
from kiosk.console.door.whole_request import WholeRequest
from kiosk.console.proxy import Cabinet
from kiosk.console.request_body import BAD_REQUEST, body, key, number, text
from kiosk.console.sessions import id_of, key_of, new_nonce
from kiosk.console.shared import Board, Console, Session, kept_in_memory, sessions_of, who
from kiosk.console.sign_in import LockedOut, address_of
from kiosk.console.stream import Ear, Hub, look_after
from kiosk.console.threads import bound_strangers, for_staff
from kiosk.console.throttle import Place
from kiosk.console.views import View, officer_view, served_by
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.verbs import VERBS
from kiosk.core.office.refusals import MESSAGES, Refused
from kiosk.core.state.values import State
from kiosk.core.words.faults import sentences
from kiosk.host.disk.writes import last_whole_day
from kiosk.host.troubles import told as told_of_trouble
from kiosk.host.way import told as way_told
from kiosk.journal.errors import DiskFull, JournalError
from kiosk.journal.finding import renewed_with
from kiosk.office import Office, Seat
from kiosk.service.telling.city_way import found

PAGES = Path(display.__file__).parent
OPENAPI = Path(__file__).with_name("openapi.json")


def make_app(
    config: Config,
    office: Office,
    bell: Ear | None,
    version: str = "",
    app_seen: Callable[[], bool | None] = lambda: None,
    ready: Callable[[], None] = lambda: None,
) -> Starlette:
    """The whole console. `bell`: rung when the journal grew (None: looked at every heartbeat only).
    `app_seen`: is the touch app there; None when not known. `ready`: called once it
    serves. The hub is at `app.state.hub`."""
    hub, runtime = Hub(lambda: for_staff(office.state), bell), runtime_of(config)
    moment, signing = office.journal.now, key_of(Path(config.kiosk.data))
    pins, repairing = kept_in_memory(config, signing, moment().boot)
    both, renewed = sessions_of(config, signing, moment), renewed_with(office.journal)
    console = Console(config, office, moment, hub, version, app_seen, pins, *both, Board(config), renewed)
    repairs = technician.Technician(config, office.journal, pins, repairing)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        bound_strangers()
        await hub.look()
        tasks = [asyncio.create_task(hub.run()), asyncio.create_task(look_after(office, runtime, hub, app_seen))]
        ready()
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app = Starlette(
        routes=_routes(console, repairs),
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(OwnHosts, own_names(config.console.names)),
            Middleware(WholeRequest),
        ],
        exception_handlers={LockedOut: _locked_out, Refused: _refused, JournalError: _not_written},
        lifespan=lifespan,
    )
    app.state.hub, app.state.console = hub, console
    app.state.who = lambda headers: who(console, repairs.sessions, list(headers))
    return app


def _routes(console: Console, repairs: technician.Technician) -> list[BaseRoute]:
    def bound(handler: Callable[[Console, Request], Any]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            response: Response = await handler(console, request)
            return response

        return endpoint

    return [
        Route("/", _page("console")),
        Route("/board", _page("board")),
        Route("/openapi.json", lambda _: FileResponse(OPENAPI)),
        Route("/healthz", bound(_health)),
        Route("/api/login", bound(_login), methods=["POST"]),
        Route("/api/logout", bound(_logout), methods=["POST"]),
        Route("/api/state", bound(_state)),
        Route("/api/stream", bound(_stream)),
        *[Route(f"/api/{name}", bound(_call(name)), methods=["POST"]) for name in VERBS],
        Route("/technician", _page("technician")),
        *technician.routes(repairs),
        Mount("/fonts", StaticFiles(directory=PAGES / "fonts")),
        Mount("/assets/console", StaticFiles(directory=PAGES / "console")),
        Mount("/assets/technician", StaticFiles(directory=PAGES / "technician")),
        Mount("/assets/board", StaticFiles(directory=PAGES / "board")),
        *_cabinet(console.config),
    ]


def _page(name: str) -> Callable[[Request], Response]:
    return lambda _: FileResponse(PAGES / name / "index.html")


def _cabinet(config: Config) -> list[BaseRoute]:
    """Only in simulation; with real hardware these addresses do not exist."""
    if config.hardware.kind != "simulated":
        return []
    cabinet = Cabinet(PAGES / "cabinet", Path(config.hardware.wires) / "cabinet.sock")
    return [Route("/cabinet", cabinet.answer), Route("/cabinet/{path:path}", cabinet.answer, methods=["GET", "POST"])]


# --- refusals ---


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    status = 400 if error.code == BAD_REQUEST else 409  # by its code: one that is told again by its key has no type
    return JSONResponse({"refusal": error.code, "message": error.message}, status)


async def _locked_out(request: Request, error: Exception) -> Response:
    assert isinstance(error, LockedOut)
    return JSONResponse({"refusal": error.code, "message": error.message, "seconds": error.seconds}, 409)


async def _not_written(request: Request, error: Exception) -> Response:
    code, status = ("disk-full", 409) if isinstance(error, DiskFull) else ("journal", 503)
    return JSONResponse({"refusal": code, "message": MESSAGES[code]}, status)


# --- signing in and out ---


async def _login(console: Console, request: Request) -> Response:
    asked = await body(request)
    officer, pin, counter = text(asked, "officer").lower(), text(asked, "pin"), number(asked, "counter")
    stored = {o.id.lower(): (o.id, o.pin) for o in console.config.officers}.get(officer)
    known, own = stored or (officer, None)
    await console.pins.check(pin, own, _place(console, request, known))
    return await _sign_in(console, known, counter)


def _place(console: Console, request: Request, officer: str) -> Place:
    """The browser, where this officer has signed in there before; else the address."""
    browser = console.browsers.of(request)
    known = browser is not None and browser.who["officer"] == officer
    return Place(f"officer {officer.lower()}", f"browser {browser.id}" if browser and known else address_of(request))


async def _sign_in(console: Console, officer: str, counter: int) -> Response:
    nonce = new_nonce()
    seat = await for_staff(console.office.login, counter, officer, id_of(nonce))
    answer = JSONResponse(
        {"officer": officer, "counter": counter, "services": list(served_by(console.config, counter))}
    )
    console.sessions.begin(answer, {"officer": officer, "reference": seat.officer, "counter": counter}, nonce)
    console.browsers.begin(answer, {"officer": officer}, new_nonce())
    await console.hub.look()
    return answer


async def _logout(console: Console, request: Request) -> Response:
    seat, asked = _seat(console, request), await body(request)
    answer = JSONResponse(await for_staff(leave, console.office, seat, key(asked)))
    console.sessions.forget(answer)
    await console.hub.look()
    return answer


async def _signed_in(console: Console, request: Request) -> Session:
    """Raises Refused not-logged-in."""
    if console.cookie(request) is None:
        raise Refused("not-logged-in")
    session = console.session(request, await for_staff(console.office.state))
    if session is None:
        raise Refused("not-logged-in")
    return session


# --- working ---


def _seat(console: Console, request: Request) -> Seat:
    """By the cookie; whether it is still theirs is seen when the wish is decided. Raises Refused not-logged-in."""
    session = console.cookie(request)
    if session is None:
        raise Refused("not-logged-in")
    return session.seat


def _call(name: str) -> Callable[[Console, Request], Any]:
    async def handler(console: Console, request: Request) -> Response:
        seat, asked = _seat(console, request), await body(request)
        answer = await for_staff(perform, console.office, name, seat, asked, key(asked))
        await console.hub.look()
        return JSONResponse(answer)

    return handler


async def _state(console: Console, request: Request) -> Response:
    session = await _signed_in(console, request)
    state, now = await for_staff(console.office.state), console.moment()
    view = officer_view(state, console.config, session.seat.counter, session.officer, now)
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


async def _stream(console: Console, request: Request) -> Response:
    """Events `board` and `notices` for everybody; `state` for who is signed in, `signed-out` once no longer."""
    await console.hub.look()

    def views(state: State, now: Moment) -> dict[str, View]:
        session = console.session(request, state)
        board = {"board": console.board.view(state, now), "notices": console.notices(state)}
        if session is None:
            return {"signed-out": {}, **board}
        return {"state": officer_view(state, console.config, session.seat.counter, session.officer, now), **board}

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(console.hub.stream(views, console.moment), 200, headers, "text/event-stream")


async def _health(console: Console, request: Request) -> Response:
    """200 while the journal can be read, and every program here can write it; 503 otherwise, with what each says."""
    state = await run_in_threadpool(console.office.state)
    seen, wrong = console.app_seen(), told_of_trouble(runtime_of(console.config))
    health = {
        "ok": not wrong,
        "version": console.version,
        "journal": "trouble" if wrong else "ok",
        "trouble": wrong,
        "faults": {device: said.en for device, said in sentences(state.devices, state.whys).items()},
        "app": "unknown" if seen is None else "running" if seen else "away",
        "day": state.day,
        "closed": state.closed,
        "written": last_whole_day(runtime_of(console.config)),
        "city": found(way_told(runtime_of(console.config)), "", console.office.journal.now().mono).facts,
    }
    return JSONResponse(health, 503 if wrong else 200, headers={"Cache-Control": "no-store"})
