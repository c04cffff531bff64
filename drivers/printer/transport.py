"""The way to a printer: bytes out with a time limit, bytes in without waiting longer than asked.

Serial and file printers are file descriptors, opened non-blocking, because python-escpos sets no time limit on writing
(and costs 14 MB and 0.2 s to import, where pyserial costs 0.4 MB and 3 ms); USB printers are in usb.py, which
is imported only then. `Stuck`: the printer takes nothing more; any other OSError: the device is gone.
"""

import errno
import os
import select
import time
from typing import Protocol

from drivers.ports import Missing, NotAllowed, NotInstalled, WriteTimeout

STUCK_S = 2.0  # that a printer may take nothing, as it feeds, cuts, or lets its head cool
_PIECE = 1024  # bytes that have a time limit of their own
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL
_BARRED = (errno.EACCES, errno.EPERM)
_HELD = (errno.EBUSY, errno.EAGAIN)
_PACKAGE = {"serial": "pyserial", "usb": "pyusb"}
_GROUP = {"serial": "dialout"}  # of systemd/70-kiosk.rules; all else is of lp


class Line(Protocol):
    def write(self, data: bytes, seconds: float) -> None: ...
    def read(self, seconds: float) -> bytes: ...
    def fileno(self) -> int | None: ...
    def close(self) -> None: ...


def open_line(kind: str, path: str, baud: int, vendor: int, product: int) -> Line:
    """Opens the printer that the options name. Raises Missing, which names the option, and what to do."""
    try:
        return _line(kind, path, baud, vendor, product)
    except NotInstalled:
        raise
    except ImportError as error:
        said = f"printer.kind: a {kind} printer needs the Python package {_PACKAGE[kind]}, which is not installed"
        raise NotInstalled(f"{said} ({error}): run scripts/install again") from error
    except Exception as error:  # pyserial lets termios.error through, which is no OSError
        where = f"printer.vendor: {vendor:04x}:{product:04x}" if kind == "usb" else f"printer.path: {path}"
        raise _closed(where, _GROUP.get(kind, "lp"), error) from error


def send(line: Line, data: bytes, baud: int, stuck: float = STUCK_S) -> None:
    """In pieces, each within twice what the wire needs for it and `stuck` seconds more. Raises Stuck, OSError."""
    for start in range(0, len(data), _PIECE):
        line.write(data[start : start + _PIECE], stuck + 2 * wire_s(_PIECE, baud))


def wire_s(length: int, baud: int) -> float:
    """Seconds that so many bytes take, 8N1."""
    return length * 10 / baud


def _line(kind: str, path: str, baud: int, vendor: int, product: int) -> Line:
    if kind == "serial":
        return _Serial(path, baud)
    if kind == "usb":
        from drivers.printer.usb import UsbLine

        return UsbLine(vendor, product)
    return _Descriptor(_opened(path))


def _closed(where: str, group: str, error: Exception) -> Missing:
    """What keeps a printer from being opened, by the system's own number for it."""
    number = getattr(error, "errno", None)
    if number in _BARRED:
        whose = f"be root or of the group {group}, which the rules of systemd/70-kiosk.rules give it to"
        return NotAllowed(f"{where} is there, and this user may not open it ({error}): {whose}")
    if number in _HELD:
        return Missing(f"{where} is held by another program ({error}): stop that one")
    option, _, place = where.partition(": ")
    return Missing(f"{option}: no printer at {place} ({error}); plug it in, or correct the option")


def _opened(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)


class _Descriptor:
    def __init__(self, fd: int) -> None:
        self._fd = fd

    def fileno(self) -> int | None:
        return self._fd

    def write(self, data: bytes, seconds: float) -> None:
        end = time.monotonic() + seconds
        while data:
            if not self._ready(select.POLLOUT, end - time.monotonic()):
                raise WriteTimeout(f"the printer took nothing for {seconds:.0f} s")
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                continue

    def read(self, seconds: float) -> bytes:
        """What has come, at most 256 bytes, or b"" after `seconds`."""
        try:
            return os.read(self._fd, 256) if self._ready(select.POLLIN, seconds) else b""
        except BlockingIOError:
            return b""

    def _ready(self, what: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._fd, what)
        events = poll.poll(max(0, seconds) * 1000)
        if events and events[0][1] & _GONE:
            raise OSError("the printer was unplugged")
        return bool(events)

    def close(self) -> None:
        os.close(self._fd)


class _Serial(_Descriptor):
    def __init__(self, path: str, baud: int) -> None:
        import serial

        self._port = serial.Serial(path, baud, timeout=0, write_timeout=0, dsrdtr=True, exclusive=True)
        super().__init__(self._port.fileno())

    def close(self) -> None:
        self._port.close()
