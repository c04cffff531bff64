"""Joins devices, journal, settings and screen into the touch app, runs it, and puts everything away again."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from drivers import ports
from drivers.network_address import own_address
from drivers.simulated.pins import PinWire
from kiosk.app.app import App
from kiosk.app.clock_keeping import ClockKeeping
from kiosk.app.commands import CommandHandlers
from kiosk.app.hall.output import BoardOutput
from kiosk.app.hall.plan import Plan
from kiosk.app.hall.telling import Told
from kiosk.app.housekeeping import Housekeeping
from kiosk.app.journal_writer import JournalWriter
from kiosk.app.safe_mode import CRASHED, config_in_safe_mode
from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.hall.board import PICTURE
from kiosk.config.options import Config
from kiosk.config.paths import release, runtime_of
from kiosk.config.procedures import of_config
from kiosk.config.settings import Settings, settings_of
from kiosk.core.decisions.device import device_moved, started, stopped
from kiosk.core.office.procedures import Procedures
from kiosk.devices.inbox import Inbox
from kiosk.devices.lending import Lender
from kiosk.devices.opening import Devices, found_at, open_devices, panel_opener, phone_page, pins_of
from kiosk.devices.panel import FoundPanel
from kiosk.devices.screen import Screen
from kiosk.devices.screen_socket import ScreenSocket
from kiosk.host import card
from kiosk.host.disk.reserve import reserve_of
from kiosk.host.systemd import FdStore
from kiosk.journal.bell import Bell
from kiosk.journal.journal import Journal
from kiosk.journal.opening import clock_of, own_card
from kiosk.office import new_token
from kiosk.paper.compose import Slips
from kiosk.service.start_log import Starts


def run_app(config: Config, journal: Journal, starts: Starts) -> int:
    """The touch app until it is told to stop (SIGTERM, SIGINT), or safe mode is over."""
    inbox, runtime = Inbox(), runtime_of(config)
    settings = _settings(config, starts.own.tickets_only, inbox)
    bell = Bell(runtime, "app", journal.path)
    lender = Lender(settings.config.board.output)
    devices, screen = _opened(settings.config, inbox, clock_of(config), lender)
    writer = JournalWriter(CommandHandlers(journal, settings, new_token), bell, reserve_of(journal.path))
    clock = ClockKeeping(writer, journal.timestamps, Path(config.kiosk.data))
    devices.shown = tuple(_boards(settings.config, writer, inbox, lender))
    housekeeping = Housekeeping(settings, writer, clock, starts.over)
    slips = Slips(settings, journal, lambda: phone_page(settings.config, own_address()))
    app = App(settings, writer, devices, screen, slips, housekeeping)
    serve_screen(app, runtime)
    hear_signals(app)
    begin(app, card.word(journal.card, own_card(config)))
    _live(app)
    bell.close()
    journal.close()
    return 0


def _settings(config: Config, safe_mode: bool, inbox: Inbox) -> Settings:
    if safe_mode:
        config = config_in_safe_mode(config)
    return settings_of(config, _listed(config, inbox), safe_mode)


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


def _boards(config: Config, writer: JournalWriter, inbox: Inbox, lender: Lender) -> Iterator[BoardOutput]:
    """On a television where the panel is the kiosk's own, else as a picture beside the app's other files."""
    board, real = config.board, config.hardware.screen == "drm"
    if board.output:
        plan = Plan(board.output, board.counters, "" if real else str(runtime_of(config) / PICTURE))
        yield BoardOutput(plan, Told(writer), inbox.post, lender if real else None)


def _opened(config: Config, inbox: Inbox, clock: ports.Clock, lender: Lender) -> tuple[Devices, Screen]:
    """Where the hardware is simulated, its pins hang on the cabinet's wire, which is told of every picture too."""
    simulated = config.hardware.kind == "simulated"
    wire = PinWire(Path(config.hardware.wires) / "pins.sock", inbox.post) if simulated else None
    devices = open_devices(config, inbox, clock, wire.factory if wire else pins_of(config, inbox.post))
    panel = FoundPanel(panel_opener(config, FdStore(), lender), inbox.post)
    screen = Screen(panel, config.kiosk, lambda: found_at(config), clock.mono)
    if wire is not None:
        screen.on_drawn = wire.drawn
    return devices, screen


def begin(app: App, card_word: str) -> None:
    """What a start writes. `card_word`: of the card, "" where nothing is known of it."""
    word, why = ("tickets_only", CRASHED) if app.settings.safe_mode else ("ok", "")
    app.writer.write(lambda state, now: started(state, release()))
    app.writer.write(lambda state, now: device_moved(state, "app", word, why))
    if card_word:
        app.writer.write(lambda state, now: device_moved(state, "card", card_word))
    journal_word, why = app.writer.journal_word()
    app.writer.write(lambda state, now: device_moved(state, "journal", journal_word, why))
    app.tell_faults()
    app.writer.checkpoint()  # from here on it is known that there is a log beside it


def _live(app: App) -> None:
    """From the first picture to the goodbye."""
    app.run()
    app.touch.close()
    app.writer.write(lambda state, now: stopped(state, "told"))
    app.housekeeping.clock.stop()
    app.writer.checkpoint(last=True)  # from Python 3.12 on closing does not see to it
    app.devices.close()


def serve_screen(app: App, runtime: Path) -> None:
    """Whoever asks gets the screen, from within the loop: the cabinet's page, the technician's page."""
    server = ScreenSocket(runtime, app.screen.data, app.screen.picture)

    def answer() -> None:
        asker = server.accept()

        def ready() -> None:
            app.settle()
            server.answer(asker)

        app.loop.watch_once(asker.fileno(), ready)

    app.loop.watch(server.fileno(), answer)


def hear_signals(app: App) -> None:
    """SIGTERM and SIGINT end the loop; the wake-up descriptor makes it look at once."""
    read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.loop.stop())
    app.loop.watch(read, lambda: _emptied(read))


def _emptied(fd: int) -> None:
    os.read(fd, 64)
