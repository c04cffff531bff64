"""Opens what the config names; the only place that knows which driver is which.

Simulation is what `hardware.kind` says and nothing else: the drivers are the same, only the pins' factory, the clock
and the ends of the wires differ. A device that is missing is named and reported; the kiosk serves on without it.
"""

import fcntl
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from display.panels import MappedPanel, MemoryPanel, Panel, SdlPanel
from drivers import ports
from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.network_address import own_address
from drivers.printer.transport import Flow, Where
from drivers.printer.worker import EscposPrinter
from drivers.scanner.reader import LineScanner
from drivers.speaker import ChildSpeaker
from drivers.touch import TouchPanel
from kiosk.config.hardware.touch_matrix import parsed
from kiosk.config.hardware.video import connector_of
from kiosk.config.options import Config, Printer
from kiosk.core.words.scanned import PHONE_PAGE
from kiosk.devices.found import FoundButtons, FoundLamps, Sought, told
from kiosk.devices.inbox import Inbox
from kiosk.devices.keypads import open_keypads
from kiosk.devices.lending import Lender
from kiosk.devices.speaker import hall_speaker
from kiosk.devices.touch import Open
from kiosk.host.systemd import FdStore

if TYPE_CHECKING:
    from drivers.drm.cards import Place
    from drivers.drm.choosing import Wish


@dataclass
class Devices:
    """The devices as the config names them, None where it names none; what they say comes into `inbox`."""

    lamps: ports.Lamps
    printer: ports.Printer | None
    open_touch: Open | None
    speaker: ports.Speaker
    inbox: Inbox
    scanner: ports.Scanner | None = None
    sought: tuple[Sought, ...] = ()
    keypads: Mapping[int, ports.Keypad] = field(default_factory=dict)  # by counter
    shown: tuple[Sought, ...] = ()  # what shows what the journal holds: looked at behind its news

    def close(self) -> None:
        one = (self.lamps, self.printer, self.speaker, self.scanner)
        for device in (*one, *self.sought, *self.keypads.values(), *self.shown):
            if device is not None:
                device.close()


POLL, QUICK_POLL = 20.0, 2.0  # seconds between idle questions to the printer: real, and in the demo


def pins_of(config: Config, post: ports.Post = lambda said: None) -> Any:
    """gpiozero's factory on the kernel's lines; None for a kiosk without buttons, which needs no GPIO library."""
    if not config.buttons:
        return None
    from drivers.gpio.lines import LineFactory, kernel_lines

    return LineFactory(kernel_lines(config.hardware.gpiochip), post)


def open_devices(config: Config, inbox: Inbox, clock: ports.Clock, factory: Any) -> Devices:
    """Every device that the config names."""
    pins = [(b.name, b.pin) for b in config.buttons]
    lit = [(b.name, b.lamp) for b in config.buttons if b.lamp >= 0]
    buttons = FoundButtons(lambda: PinButtons(pins, inbox.post, clock.mono, factory), inbox.post)
    lamps = FoundLamps(lambda: PinLamps(lit, factory), inbox.post)
    return Devices(
        lamps=lamps,
        printer=_printer(config, inbox),
        open_touch=(lambda: touch_of(config)) if config.hardware.touch else None,
        speaker=_speaker(config, inbox, clock),
        inbox=inbox,
        scanner=_scanner(config, inbox),
        sought=(buttons, lamps) if pins else (),
        keypads=open_keypads(config.keypads, inbox.post, clock.mono),
    )


def _scanner(config: Config, inbox: Inbox) -> LineScanner | None:
    scanner = config.scanner
    return LineScanner(scanner.kind, scanner.path, scanner.baud, inbox.post) if scanner.path else None


def _speaker(config: Config, inbox: Inbox, clock: ports.Clock) -> ports.Speaker:
    """Without its player nothing is said, which is news: it is a command, and comes with the next start."""
    try:
        return hall_speaker(config, clock.wall)
    except ports.Missing as missing:
        told(inbox.post, ports.DeviceFailed("speaker", str(missing)))
        return ChildSpeaker([])


def touch_of(config: Config) -> TouchPanel:
    """The touch panel that the config names, turned and calibrated as it says. Raises Missing."""
    hardware, size = config.hardware, (config.kiosk.width, config.kiosk.height)
    return TouchPanel(hardware.touch, size, hardware.rotate, parsed(hardware.touch_matrix))


def found_at(config: Config) -> str:
    """Where the console is found on the network; "" without a network."""
    return f"http://{at}:{config.console.port}/" if (at := own_address()) else ""


def phone_page(config: Config, address: str) -> str:
    """Where a phone in the office's network finds its number, this machine having that address in it; "" where none
    comes: without a network, or where the console listens to this machine alone."""
    reached = address and config.console.host in ("0.0.0.0", "::", address)
    return f"http://{address}:{config.console.port}/{PHONE_PAGE}" if reached else ""


def panel_opener(config: Config, store: FdStore, lender: Lender | None = None) -> Callable[[], Panel]:
    """Opens the panel that the config names, or another one that answers: to be called as often as one is looked for.
    `store` holds its card, so that the picture outlives the program; `lender` knows it while it is there. What is
    opened raises Missing, NoScreen."""
    hardware, size = config.hardware, (config.kiosk.width, config.kiosk.height)
    if hardware.screen == "none":
        return MemoryPanel
    if hardware.screen == "window":
        return lambda: SdlPanel(*size)
    wish = _wish_of(config)
    return lambda: _own_panel(wish, hardware.rotate, store, lender)


def place_of(config: Config) -> "Place":
    """Where the panel's picture goes, or would go, without drawing. Raises Missing."""
    from drivers.drm.cards import open_card

    with ExitStack() as held:
        return open_card(held, _wish_of(config), -1, fcntl.ioctl)[1]


def _wish_of(config: Config) -> "Wish":
    """The panel's dots as it is built, before it is turned."""
    from drivers.drm.choosing import Wish

    hardware, size = config.hardware, (config.kiosk.width, config.kiosk.height)
    upright = hardware.rotate in (0, 180)
    named = hardware.connector or connector_of(hardware.video)
    return Wish(size if upright else size[::-1], named, never=config.board.output)


def _own_panel(wish: "Wish", rotate: int, store: FdStore, lender: Lender | None) -> Panel:
    from drivers.drm.screen import DrmScreen

    kept = store.take("screen")
    if kept >= 0:
        store.drop("screen")  # it may be refused now: else nobody could draw on that card any more
    screen = DrmScreen(wish, kept)
    store.keep("screen", screen.fileno())
    if lender is not None:
        lender.screen = screen

    def closed() -> None:
        """At once: the next one must be the card's master."""
        store.drop("screen")
        if lender is not None:
            lender.screen = None

    return MappedPanel(screen, rotate, closed)


def where_of(printer: Printer) -> Where:
    """How the printer of the settings is reached."""
    flow = cast(Flow, printer.flow)
    ids, net = (printer.vendor, printer.product), (printer.host, printer.port)
    return Where(printer.kind, printer.path, printer.baud, flow, *ids, *net)


def _printer(config: Config, inbox: Inbox) -> EscposPrinter | None:
    printer = config.printer
    if printer.kind == "none":
        return None
    return EscposPrinter(
        inbox.post,
        where_of(printer),
        silent=printer.silent,
        print_mode=cast(ports.PrintMode, printer.print_mode),
        print_mode_for=printer.print_mode_for,
        poll=QUICK_POLL if config.hardware.kind == "simulated" else POLL,
    )
