"""A scanner on a serial line. USB-CDC scanners are serial lines too (ttyACM), whose speed means nothing."""

import errno
import os
from typing import Any

from drivers.ports import Missing
from drivers.scanner.framing import SERIAL, Codes, Framer, feed, patience, silence


class SerialLine:
    """The protocol `CodeLine`. Raises Missing."""

    def __init__(self, path: str, baud: int) -> None:
        self._port, self._framer = _open(path, baud), Framer()
        self.fileno, self.close = self._port.fileno, self._port.close

    def patience(self) -> float | None:
        return patience(self._framer, SERIAL)

    def read(self) -> Codes:
        """Raises OSError when the line is gone."""
        data = os.read(self._port.fileno(), 4096)
        if not data:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        self._framer, codes = feed(self._framer, data)
        return codes

    def quiet(self) -> Codes:
        self._framer, codes = silence(self._framer)
        return codes


def _open(path: str, baud: int) -> Any:
    from serial import Serial

    try:
        return Serial(path, baud, timeout=0)
    except Exception as error:  # termios.error too, which is no OSError
        raise Missing(f"scanner.path: {path}: {error}") from error
