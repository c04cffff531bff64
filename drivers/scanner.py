"""The code scanner on a serial line: its bytes cut into codes, whatever ends them, however they come in pieces.

A code ends at CR, LF, TAB, ETX or after 50 ms of silence; other control bytes are dropped, and more than 512 bytes
without an end are junk. The reader sleeps until a byte comes. Unplugged, it is looked for again, at most 5 s later.
"""

import os
import select
import threading
from dataclasses import dataclass
from typing import Any

from drivers.ports import CodeScanned, DeviceBack, DeviceFailed, Post

ENDS = b"\r\n\t\x03"
LONGEST = 512
SILENCE = 0.05  # seconds
_RETRY = (0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Framer:
    """Bytes of a code that has not ended; `junk`: too many came, the rest is dropped up to the next end."""

    held: bytes = b""
    junk: bool = False


def feed(framer: Framer, data: bytes) -> tuple[Framer, tuple[str, ...]]:
    """The framer after more bytes, and the codes that ended within them."""
    held, junk, codes = framer.held, framer.junk, []
    for byte in data:
        if byte in ENDS:
            codes.append("" if junk else held.decode("utf-8", "replace"))
            held, junk = b"", False
        elif byte >= 0x20 and byte != 0x7F:
            held, junk = (b"", True) if junk or len(held) >= LONGEST else (held + bytes((byte,)), False)
    return Framer(held, junk), tuple(code.strip() for code in codes if code.strip())


def silence(framer: Framer) -> tuple[Framer, tuple[str, ...]]:
    """The line was quiet: what is held is a code."""
    return feed(framer, b"\r")


class SerialScanner:
    """The port `Scanner`; a missing device is DeviceFailed, never an exception."""

    def __init__(self, path: str, baud: int, post: Post) -> None:
        self._path, self._baud, self._post = path, baud, post
        self._stop, self._stopped = os.pipe2(os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        tries, told = 0, False
        while True:
            line = _open(self._path, self._baud)
            if isinstance(line, str):
                told = told or self._tell(line)
                if self._waits(_RETRY[min(tries, len(_RETRY) - 1)]):
                    return
                tries += 1
                continue
            if told:
                self._post(DeviceBack("scanner"))
            tries, told = 0, False
            if self._listen(line):
                return

    def _tell(self, why: str) -> bool:
        self._post(DeviceFailed("scanner", why))
        return True

    def _waits(self, seconds: float) -> bool:
        """True when told to stop meanwhile."""
        return bool(select.select([self._stop], [], [], seconds)[0])

    def _listen(self, line: Any) -> bool:
        """True when told to stop, False when the line broke."""
        framer = Framer()
        with line:
            while True:
                wait = SILENCE if framer.held or framer.junk else None
                ready, _, _ = select.select([line.fileno(), self._stop], [], [], wait)
                if self._stop in ready:
                    return True
                data = _read(line.fileno()) if ready else None
                if data == b"":
                    return False
                framer, codes = silence(framer) if data is None else feed(framer, data)
                for code in codes:
                    self._post(CodeScanned(code))

    def close(self) -> None:
        os.write(self._stopped, b".")
        self._thread.join()
        os.close(self._stop)
        os.close(self._stopped)


def _open(path: str, baud: int) -> Any:
    """The open line, or why there is none."""
    from serial import Serial, SerialException

    try:
        return Serial(path, baud, timeout=0)
    except (SerialException, OSError) as error:
        return f"scanner.path: {path}: {error}"


def _read(fd: int) -> bytes:
    """Some bytes; b"" when the line is gone."""
    try:
        return os.read(fd, 4096)
    except OSError:
        return b""
