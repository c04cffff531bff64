"""The code scanner on a serial line: its bytes cut into codes, whatever ends them, however they come in pieces.

A code ends at CR, LF, TAB or ETX; on a line that has not shown such an end yet, 50 ms of silence end it too. Once a
scanner was seen to end its codes, what stops without an end is half a code (a cable that moved, a scanner switched
off) and is dropped after half a second, so a code may come in pieces however far apart on the way; the next one may
again end by silence, as somebody may have set the scanner anew. Other control bytes are dropped, and more than 512
bytes without an end are junk. The reader sleeps until a byte comes. Unplugged, it is looked for again, at most 5 s
later. USB-CDC scanners are serial lines too (ttyACM), whose speed means nothing.
"""

import os
import select
from dataclasses import dataclass, replace
from typing import Any

from drivers.ports import CodeScanned, Missing, Post
from drivers.reopen import Reopened, now_ms
from drivers.supervised import attempt, ignored, kept_alive

ENDS = b"\r\n\t\x03"
MAX_CODE_BYTES = 512
SILENCE, HALF = 0.05, 0.5  # seconds until a code without an end has ended; until half a code is dropped
_RETRY_MS = (500, 1000, 2000, 5000)


@dataclass(frozen=True)
class Framer:
    """Bytes of a code that has not ended; `junk`: too many came, the rest is dropped up to the next end; `ended`: the
    last code had an end of its own."""

    held: bytes = b""
    junk: bool = False
    ended: bool = False


def feed(framer: Framer, data: bytes) -> tuple[Framer, tuple[str, ...]]:
    """The framer after more bytes, and the codes that ended within them."""
    codes = []
    for byte in data:
        if byte in ENDS:
            codes.append("" if framer.junk else framer.held.decode("utf-8", "replace").strip())
            framer = Framer(ended=framer.ended or bool(codes[-1]))
        elif byte >= 0x20 and byte != 0x7F:
            framer = _longer(framer, byte)
    return framer, tuple(filter(None, codes))


def _longer(framer: Framer, byte: int) -> Framer:
    if framer.junk or len(framer.held) >= MAX_CODE_BYTES:
        return Framer(junk=True, ended=framer.ended)
    return replace(framer, held=framer.held + bytes((byte,)))


def patience(framer: Framer) -> float | None:
    """Seconds of silence after which `silence` is to be told; None: nothing is held."""
    if not framer.held and not framer.junk:
        return None
    return HALF if framer.ended else SILENCE


def silence(framer: Framer) -> tuple[Framer, tuple[str, ...]]:
    """The line was quiet for as long as `patience` says: what is held is a code, or half of one."""
    if framer.ended:
        return Framer(), ()
    _, codes = feed(framer, b"\r")
    return Framer(), codes


class SerialScanner:
    """The port `Scanner`; a missing device is DeviceFailed, never an exception."""

    def __init__(self, path: str, baud: int, post: Post) -> None:
        self._path, self._post = path, post
        self._line = Reopened("scanner", lambda: _open(path, baud), post, _RETRY_MS, on_lost=_close)
        self._stop, self._stopped = os.pipe2(os.O_CLOEXEC)
        self._thread = kept_alive("scanner", self._goes_on, self._line.lost)

    def _goes_on(self) -> bool:
        """Looks for the scanner, or listens to it; False when told to stop."""
        self._line.poll(now_ms())
        if self._line.device is None:
            return not _ready((self._line.ms_until_due(now_ms()) or 0) / 1000, self._stop)
        if self._listen(self._line.device):
            return False
        self._line.lost(f"scanner.path: {self._path}: the scanner was unplugged")
        return True

    def _listen(self, line: Any) -> bool:
        """True when told to stop, False when the line broke."""
        framer = Framer()
        while True:
            ready = _ready(patience(framer), line.fileno(), self._stop)
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
        attempt(lambda: _close(self._line.device), ignored)
        os.close(self._stop)
        os.close(self._stopped)


def _open(path: str, baud: int) -> Any:
    """Raises Missing."""
    from serial import Serial

    try:
        return Serial(path, baud, timeout=0)
    except Exception as error:  # termios.error too, which is no OSError
        raise Missing(f"scanner.path: {path}: {error}") from error


def _ready(seconds: float | None, *fds: int) -> set[int]:
    """Those with something to read, or that hang up; None: until there is one."""
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    return {fd for fd, _ in poll.poll(None if seconds is None else 1000 * seconds)}


def _close(line: Any) -> None:
    if line is not None:
        line.close()


def _read(fd: int) -> bytes:
    """Some bytes; b"" when the line is gone."""
    try:
        return os.read(fd, 4096)
    except OSError:
        return b""
