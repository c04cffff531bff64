"""Opens what the config names and joins it into the touch app; the only place that knows which driver is which.

Simulation is what `hardware.kind` says and nothing else: the drivers are the same, only the pins' factory, the clock
and the ends of the wires differ. A device that is missing is named and reported; the kiosk serves on without it.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from display.window import MappedPanel, MemoryPanel, Panel, SdlPanel
from drivers import ports
from drivers.addresses import own_address
from drivers.buttons import PinButtons
from drivers.lamps import PinLamps
from drivers.pinwire import PinWire
from drivers.printer import EscposPrinter
from drivers.scanner import SerialScanner
from drivers.speaker import ChildSpeaker
from drivers.touch import TouchPanel
from drivers.watchdog import SystemdWatchdog
from kiosk.app import App, Hands
from kiosk.bell import Bell
from kiosk.calibration import parsed
from kiosk.catalogue import of_config
from kiosk.closing import slip_of_day
from kiosk.core.device import device_moved, started, stopped
from kiosk.core.procedures import Procedures, with_code
from kiosk.core.state import Visit
from kiosk.core.vietnamese import clock_words
from kiosk.desk import hours_of, new_token, rules_of
from kiosk.inbox import Inbox
from kiosk.journal import Journal
from kiosk.moments import Moments
from kiosk.options import Config
from kiosk.panel import FoundPanel
from kiosk.paperwork import Compose, Composed, Slips, check_slip
from kiosk.pen import Pen
from kiosk.places import release, runtime_of
from kiosk.printing import paper_of, slip_bytes
from kiosk.problems import ConfigError
from kiosk.reserve import reserve_of
from kiosk.screen import Screen
from kiosk.screen_socket import ScreenSocket
from kiosk.showing import paper_can_come
from kiosk.slips import ticket_slip
from kiosk.slips_documents import documents_slip
from kiosk.starts import Starts
from kiosk.tickets_only import CRASHED, config_for_tickets
from kiosk.wishes import Wishes

POLL, QUICK_POLL = 20.0, 2.0  # seconds between idle questions to the printer: real, and in the demo


def compose_of(config: Config) -> Compose:
    """Ticket → its slip, made into bytes by the printer's worker, once it knows the way."""
    paper, names = paper_of(config.printer), {s.letter: s.name for s in config.services}

    def compose(visit: Visit, ahead: int, wall: int) -> Composed:
        slip = ticket_slip(
            config.office,
            ticket=visit.ticket,
            service=names.get(visit.service, ""),
            ahead=ahead,
            wall=wall,
            code=visit.token,
            priority=visit.priority,
            reprint=visit.copies > 0,
            training=config.kiosk.training,
        )
        return lambda way: slip_bytes(slip, paper, way)

    return compose


def documents_of(config: Config, listed: Procedures) -> Callable[[str, int], Composed | None]:
    """A procedure's code → its list of documents."""
    paper, names = paper_of(config.printer), {s.letter: s.short or s.name for s in config.services}

    def compose(code: str, wall: int) -> Composed | None:
        found = with_code(listed, code)
        if found is None:
            return None
        service = f"{found.service} · {names[found.service]}"
        slip = documents_slip(config.office, found, service, wall, config.kiosk.training)
        return lambda way: slip_bytes(slip, paper, way)

    return compose


def slips_of(config: Config, journal: Journal, listed: Procedures) -> Slips:
    paper = paper_of(config.printer)

    def check(wall: int) -> Composed:
        return lambda way: slip_bytes(check_slip(clock_words(wall)), paper, way)

    def closing(day: str) -> Composed:
        slip = slip_of_day(journal, config, day)
        return lambda way: slip_bytes(slip, paper, way)

    closed = closing if config.printer.closing_slip else None
    return Slips(compose_of(config), check, closed, documents_of(config, listed))


class _Opening:
    """Opens devices one after the other; what is missing is posted and left out."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    def one(self, device: str, build: Callable[[], Any]) -> Any:
        try:
            return build()
        except ports.Missing as missing:
            print(missing, file=sys.stderr, flush=True)
            self.inbox.post(ports.DeviceFailed(device, str(missing)[:200]))
            return None


def pins_of(config: Config) -> Any:
    """gpiozero's factory on the kernel's lines; None for a kiosk without buttons, which needs no GPIO library."""
    if not config.buttons:
        return None
    from drivers.gpiolines import LineFactory, kernel_lines

    return LineFactory(kernel_lines(config.hardware.gpiochip))


def open_hands(config: Config, inbox: Inbox, clock: ports.Clock, factory: Any) -> Hands:
    """Every device that the config names."""
    opening, wanted = _Opening(inbox), config.hardware
    pins = [(b.name, b.pin) for b in config.buttons]
    lamps = [(b.name, b.lamp) for b in config.buttons if b.lamp >= 0]
    buttons = opening.one("buttons", lambda: PinButtons(pins, inbox.post, clock.mono, factory)) if pins else None
    scanner = SerialScanner(config.scanner.path, config.scanner.baud, inbox.post) if config.scanner.path else None
    return Hands(
        lamps=opening.one("lamps", lambda: PinLamps(lamps, factory)) or PinLamps([]),
        printer=_printer(config, inbox),
        open_touch=(lambda: touch_of(config)) if wanted.touch else None,
        speaker=opening.one("speaker", lambda: ChildSpeaker(config.speaker.player)) or ChildSpeaker([]),
        watchdog=SystemdWatchdog(),
        others=tuple(device for device in (buttons, scanner) if device is not None),
    )


def touch_of(config: Config) -> TouchPanel:
    """The touch panel that the config names, turned and calibrated as it says. Raises Missing."""
    hardware, size = config.hardware, (config.kiosk.width, config.kiosk.height)
    return TouchPanel(hardware.touch, size, hardware.rotate, parsed(hardware.touch_matrix))


def found_at(config: Config) -> str:
    """Where the console is found on the network; "" without a network."""
    return f"http://{at}:{config.console.port}/" if (at := own_address()) else ""


def panel_of(config: Config, keeper: ports.Watchdog) -> Panel:
    """The panel that the config names; `keeper` holds its card, so that the picture outlives the program.

    Raises Missing, NoScreen.
    """
    size = (config.kiosk.width, config.kiosk.height)
    if config.hardware.screen == "none":
        return MemoryPanel()
    if config.hardware.screen == "window":
        return SdlPanel(*size)
    from drivers.drm import DrmScreen

    rotate, kept = config.hardware.rotate, keeper.taken("screen")
    try:
        screen = DrmScreen(size if rotate in (0, 180) else size[::-1], kept)
    except ports.Missing:
        keeper.let_go("screen")  # else nobody could draw on that card any more
        raise
    keeper.keep("screen", screen.fileno())
    return MappedPanel(screen, rotate)


def _printer(config: Config, inbox: Inbox) -> EscposPrinter | None:
    printer = config.printer
    if printer.kind == "none":
        return None
    return EscposPrinter(
        inbox.post,
        kind=printer.kind,
        path=printer.path,
        baud=printer.baud,
        vendor=printer.vendor,
        product=printer.product,
        silent=printer.silent,
        way=cast(ports.Way, printer.way),
        way_for=printer.way_for,
        poll=QUICK_POLL if config.hardware.kind == "simulated" else POLL,
    )


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
    panel = FoundPanel(lambda: panel_of(config, hands.watchdog), inbox.post)
    screen = Screen(panel, config.kiosk, lambda: found_at(config))
    rules = replace(rules_of(config), tickets_only=tickets_only)
    wishes = Wishes(journal, rules, hours_of(config), new_token, lambda s: paper_can_come(s, config))
    listed = _listed(config, inbox)
    pen = Pen(wishes, bell, reserve_of(journal.path))
    app = App(
        config,
        journal,
        wishes,
        pen,
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
    pen.write(lambda state, now: started(state, release()))
    word, why = ("tickets_only", CRASHED) if tickets_only else ("ok", "")
    pen.write(lambda state, now: device_moved(state, "app", word, why))
    app.run()
    app.fingers.close()
    pen.write(lambda state, now: stopped(state, "told"))
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
