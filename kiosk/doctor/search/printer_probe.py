"""What a printer at a port says of itself: at which speed it answers, and who it is.

Two different questions must be answered before a speed counts; who it is tells GS I
(drivers/printer/identity.py), and where that stays silent, USB. A printer that never answers cannot be told from none
by asking: that takes a page and a person (printers.py).
"""

from dataclasses import dataclass

from drivers.ports import Missing, PrinterState, PrintMode, WriteTimeout
from drivers.printer import pace, status, transport
from drivers.printer.escpos import RESYNC
from drivers.printer.identity import UNKNOWN, identity
from drivers.printer.session import StatusSession
from drivers.printer.transport import Flow, Line, Where, open_line
from kiosk.doctor.search.ports import Port

NARROW = 384  # dots of a head for 58 mm
SPEEDS = (19200, 9600, 115200, 38400, 57600)


@dataclass(frozen=True)
class Printer:
    """What was found at `port`. `who`: by GS I, `unknown` where it does not tell; `dots`: of its head, 0: not known
    yet; `silent`: it printed and never answered; `cutter`: it cut, `full_cut`: by GS V A only, `cut`: by which command;
    `flow`: how it says that it takes nothing; `print_mode`: how slips go out to it."""

    port: Port
    baud: int
    who: str = UNKNOWN
    dots: int = 0
    silent: bool = False
    cutter: bool = True
    full_cut: bool = False
    cut: str = "gs-v"
    presenter: bool = False
    flow: Flow = "none"
    print_mode: PrintMode = "raster"

    @property
    def where(self) -> Where:
        return where(self.port, self.baud, self.flow)

    @property
    def width(self) -> int:
        """mm of its paper."""
        return 58 if self.dots == NARROW else 80

    @property
    def name(self) -> str:
        return self.who if self.who != UNKNOWN else self.port.name


def ask(port: Port, wait: float) -> Printer | None:
    """The printer that answers at this port, or None. `wait`: seconds for one answer. Raises Missing, with the reason,
    for a port that cannot be opened."""
    for baud in speeds(port):
        line = _opened(port, baud)
        try:
            if _answers(line, baud, wait):
                return Printer(port, baud, identity(line, wait))
        except OSError:
            continue
        finally:
            line.close()
    return None


def state(printer: Printer, wait: float) -> PrinterState:
    """What keeps it from printing, or ok. Raises OSError when it is gone."""
    line = _opened(printer.port, printer.baud)
    try:
        return StatusSession(line, wait).state()
    finally:
        line.close()


def speeds(port: Port) -> tuple[int, ...]:
    return SPEEDS if port.kind == "serial" else SPEEDS[:1]


def send(where: Where, data: bytes) -> bool:
    """A page; whether the printer took it."""
    try:
        line = open_line(where)
    except Missing:
        return False
    try:
        pace.send_slip(line, where, RESYNC + data)
    except (WriteTimeout, OSError):
        return False
    finally:
        line.close()
    return True


def _opened(port: Port, baud: int) -> Line:
    return open_line(where(port, baud))


def where(port: Port, baud: int, flow: Flow = "none") -> Where:
    """As the options that will be written say it."""
    if port.kind == "network":
        host, _, number = port.path.partition(":")
        return Where(port.kind, host=host, port=int(number))
    return Where(port.kind, port.path, baud, flow, port.vendor, port.usb_product)


def _answers(line: Line, baud: int, wait: float) -> bool:
    transport.send(line, RESYNC, baud)
    return all(_reading(line, n, baud, wait) is not None for n in (1, 4))


def _reading(line: Line, n: int, baud: int, wait: float) -> int | None:
    line.read(0)
    transport.send(line, status.question(n), baud)
    return status.reading(line.read(wait))
