"""The way to a printer: bytes out with a time limit, bytes in without waiting longer than asked.

Serial and file printers are file descriptors, opened non-blocking, because python-escpos sets no time limit on writing
(and costs 14 MB and 0.2 s to import, where pyserial costs 0.4 MB and 3 ms); a USB printer goes through python-escpos,
imported only then. `Stuck`: the printer takes nothing more; any other OSError: the device is gone.
"""

import importlib
import os
import select
import shutil
import time
from typing import Any, Protocol

from drivers.ports import Missing

_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Stuck(TimeoutError):
    """The printer took no more bytes within the time limit."""


class Line(Protocol):
    def write(self, data: bytes, seconds: float) -> None: ...
    def read(self, seconds: float) -> bytes: ...
    def fileno(self) -> int | None: ...
    def close(self) -> None: ...


def open_line(kind: str, path: str, baud: int, vendor: int, product: int) -> Line:
    """Opens the printer that the options name. Raises Missing, which names the option, and what to do."""
    try:
        if kind == "serial":
            return _Serial(path, baud)
        return _Usb(vendor, product) if kind == "usb" else _Descriptor(_opened(path))
    except (OSError, ImportError, ValueError) as error:
        where = f"{vendor:04x}:{product:04x}" if kind == "usb" else path
        option = "printer.vendor" if kind == "usb" else "printer.path"
        raise Missing(f"{option}: no printer at {where} ({error}); plug it in, or correct the option") from error


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
                raise Stuck(f"the printer took nothing for {seconds:.0f} s")
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


class _Usb:
    """python-escpos finds and configures the device; reading and writing take a time limit of ours."""

    def __init__(self, vendor: int, product: int) -> None:
        from escpos import capabilities
        from escpos.exceptions import Error
        from escpos.printer import Usb

        if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
            shutil.rmtree(capabilities.pickle_dir)  # made at its import, and never removed by it
        self._core: Any = importlib.import_module("usb.core")
        self._usb = Usb(vendor, product)
        try:
            self._usb.open()
        except (Error, RuntimeError) as error:
            raise OSError(str(error)) from error

    def _device(self) -> Any:
        return self._usb.device

    def fileno(self) -> int | None:
        return None

    def write(self, data: bytes, seconds: float) -> None:
        try:
            self._device().write(self._usb.out_ep, data, round(seconds * 1000))
        except self._core.USBTimeoutError as error:
            raise Stuck(str(error)) from error

    def read(self, seconds: float) -> bytes:
        try:
            return bytes(self._device().read(self._usb.in_ep, 64, max(1, round(seconds * 1000))))
        except self._core.USBTimeoutError:
            return b""

    def close(self) -> None:
        self._usb.close()
