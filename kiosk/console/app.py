"""`kiosk console`: serves the console's routes until it is told to stop.

Promises: says in one line what is wrong (address taken) and answers so that it is started again; on SIGTERM it ends
the open streams first, so that it stops at once; tells systemd when it serves, and by a clock that nobody sets that it
lives. Whoever holds its connections holds up nobody (door/).
"""

import asyncio
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import cast

import uvicorn
from starlette.applications import Starlette

from kiosk.config.options import Config
from kiosk.console.board.beat import Told, until_beat
from kiosk.console.door.gate import Gate
from kiosk.console.door.lines import Places, places_for
from kiosk.console.routes import make_app
from kiosk.host.command_line import AGAIN
from kiosk.host.systemd import Heartbeat, notify
from kiosk.journal.bell import Bell, socket_path
from kiosk.office import Office

__all__ = ["listen", "make_app", "run", "server_for"]
AT_ONCE = 32  # new connections between two looks at the old ones
QUEUE = 4096  # that the kernel holds until then (somaxconn); whoever finds it full is lost for seconds
KERNEL_HOLDS = 65536  # bytes of each connection in each direction, which it doubles for its own needs


class Server(uvicorn.Server):
    """uvicorn waits for open answers to end, and a stream has no end of its own; and it looks ten times a second for
    the word to stop, which wakes a machine at rest. This one is told."""

    def __init__(self, config: uvicorn.Config, gate: Gate, hang_up: Callable[[], None]) -> None:
        self._told, self._exits = Told(), False
        super().__init__(config)
        self.gate, self.hang_up = gate, hang_up
        self.heartbeat = Heartbeat()

    @property
    def should_exit(self) -> bool:
        return self._exits

    @should_exit.setter
    def should_exit(self, exits: bool) -> None:
        """By a signal, by uvicorn itself or from another thread."""
        self._exits = exits
        self._told.tell()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            await self._told.wait(until_beat())

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn has one figure for how many it takes at once and how many may queue."""
        await super().startup(sockets)
        for listening in sockets or ():
            listening.listen(QUEUE)

    async def on_tick(self, counter: int) -> bool:
        """Not by uvicorn's own callback: that one waits for the time of day, which may be set back."""
        self.heartbeat.poll()
        self.gate.sweep()
        return await super().on_tick(counter)

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
    server = server_for(app)
    for told in (signal.SIGTERM, signal.SIGINT):  # which uvicorn hears a moment later, and raises once more at its end
        signal.signal(told, lambda *_: setattr(server, "should_exit", True))
    server.run(sockets=[listening])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError when the address is taken or not ours. Port 0: any free one.

    Each line that it takes sends at once: an answer goes in two pieces, and the second would wait 40 ms for the word
    that the first came. And the kernel holds little for whoever does not read or sends what nobody takes: else it would
    be megabytes of memory for each.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=128)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        listening.setsockopt(socket.SOL_SOCKET, buffer, KERNEL_HOLDS)
    return listening


def server_for(app: Starlette, places: Places | None = None) -> Server:
    """One process, one loop; stops on SIGTERM or SIGINT; tells systemd that it lives. `places`: for how many."""
    gate = Gate(places or places_for(resource.getrlimit(resource.RLIMIT_NOFILE)[0]), app.state.who, time.monotonic)
    config = uvicorn.Config(
        app,
        http=cast(type[asyncio.Protocol], gate.protocol),  # it is only called
        ws="none",
        loop="asyncio",
        lifespan="on",
        access_log=False,
        log_level="error",  # its warnings are of what strangers send, a line for each
        server_header=False,
        proxy_headers=False,  # whoever connects is who asks, whatever X-Forwarded-For says
        backlog=AT_ONCE,
        timeout_graceful_shutdown=2,
    )
    return Server(config, gate, app.state.hub.close)


def seen(runtime: Path) -> Callable[[], bool]:
    """Does the touch app listen to the bell? Its socket refuses when the program is gone."""

    def look() -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            return wire.connect_ex(str(socket_path(runtime, "app"))) == 0

    return look
