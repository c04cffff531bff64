"""Joins devices, journal, rules and screen into the touch app, runs it, and puts everything away again."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from drivers import ports
from drivers.simulated.pins import PinWire
from kiosk.app.commands import CommandHandlers
from kiosk.app.journal_writer import JournalWriter
from kiosk.app.loop import App
from kiosk.app.presenter import paper_can_come
from kiosk.app.safe_mode import CRASHED, config_for_tickets
from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.options import Config
from kiosk.config.paths import release, runtime_of
from kiosk.config.procedures import of_config
from kiosk.config.rules import hours_of, rules_of
from kiosk.core.decisions.device import device_moved, started, stopped
from kiosk.core.office.procedures import Procedures
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import found_at, open_hands, panel_of, pins_of
from kiosk.devices.panel import FoundPanel
from kiosk.devices.screen import Screen
from kiosk.devices.screen_socket import ScreenSocket
from kiosk.host.systemd import FdStore
from kiosk.journal.bell import Bell
from kiosk.journal.disk_reserve import reserve_of
from kiosk.journal.journal import Journal
from kiosk.journal.timestamps import Moments
from kiosk.office import new_token
from kiosk.paper.compose import slips_of
from kiosk.service.start_log import Starts


def _listed(config: Config, inbox: Inbox) -> Procedures:
    """The public list; one that cannot be read is said and left out, because numbers are given without it."""
    try:
        listed = of_config(config)
    except ConfigError as error:
        print(error, file=sys.stderr, flush=True)
        inbox.post(ports.DeviceFailed("catalogue", str(error.problems[0])[:200]))
        return ()
    inbox.post(ports.DeviceBack("catalogue"))
    return listed


def run_app(config: Config, journal: Journal, moments: Moments, starts: Starts) -> int:
    """The touch app until it is told to stop (SIGTERM, SIGINT), or tickets-only is over."""
    tickets_only = starts.own.tickets_only
    config = config_for_tickets(config) if tickets_only else config
    inbox, runtime = Inbox(), runtime_of(config)
    bell = Bell(runtime, "app", journal.path)
    simulated = config.hardware.kind == "simulated"
    wire = PinWire(Path(config.hardware.wires) / "pins.sock", inbox.post) if simulated else None
    hands = open_hands(config, inbox, moments.clock, wire.factory if wire else pins_of(config))
    store = FdStore()
    panel = FoundPanel(lambda: panel_of(config, store), inbox.post)
    screen = Screen(panel, config.kiosk, lambda: found_at(config))
    rules = replace(rules_of(config), tickets_only=tickets_only)
    handlers = CommandHandlers(journal, rules, hours_of(config), new_token, lambda s: paper_can_come(s, config))
    listed = _listed(config, inbox)
    writer = JournalWriter(handlers, bell, reserve_of(journal.path))
    app = App(
        config,
        journal,
        handlers,
        writer,
        bell,
        inbox,
        hands,
        screen,
        slips_of(config, journal, listed),
        moments.estimate,
        listed,
        starts.over,
    )
    if wire is not None:
        screen.on_drawn = wire.drawn
    serve_screen(app, runtime)
    hear_signals(app)
    writer.write(lambda state, now: started(state, release()))
    word, why = ("tickets_only", CRASHED) if tickets_only else ("ok", "")
    writer.write(lambda state, now: device_moved(state, "app", word, why))
    app.run()
    app.fingers.close()
    writer.write(lambda state, now: stopped(state, "told"))
    writer.checkpoint(last=True)  # from Python 3.12 on closing does not see to it
    hands.close()
    bell.close()
    journal.close()
    return 0


def serve_screen(app: App, runtime: Path) -> None:
    """Whoever asks gets the screen, from within the loop: the cabinet's page, the technician's page."""
    server = ScreenSocket(runtime, app.screen.data, app.screen.picture)

    def asked() -> None:
        asker = server.accept()

        def ready() -> None:
            app.unwatch(asker.fileno())
            app.settle()
            server.answer(asker)

        app.watch(asker.fileno(), ready)

    app.watch(server.fileno(), asked)


def hear_signals(app: App) -> None:
    """SIGTERM and SIGINT end the loop; the wake-up descriptor makes it look at once."""
    read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.stop())
    app.watch(read, lambda: _emptied(read))


def _emptied(fd: int) -> None:
    os.read(fd, 64)
