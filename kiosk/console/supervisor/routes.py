"""The supervisor's calls: today at a glance, the wishes of core's table. All waits for the disk in a worker thread.

Whoever has not come in by the supervisor's own PIN is refused `no-supervisor`, an officer and a technician too. A wish
goes as an officer's does: what its page shows comes along, its key makes it happen once, and the journal decides.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.config.options import Config
from kiosk.console.history.reading import history_with_names
from kiosk.console.request_body import BadRequest, Body, body, key, number, text
from kiosk.console.supervisor.door import Supervisor, login, logout
from kiosk.console.supervisor.figures import figures_of, names_of
from kiosk.console.supervisor.settings import (
    Change,
    asked_officer,
    asked_option,
    gone_officer,
    more_holidays,
    set_by_supervisor,
    settings_view,
)
from kiosk.console.supervisor.views import supervisor_view
from kiosk.console.threads import for_staff
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.supervising.table import WISHES, Wish, Wished
from kiosk.core.office.refusals import Refused
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.values import State
from kiosk.journal.answers import Answer

Handler = Callable[[Supervisor, Request], Awaitable[Response]]
PREFIX = "/api/supervisor"
SETS = {"set": asked_option, "officer": asked_officer, "officer-gone": gone_officer, "holidays": more_holidays}


def routes(supervisor: Supervisor) -> Sequence[Route]:
    return [
        Route(f"{PREFIX}/login", _bound(supervisor, login, open_=True), methods=["POST"]),
        Route(f"{PREFIX}/logout", _bound(supervisor, logout), methods=["POST"]),
        Route(f"{PREFIX}/state", _bound(supervisor, _state)),
        Route(f"{PREFIX}/settings", _bound(supervisor, _settings)),
        Route(f"{PREFIX}/figures", _bound(supervisor, _figures)),
        Route(f"{PREFIX}/history", _bound(supervisor, _history)),
        *[Route(f"{PREFIX}/{name}", _bound(supervisor, _set(asked)), methods=["POST"]) for name, asked in SETS.items()],
        *[Route(f"{PREFIX}/{name}", _bound(supervisor, _call(name)), methods=["POST"]) for name in WISHES],
    ]


def _bound(supervisor: Supervisor, handler: Handler, open_: bool = False) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if not open_ and supervisor.sessions.of(request) is None:
            raise Refused("no-supervisor")
        return await handler(supervisor, request)

    return endpoint


async def _state(supervisor: Supervisor, request: Request) -> Response:
    console = supervisor.console
    state, now = await for_staff(console.newest), console.moment()
    view = supervisor_view(state, console.config, console.office, now, console.opening(state, now))
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


async def _settings(supervisor: Supervisor, request: Request) -> Response:
    view = await for_staff(settings_view, supervisor.config)
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


async def _figures(supervisor: Supervisor, request: Request) -> Response:
    """`?date=`: YYYY-MM-DD; today without."""
    console, asked = supervisor.console, request.query_params.get("date", "")
    view = await for_staff(figures_of, console.office, console.config, asked, console.moment())
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


async def _history(supervisor: Supervisor, request: Request) -> Response:
    """`?ticket=A015`: as officers read it, and by whom."""
    console, asked = supervisor.console, request.query_params.get("ticket", "")
    names = names_of(console.config, console.office.officers)
    view = await for_staff(history_with_names, console.office, asked, names)
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


def _set(change_of: Callable[[Config, Body], Change]) -> Handler:
    async def handler(supervisor: Supervisor, request: Request) -> Response:
        asked, console = await body(request), supervisor.console
        answer = await for_staff(set_by_supervisor, console, change_of, asked, key(asked))
        await console.hub.look()
        return JSONResponse(answer)

    return handler


def _call(name: str) -> Handler:
    async def handler(supervisor: Supervisor, request: Request) -> Response:
        asked, office = await body(request), supervisor.console.office
        wish, wished = WISHES[name], wished_by(WISHES[name], asked)

        def decide(state: State, now: Moment) -> Sequence[Fact]:
            return wish.decide(state, now, office.rules, wished)

        answer = await for_staff(office.supervise, decide, _told, key(asked))
        await supervisor.console.hub.look()
        return JSONResponse(answer)

    return handler


def wished_by(wish: Wish, asked: Body) -> Wished:
    """What came with the call. Raises BadRequest."""
    said: dict[str, Any] = {}
    for name in wish.needs:
        said[name] = number(asked, name) if name == "counter" else text(asked, name).upper()
    if wish.shown == "hand" and "hand" in asked:
        said["hand"] = "" if asked["hand"] is None else text(asked, "hand").upper()
    if wish.shown == "waiting" and "waiting" in asked:
        said["waiting"] = number(asked, "waiting")
    if wish.reasons:
        said["reason"] = text(asked, "reason")
        if said["reason"] not in wish.reasons:
            raise BadRequest
    return Wished(**said)


def _told(written: Sequence[Recorded], before: State, after: State) -> Answer:
    """`tickets`: the numbers that it moved, apart from what was due by now anyway."""
    moved = {r.visit for r in written if _is_own(r)}
    known = [visit for token in moved if token and (visit := after.known(token) or before.known(token))]
    return {"tickets": sorted(visit.ticket for visit in known)}


def _is_own(recorded: Recorded) -> bool:
    """The end of a visit that was served is the citizen's or the clock's doing, and tells of a rating."""
    return getattr(recorded.event, "how", "") != "served"
