"""The officers' console and the board as one small web program (docs/contract.md).

Strategy: a thin shell. It knows who is asking (`sessions.py`), hands the wish to the office, which decides inside
the journal's transaction, and words the answer (`commands.py`). Everything that can wait for the disk runs in a worker
thread, so the streams never stall. The pages are files under `display/`, served as they are.
Not here: any way to give, see or remove a rating.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
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
from kiosk.config.rules import hours_of
from kiosk.console import technician
from kiosk.console.board.speaking import page_voice
from kiosk.console.colleagues.feeding import feed_all
from kiosk.console.colleagues.notes import Notes
from kiosk.console.commands import leave, perform
from kiosk.console.door.hosts import OwnHosts, own_names
from kiosk.console.door.security import SecurityHeaders
from kiosk.console.door.whole_request import WholeRequest
from kiosk.console.history.reading import history, own_day
from kiosk.console.phone import routes as phone
from kiosk.console.proxy import Cabinet
from kiosk.console.request_body import BAD_REQUEST, body, key, number, text
from kiosk.console.seats.hand_over import hand_over
from kiosk.console.sessions import id_of, key_of, new_nonce
from kiosk.console.shared import Board, Console, Session, kept_in_memory, sessions_of, who
from kiosk.console.sign_in import LockedOut
from kiosk.console.stream import Ear, Hub, look_after
from kiosk.console.supervisor import door, routes
from kiosk.console.threads import bound_strangers, for_staff
from kiosk.console.views import View, officer_view
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.verbs import VERBS
from kiosk.core.office.refusals import MESSAGES, Refused
from kiosk.core.state.values import State
from kiosk.core.words.faults import sentences
from kiosk.host.disk.writes import last_whole_day
from kiosk.host.told.way import told as way_told
from kiosk.host.troubles import told as told_of_trouble
from kiosk.journal.errors import DiskFull, JournalError
from kiosk.journal.finding import renewed_with
from kiosk.office import Office
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
    hub, runtime = Hub(lambda: for_staff(console.newest), bell), runtime_of(config)
    moment, signing = office.journal.now, key_of(Path(config.kiosk.data))
    pins, repairing = kept_in_memory(config, signing, moment().boot)
    both, renewed = sessions_of(config, signing, moment), renewed_with(office.journal)
    notes = Notes.beside(Path(config.kiosk.data))
    board = Board(config, version, page_voice(config))
    console = Console(config, office, moment, hub, version, app_seen, pins, *both, board, renewed, notes)
    repairs = technician.Technician(config, office.journal, pins, repairing)
    supervisor = door.Supervisor(console, door.sessions_of(config, signing, moment().boot))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        bound_strangers()
        await hub.look()
        hub.look_around(console.around(moment()))
        watching = look_after(office, runtime, hub, console.around, lambda: _chores(console))
        tasks = [asyncio.create_task(hub.run()), asyncio.create_task(watching)]
        ready()
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app = Starlette(
        routes=_routes(console, repairs, supervisor),
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(OwnHosts, own_names(config.console.names)),
            Middleware(WholeRequest),
        ],
        exception_handlers={LockedOut: _locked_out, Refused: _refused, JournalError: _not_written},
        lifespan=lifespan,
    )
    app.state.hub, app.state.console = hub, console
    app.state.who = lambda headers: who(console, (repairs.sessions, supervisor.sessions), list(headers))
    return app


def _routes(console: Console, repairs: technician.Technician, supervisor: door.Supervisor) -> list[BaseRoute]:
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
        Route("/api/hand-over", bound(_hand_over), methods=["POST"]),
        Route("/api/state", bound(_state)),
        Route("/api/history", bound(_history)),
        Route("/api/visits", bound(_visits)),
        Route("/api/stream", bound(_stream)),
        *[Route(f"/api/{name}", bound(_call(name)), methods=["POST"]) for name in VERBS],
        Route("/technician", _page("technician")),
        *technician.routes(repairs),
        Route("/supervisor", _page("supervisor")),
        *routes.routes(supervisor),
        *phone.routes(console, PAGES),
        Mount("/assets/tokens", StaticFiles(directory=PAGES / "tokens")),
        Mount("/fonts", StaticFiles(directory=PAGES / "fonts")),
        Mount("/assets/console", StaticFiles(directory=PAGES / "console")),
        Mount("/assets/technician", StaticFiles(directory=PAGES / "technician")),
        Mount("/assets/supervisor", StaticFiles(directory=PAGES / "supervisor")),
        *console.board.voice.routes(),
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


async def _chores(console: Console) -> None:
    """What is due by itself, every few seconds."""
    await run_in_threadpool(console.notes.look, console.hub.state)
    after, hours = console.config.queue.feed_seconds * 1000, hours_of(console.config)
    await run_in_threadpool(feed_all, console.office, console.hub.state, console.pages, hours, after)


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
    name, pin, counter = text(asked, "officer"), text(asked, "pin"), number(asked, "counter")
    officer, nonce = await console.must_be(name, pin, request), new_nonce()
    seat = await for_staff(console.office.login, counter, officer, id_of(nonce))
    await console.hub.look()
    return console.signed_in(seat, officer, nonce)


async def _hand_over(console: Console, request: Request) -> Response:
    answer = await hand_over(console, request)
    await console.hub.look()
    return answer


async def _logout(console: Console, request: Request) -> Response:
    seat, asked = console.seat(request), await body(request)
    answer = JSONResponse(await for_staff(leave, console.office, seat, asked, key(asked)))
    console.sessions.forget(answer)
    await console.hub.look()
    return answer


async def _signed_in(console: Console, request: Request) -> tuple[Session, State]:
    """And the state by which they are. Raises Refused not-logged-in."""
    if console.cookie(request) is None:
        raise Refused("not-logged-in")
    state = await for_staff(console.office.state)
    if (session := console.session(request, state)) is None:
        raise Refused("not-logged-in")
    return session, state


# --- working ---


def _call(name: str) -> Callable[[Console, Request], Any]:
    async def handler(console: Console, request: Request) -> Response:
        seat, asked = console.seat(request), await body(request)
        answer = await for_staff(perform, console.office, name, seat, asked, key(asked), console.notes)
        await console.hub.look()
        return JSONResponse(answer)

    return handler


async def _state(console: Console, request: Request) -> Response:
    session, state = await _signed_in(console, request)
    view = _own_view(console, session, state, console.moment())
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


async def _history(console: Console, request: Request) -> Response:
    """`?ticket=A015`."""
    await _signed_in(console, request)
    view = await for_staff(history, console.office, request.query_params.get("ticket", ""))
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


async def _visits(console: Console, request: Request) -> Response:
    """What this officer did today."""
    session, _ = await _signed_in(console, request)
    view = await for_staff(own_day, console.office, session.officer)
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


def _own_view(console: Console, session: Session, state: State, now: Moment) -> View:
    return officer_view(state, console.config, session.seat.counter, session.officer, now, console.notes.of)


async def _stream(console: Console, request: Request) -> Response:
    """Events `board` and `notices` for everybody; `state` for who is signed in, `signed-out` once no longer."""
    await console.hub.look()

    def views(state: State, now: Moment) -> dict[str, View]:
        session = console.session(request, state)
        board = {"board": console.board.view(state, now, console.hub.around), "notices": console.notices(state)}
        if session is None:
            return {"signed-out": console.signed_out(request, state), **board}
        return {"state": _own_view(console, session, state, now), **board}

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    who = console.cookie(request)
    took = partial(console.pages.took, who.seat.sign_in) if who else None
    return StreamingResponse(console.hub.stream(views, console.moment, took), 200, headers, "text/event-stream")


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
