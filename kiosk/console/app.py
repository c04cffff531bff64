"""`kiosk console`: serves the console's routes until it is told to stop.

Promises: says in one line what is wrong (address taken) and answers so that it is started again; on SIGTERM it ends
the open streams first, so that it stops at once; tells systemd when it serves.
"""

import signal
import socket
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from kiosk.config.options import Config
from kiosk.console.routes import make_app
from kiosk.host.command_line import AGAIN
from kiosk.host.systemd import Heartbeat, notify
from kiosk.journal.bell import Bell, socket_path
from kiosk.office import Office

__all__ = ["listen", "make_app", "run", "server_for"]
MAX_CONNECTIONS = 256


class Server(uvicorn.Server):
    """uvicorn waits for open answers to end, and a stream has no end of its own."""

    def __init__(self, config: uvicorn.Config, hang_up: Callable[[], None]) -> None:
        super().__init__(config)
        self.hang_up = hang_up

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.hang_up()
        super().handle_exit(sig, frame)


def run(config: Config, office: Office, bell: Bell) -> int:
    """Exit code: 0 stopped as told, AGAIN could not listen: the network may come, another program may go."""
    host, port = config.console.host, config.console.port
    try:
        listening = listen(host, port)
    except OSError as error:
        print(f"kiosk console: [console] host, port: {host}:{port}: {error.strerror}", file=sys.stderr)
        return AGAIN
    app_seen = seen(bell.runtime)
    app = make_app(config, office, bell, version("may-lay-so"), app_seen, lambda: notify("READY=1"))
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: None)  # uvicorn raises it once more when it has stopped; that is no failure
    server_for(app).run(sockets=[listening])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError when the address is taken or not ours. Port 0: any free one.

    Each line that it takes sends at once: an answer goes in two pieces, and the second would wait 40 ms for the word
    that the first came.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=128)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def server_for(app: Starlette) -> Server:
    """One process, one loop; stops on SIGTERM or SIGINT; tells systemd that it lives."""
    heartbeat = Heartbeat()

    async def beat() -> None:
        heartbeat.poll()

    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=2,
        callback_notify=beat if heartbeat.every else None,
        timeout_notify=1,  # seconds: how often it is asked whether a sign is due
    )
    return Server(config, app.state.hub.close)


def seen(runtime: Path) -> Callable[[], bool]:
    """Does the touch app listen to the bell? Its socket refuses when the program is gone."""

    def look() -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            return wire.connect_ex(str(socket_path(runtime, "app"))) == 0

    return look
