"""The way to a printer: bytes out with a time limit, bytes in without waiting longer than asked.

Serial and file printers are file descriptors, opened non-blocking, because python-escpos sets no time limit on writing
(and costs 14 MB and 0.2 s to import, where pyserial costs 0.4 MB and 3 ms); network printers are sockets (network.py);
USB printers are in usb.py, which is imported only then. WriteTimeout: the printer takes nothing more; any other
OSError: the device is gone.
"""

import errno
import os
import termios
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Protocol

from drivers.ports import Missing, NotAllowed, NotInstalled
from drivers.printer.descriptor import DescriptorLine

Flow = Literal["none", "xonxoff", "rtscts"]
"""How a serial printer says that it takes nothing just now: not at all, by bytes (XOFF 13, XON 11), by its wire to
CTS."""

STUCK_S = 2.0  # that a printer may take nothing, as it feeds, cuts, or lets its head cool
_PIECE = 1024  # bytes that have a time limit of their own
_BARRED = (errno.EACCES, errno.EPERM)
_HELD = (errno.EBUSY, errno.EAGAIN)
_PACKAGE = {"serial": "pyserial", "usb": "pyusb"}
_GROUP = {"serial": "dialout"}  # of systemd/70-kiosk.rules; all else is of lp
_OPTION = {"usb": "printer.vendor", "network": "printer.host"}  # that names it; of all others printer.path
_QUICK = 921600  # bits a second
_REFUSED = "it serves another computer just now, or listens on another printer.port"


@dataclass(frozen=True)
class Where:
    """How a printer is reached, as the options of [printer] say it: `path`, `baud`, `flow` of a serial one (a file has
    a `path` too), `vendor`, `product` of a USB one, `host`, `port` of one on the network."""

    kind: str
    path: str = ""
    baud: int = 19200
    flow: Flow = "none"
    vendor: int = 0
    product: int = 0
    host: str = ""
    port: int = 9100

    def __str__(self) -> str:
        """What a technician knows it by."""
        if self.kind == "usb":
            return f"{self.vendor:04x}:{self.product:04x}"
        return f"{self.host}:{self.port}" if self.kind == "network" else self.path

    @property
    def pace(self) -> int:
        """Bits a second of its wire; of one that holds its sender back by itself, more than any printer takes."""
        return self.baud if self.kind == "serial" else _QUICK

    @property
    def unheld(self) -> bool:
        """Nothing holds back bytes that it has no room for: they are lost."""
        return self.kind == "serial" and self.flow == "none"


class Line(Protocol):
    def write(self, data: bytes, seconds: float) -> None: ...
    def settle(self, seconds: float) -> None:
        """Waits until nothing of what was written stands on our side any more. Raises WriteTimeout."""

    def read(self, seconds: float) -> bytes: ...
    def fileno(self) -> int | None: ...
    def close(self) -> None: ...


def open_line(where: Where) -> Line:
    """Opens the printer that the options name. Raises Missing, which names the option, and what to do."""
    kind = where.kind
    try:
        return _line(where)
    except NotInstalled:
        raise
    except ImportError as error:
        said = f"printer.kind: a {kind} printer needs the Python package {_PACKAGE[kind]}, which is not installed"
        raise NotInstalled(f"{said} ({error}): run scripts/install again") from error
    except Exception as error:  # pyserial lets termios.error through, which is no OSError
        raise _closed(f"{_OPTION.get(kind, 'printer.path')}: {where}", _GROUP.get(kind, "lp"), error) from error


def send(line: Line, data: bytes, baud: int, stuck: float = STUCK_S) -> None:
    """In pieces, each within twice what the wire needs for it and `stuck` seconds more. Raises Stuck, OSError."""
    for start in range(0, len(data), _PIECE):
        line.write(data[start : start + _PIECE], stuck + 2 * wire_s(_PIECE, baud))


def wire_s(length: int, baud: int) -> float:
    """Seconds that so many bytes take, 8N1."""
    return length * 10 / baud


def _line(where: Where) -> Line:
    if where.kind == "serial":
        return SerialLine(where.path, where.baud, where.flow)
    if where.kind == "network":
        from drivers.printer.network import NetworkLine

        return NetworkLine(where.host, where.port)
    if where.kind == "usb":
        from drivers.printer.usb import UsbLine

        return UsbLine(where.vendor, where.product)
    return DescriptorLine(_opened(where.path))


def _closed(where: str, group: str, error: Exception) -> Missing:
    """What keeps a printer from being opened, by the system's own number for it."""
    number = getattr(error, "errno", None)
    if number in _BARRED:
        whose = f"be root or of the group {group}, which the rules of systemd/70-kiosk.rules give it to"
        return NotAllowed(f"{where} is there, and this user may not open it ({error}): {whose}")
    if number in _HELD:
        return Missing(f"{where} is held by another program ({error}): stop that one")
    option, _, place = where.partition(": ")
    do = _REFUSED if number == errno.ECONNREFUSED else "plug it in, or correct the option"
    return Missing(f"{option}: no printer at {place} ({error}); {do}")


def _opened(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)


class SerialLine(DescriptorLine):
    """By pyserial, which sets IXON or CRTSCTS for `flow` (termios(3)), and RTS and DTR at the opening."""

    def __init__(self, path: str, baud: int, flow: Flow = "none") -> None:
        import serial

        self._port = serial.Serial(
            path,
            baud,
            timeout=0,
            write_timeout=0,
            xonxoff=flow == "xonxoff",
            rtscts=flow == "rtscts",
            dsrdtr=True,
            exclusive=True,
        )
        self._held = False
        super().__init__(self._port.fileno())

    def write(self, data: bytes, seconds: float) -> None:
        self._held = True  # until all of it was taken
        super().write(data, seconds)
        self._held = False

    def settle(self, seconds: float) -> None:
        self._held = True
        super().settle(seconds)
        self._held = False

    def clear_to_send(self) -> bool:
        """Whether the printer's wire to CTS says so. Raises OSError where the line has no such wire."""
        return bool(self._port.cts)

    def close(self) -> None:
        """What a printer does not take is dropped: the kernel would wait half a minute for it (closing_wait)."""
        if self._held:
            with suppress(OSError, termios.error):
                termios.tcflush(self._fd, termios.TCOFLUSH)
        self._port.close()
