"""`kiosk cabinet`: plays what lies beyond the connectors, and answers the cabinet's calls on a Unix socket.

A program of its own, so that a kill of the touch app leaves the paper half printed as in the hall. Only for
`hardware.kind = "simulated"`. The console passes `/cabinet/*` on to it; the page itself is in display/cabinet/.
"""

import argparse
import asyncio
import json
import signal
import struct
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, get_args

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from drivers.ports import ClockSource
from drivers.simulated.printer.personality import STATES
from drivers.simulated.relay import Relay
from drivers.speaker import spoken
from kiosk.config.hall.board import PICTURE
from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.core.calendar.moment import from_iso, iso
from kiosk.simulation.cabinet.site import Site, Wrong

PRESS_MS = 120


Call = Callable[[Site, Request, Mapping[str, Any]], Awaitable[Response]]


def _done(**more: Any) -> JSONResponse:
    return JSONResponse({"ok": True, **more})


async def _press(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    name = request.path_params["button"]
    if name not in site.buttons:
        raise Wrong(f"no button {name!r}; there are {', '.join(site.buttons)}")
    await site.pins.press(site.buttons[name], int(body.get("ms", PRESS_MS)))
    return _done()


async def _touch(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    """A tap; with `phase` only that part of it."""
    x, y = int(body["x"]), int(body["y"])
    for phase in [body["phase"]] if "phase" in body else ["down", "up"]:
        site.touch.write(str(phase), x, y)
    return _done()


async def _printer(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    if body["state"] not in STATES:
        raise Wrong(f"no printer state {body['state']!r}; there are {', '.join(STATES)}")
    site.paper.set_state(body["state"])
    return _done()


async def _scan(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    site.scanner.scan(str(body["code"]))
    return _done()


async def _keypad(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    counter, wish = int(request.path_params["counter"]), str(body["wish"])
    pad = site.keypads.get(counter)
    if pad is None or wish not in pad.keys:
        raise Wrong(f"no keypad of counter {counter} with a key for {wish!r}; there are those of {[*site.keypads]}")
    pad.press(pad.keys[wish])
    return _done()


async def _network(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    if site.relay is None:
        raise Wrong("this cabinet has no network cable: start it with --relay")
    await site.relay.plug(bool(body["up"]))
    site.news("network", site.relay.up)
    return _done()


async def _clock(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    if "at" in body:
        site.clock.at(from_iso(body["at"]), bool(body.get("running", False)))
    elif "pass_ms" in body:
        site.clock.passes(int(body["pass_ms"]))
    elif body.get("reboot"):
        site.clock.reboot()
    else:
        site.clock.offset(float(body.get("offset_s", 0)), _source(body))
    site.pins.tell({"clock": True})
    return _done(time=iso(site.clock.reading.wall()))


def _source(body: Mapping[str, Any]) -> ClockSource:
    """By its name, or only whether a time server told it. Raises Wrong."""
    named = body.get("source", "synchronised" if body.get("synchronised", True) else "unknown")
    if named not in get_args(ClockSource):
        raise Wrong(f"source: {named!r} is none of {', '.join(get_args(ClockSource))}")
    source: ClockSource = named
    return source


async def _screen(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    return Response(await _ask(site, "screen"), media_type="application/json")


async def _screen_png(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    return Response(await _ask(site, "png"), media_type="image/png", headers={"Cache-Control": "no-store"})


async def _ask(site: Site, what: str) -> bytes:
    """The app's own answer. Raises Wrong while it is away."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(runtime_of(site.config) / "screen.sock"))
        writer.write(json.dumps({"ask": what}).encode() + b"\n")
        size = json.loads(await reader.readline())["bytes"]
        answer = await reader.readexactly(size)
        writer.close()
    except (OSError, ValueError, asyncio.IncompleteReadError) as error:
        raise Wrong(f"the touch app does not answer: {error}") from error
    return answer


async def _board_png(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    """The picture that stands for the television. Raises Wrong while there is none."""
    path = runtime_of(site.config) / PICTURE
    if not site.config.board.output or not path.exists():
        raise Wrong("no board is drawn by the touch app: board.output names none, or it has not begun")
    return Response(path.read_bytes(), media_type="image/png", headers={"Cache-Control": "no-store"})


async def _paper(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    """Every byte; with ?slip=n the n-th slip, with ?text the last one's words."""
    printer = site.paper.printer
    if "text" in request.query_params:
        return Response(printer.text(), media_type="text/plain; charset=utf-8")
    found = printer.slips[int(request.query_params["slip"])] if "slip" in request.query_params else printer.bytes
    return Response(bytes(found), media_type="application/octet-stream")


async def _paper_png(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    index = int(request.query_params.get("slip", -1))
    return Response(site.paper.printer.png(index), media_type="image/png", headers={"Cache-Control": "no-store"})


async def _lamps(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    return JSONResponse(site.lamps())


async def _heard(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    return JSONResponse(spoken(site.wires / "heard"))


async def _state(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    return JSONResponse(site.state())


async def _events(site: Site, request: Request, body: Mapping[str, Any]) -> Response:
    return StreamingResponse(site.listen(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


CALLS: dict[tuple[str, str], Call] = {
    ("POST", "/cabinet/press/{button}"): _press,
    ("POST", "/cabinet/touch"): _touch,
    ("POST", "/cabinet/printer"): _printer,
    ("POST", "/cabinet/scan"): _scan,
    ("POST", "/cabinet/keypad/{counter}"): _keypad,
    ("POST", "/cabinet/network"): _network,
    ("POST", "/cabinet/clock"): _clock,
    ("GET", "/cabinet/screen"): _screen,
    ("GET", "/cabinet/screen.png"): _screen_png,
    ("GET", "/cabinet/board.png"): _board_png,
    ("GET", "/cabinet/paper"): _paper,
    ("GET", "/cabinet/paper.png"): _paper_png,
    ("GET", "/cabinet/lamps"): _lamps,
    ("GET", "/cabinet/heard"): _heard,
    ("GET", "/cabinet/state"): _state,
    ("GET", "/cabinet/events"): _events,
}


def _route(site: Site, method: str, path: str, call: Call) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            body = json.loads(await request.body() or b"{}") if method == "POST" else {}
            if not isinstance(body, dict):
                raise Wrong("the body is not an object")
            return await call(site, request, body)
        except Wrong as wrong:
            return JSONResponse({"error": str(wrong)}, 503 if "app" in str(wrong) else 400)
        except (KeyError, ValueError, TypeError, IndexError, OverflowError, struct.error, BlockingIOError) as error:
            return JSONResponse({"error": f"cannot read this call: {error!r}"}, 400)

    return Route(path, endpoint, methods=[method])


def run(config: Config, args: argparse.Namespace) -> int:
    """Serves until told to stop; 2 when the config is not a simulated one, or a wire cannot be laid."""
    if config.hardware.kind != "simulated":
        print('hardware.kind: kiosk cabinet needs "simulated"', file=sys.stderr)
        return 2
    stop = list[int]()
    for told in (signal.SIGTERM, signal.SIGINT):  # which uvicorn hears a moment later, and raises once more at its end
        signal.signal(told, lambda number, _: stop.append(number))
    try:
        asyncio.run(_serve(config, args, stop))
    except OSError as error:
        print(f"kiosk cabinet: {error}", file=sys.stderr)
        return 2
    return 0


async def _serve(config: Config, args: argparse.Namespace, stop: Sequence[int]) -> None:
    """`stop`: the signals that came before uvicorn heard them."""
    relay = Relay(args.relay, *args.broker) if args.relay and args.broker else None
    site = Site(config, relay, args.printer)
    await site.open()
    routes = [_route(site, method, path, call) for (method, path), call in CALLS.items()]
    if args.city_db is not None:
        from kiosk.simulation.city_page import routes as city_routes

        routes += city_routes(args.city_db)
    socket = site.wires / "cabinet.sock"
    socket.unlink(missing_ok=True)
    settings = uvicorn.Config(
        Starlette(routes=routes), uds=str(socket), access_log=False, log_level="warning", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(settings)
    server.should_exit = bool(stop)
    await server.serve()
