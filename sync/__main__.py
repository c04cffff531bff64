"""`kiosk-sync --config F`: the courier as a program. Exit codes: 0 done, 2 wrong use, bad config or no journal."""

import select
import signal
import socket
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from drivers.clock import SimulatedClock, SystemClock
from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import journal_path, runtime_of, source_of
from kiosk.host.command_line import Parser
from kiosk.host.systemd import Heartbeat, notify
from kiosk.journal.bell import Bell
from kiosk.journal.journal import Journal
from kiosk.journal.signing import own_key
from kiosk.journal.timestamps import Moments
from sync.connection import broker_at
from sync.courier import Courier, Route


def main(argv: Sequence[str] | None = None) -> int:
    parser = Parser(prog="kiosk-sync", description="Sends the journal to the city.")
    parser.add_argument("--config", help="kiosk.toml (default: /boot/firmware/kiosk.toml)")
    try:
        return run(load(parser.parse_args(argv).config))
    except (ConfigError, ValueError, OSError) as error:
        print(f"kiosk-sync: {error}", file=sys.stderr)
        return 2


def run(config: Config, stop: socket.socket | None = None) -> int:
    """Until SIGTERM, SIGINT or a byte on `stop`. Raises ConfigError, ValueError, OSError for what cannot be begun."""
    stop = stop or _signals()
    if not config.broker.url:
        print("kiosk-sync: broker.url is empty: nothing is sent", flush=True)
        notify("READY=1")
        return _idle(stop, Heartbeat())
    route, journal = route_of(config), open_journal(config)
    bell = Bell(runtime_of(config), "sync", journal.path)
    try:
        courier = Courier(route, journal, bell, own_key(Path(config.kiosk.data)), say=_say)
        notify("READY=1")
        courier.run(stop.fileno())
    finally:
        bell.close()
        journal.close()
    return 0


def _idle(stop: socket.socket, heartbeat: Heartbeat) -> int:
    """Alive until told to stop."""
    poll = select.poll()
    poll.register(stop, select.POLLIN)
    while not poll.poll(heartbeat.ms_until_due()):
        heartbeat.poll()
    return 0


def route_of(config: Config) -> Route:
    """Raises ValueError that names the option."""
    b = config.broker
    broker = broker_at(b.url, b.user, b.password, b.ca)
    return Route(broker, source_of(config), version("may-lay-so"), b.ack, b.batch, b.window)


def open_journal(config: Config) -> Journal:
    """The journal, time going on from its last event until the clock is known."""
    simulated = config.hardware.kind == "simulated"
    moments = Moments(SimulatedClock(Path(config.hardware.wires) / "clock") if simulated else SystemClock())
    journal = Journal.open(journal_path(config), source_of(config), moments)
    if journal.state.last:
        moments.floor_at(journal.state.last.wall)
    return journal


def _say(line: str) -> None:
    print(f"kiosk-sync: {line}", file=sys.stderr, flush=True)


def _signals() -> socket.socket:
    """Readable once SIGTERM or SIGINT came."""
    ear, mouth = socket.socketpair()
    mouth.setblocking(False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(mouth.fileno())
    _KEPT.append(mouth)
    return ear


_KEPT: list[socket.socket] = []  # the wake-up descriptor must live as long as the program

if __name__ == "__main__":
    sys.exit(main())
