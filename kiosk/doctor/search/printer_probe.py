"""What a printer at a port says of itself: at which speed it answers, who it is, how wide its paper is.

Two different questions must be answered before a speed counts; who it is tells GS I
(drivers/printer/identity.py), and where that stays silent, USB. A printer that never answers cannot be told from none
by asking: that takes a page and a person (printers.py).
"""

import re
from dataclasses import dataclass

from drivers.ports import Missing, PrinterState, PrintMode, WriteTimeout
from drivers.printer import status, transport
from drivers.printer.escpos import RESYNC
from drivers.printer.identity import UNKNOWN, identity
from drivers.printer.session import StatusSession
from drivers.printer.transport import Line, open_line
from kiosk.doctor.search.ports import Port

SPEEDS = (19200, 9600, 115200, 38400, 57600)
_NARROW = re.compile(r"58|57|T20X?-58|POS-?5")
_WIDE = re.compile(r"80|T88|T20|T82|TM-T|TSP|RP3")


@dataclass(frozen=True)
class Printer:
    """What was found at `port`. `who`: by GS I, `unknown` where it does not tell; `width` in mm, 0: not known yet;
    `silent`: it printed and never answered; `cutter`: it cut, `full_cut`: by GS V A only;
    `print_mode`: how slips go out to it."""

    port: Port
    baud: int
    who: str = UNKNOWN
    width: int = 0
    silent: bool = False
    cutter: bool = True
    full_cut: bool = False
    presenter: bool = False
    print_mode: PrintMode = "raster"

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
                found = Printer(port, baud, identity(line, wait))
                return Printer(port, baud, found.who, width_of(found.name))
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


def width_of(model: str) -> int:
    """Millimetres that the model's name tells, 0 for none."""
    if _NARROW.search(model):
        return 58
    return 80 if _WIDE.search(model) else 0


def send(port: Port, baud: int, data: bytes) -> bool:
    """Bytes to a port; whether it took them."""
    try:
        line = _opened(port, baud)
    except Missing:
        return False
    try:
        transport.send(line, RESYNC + data, baud)
    except (WriteTimeout, OSError):
        return False
    finally:
        line.close()
    return True


def _opened(port: Port, baud: int) -> Line:
    return open_line(port.kind, port.path, baud, port.vendor, port.usb_product)


def _answers(line: Line, baud: int, wait: float) -> bool:
    transport.send(line, RESYNC, baud)
    return all(_reading(line, n, baud, wait) is not None for n in (1, 4))


def _reading(line: Line, n: int, baud: int, wait: float) -> int | None:
    line.read(0)
    transport.send(line, status.question(n), baud)
    return status.reading(line.read(wait))
