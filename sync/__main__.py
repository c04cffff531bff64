"""`kiosk-sync --config F`: the courier as a program. Exit codes: 0 done, 2 wrong use or bad config, which no new start
mends; 75 for everything else that keeps it from beginning (kiosk/host/command_line.py)."""

import select
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import certificate_files, release, runtime_of, source_of
from kiosk.config.settings import hash_in_force
from kiosk.host.command_line import Parser, add_version, program_code
from kiosk.host.owner import COURIER, own_folder
from kiosk.host.systemd import Heartbeat, notify
from kiosk.journal.bell import Bell
from kiosk.journal.opening import clock_of, open_journal, own_card
from kiosk.journal.signing import usable_key
from sync.connection import broker_at
from sync.courier import Courier
from sync.journal_entries import was_signed
from sync.route import Route

if TYPE_CHECKING:
    from sync.enrolment.enroller import Enroller


def main(argv: Sequence[str] | None = None) -> int:
    parser = Parser(prog="kiosk-sync", description="Sends the journal to the city.")
    add_version(parser, release)
    parser.add_argument("--config", help="kiosk.toml (default: /boot/firmware/kiosk.toml)")
    try:
        return program_code(lambda: run(load(parser.parse_args(argv).config)), ConfigError, OSError, "kiosk-sync: ")
    finally:
        signal.set_wakeup_fd(-1)  # whoever called us within its own process goes on


def run(config: Config, stop: socket.socket | None = None) -> int:
    """Until SIGTERM, SIGINT or a byte on `stop`. Raises ConfigError, JournalError, OSError for what cannot be begun."""
    stop = stop or _signals()
    if not config.broker.url:
        print("kiosk-sync: broker.url is empty: nothing is sent", flush=True)
        notify("READY=1")
        return _idle(stop, Heartbeat())
    route, journal = route_of(config), open_journal(config)
    bell = Bell(runtime_of(config), "sync", journal.path)
    try:
        key = usable_key(Path(config.kiosk.data), was_signed(journal))
        courier = Courier(route, journal, bell, key, say=_say)
        leave = enroller_of(config).start() if config.broker.enrol_url else None
        notify("READY=1")
        courier.run(stop.fileno())
        if leave:
            leave()
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
    b, files = config.broker, certificate_files(config)
    found = [broker_at(url, b.user, b.password, *files) for url in (b.url, *b.others)]
    first, *others = [replace(one, pin=b.ca_sha256) for one in found]
    settings, card = hash_in_force(config), own_card(config)
    keys = tuple(key for key in (b.city_key, b.next_city_key) if key)
    return Route(
        first, source_of(config), release(), b.ack, b.batch, b.window, keys, settings, card, tuple(others),
        b.backlog_mb_a_day,
    )  # fmt: skip


def enroller_of(config: Config) -> "Enroller":
    """Its libraries are read only where the city gives certificates."""
    from sync.enrolment.enroller import Enroller, Wanted
    from sync.enrolment.est import name_of
    from sync.enrolment.papers import Papers

    b, folder = config.broker, own_folder(Path(config.kiosk.data), COURIER)
    wanted = Wanted(b.enrol_url, b.ca_sha256, name_of(source_of(config)), b.enrol_code)
    return Enroller(wanted, Papers(folder), runtime_of(config), clock_of(config), _say)


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
