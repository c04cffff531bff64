"""`kiosk console`: opens the journal and serves until it is told to stop.

Promises: says in one line what is wrong (port taken, no journal) and answers 2; on SIGTERM it ends the open streams
first, so that it stops at once; tells systemd when it is ready.
"""

import os
import socket
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from kiosk.bell import Bell, socket_path
from kiosk.console.app import make_app
from kiosk.desk import Office
from kiosk.journal import Journal, JournalError
from kiosk.moments import Clock, Moments
from kiosk.options import Config
from kiosk.places import journal_path, runtime_of, source_of

EAR = "console"
CONNECTIONS = 256


class Server(uvicorn.Server):
    """uvicorn waits for open answers to end, and a stream has no end of its own."""

    def __init__(self, config: uvicorn.Config, hang_up: Callable[[], None]) -> None:
        super().__init__(config)
        self.hang_up = hang_up

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.hang_up()
        super().handle_exit(sig, frame)


def run(config: Config, clock: Clock) -> int:
    """Exit code: 0 stopped as told, 2 could not start."""
    moments, path, runtime = Moments(clock), journal_path(config), runtime_of(config)
    try:
        journal = Journal.open(path, source_of(config), moments)
        listening = listen(config.console.host, config.console.port)
    except JournalError as error:
        return _cannot(str(error))
    except OSError as error:
        return _cannot(f"[console] host, port: {config.console.host}:{config.console.port}: {error.strerror}")
    if journal.state.last:
        moments.floor_at(journal.state.last.wall)
    bell = Bell(runtime, EAR, path)
    office, name = Office.of(config, journal, bell.ring), version("may-lay-so")
    app = make_app(config, office, bell, moments, name, seen(runtime), lambda: notify("READY=1"))
    try:
        server_for(app).run(sockets=[listening])
    finally:
        bell.close()
        journal.close()
    return 0


def _cannot(why: str) -> int:
    print(f"kiosk console: {why}", file=sys.stderr)
    return 2


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError when the address is taken or not ours. Port 0: any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)


def server_for(app: Starlette) -> Server:
    """One process, one loop; stops on SIGTERM or SIGINT."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=2,
    )
    return Server(config, app.state.hub.close)


def notify(word: str) -> None:
    """One word to systemd's notify socket (sd_notify(3)), when there is one."""
    path = os.environ.get("NOTIFY_SOCKET", "")
    if path:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            wire.sendto(word.encode(), f"\0{path[1:]}" if path.startswith("@") else path)


def seen(runtime: Path) -> Callable[[], bool]:
    """Does the touch app listen to the bell? Its socket refuses when the program is gone."""

    def look() -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            return wire.connect_ex(str(socket_path(runtime, "app"))) == 0

    return look
