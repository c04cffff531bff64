"""The code scanner in a thread of its own, however it is connected; it sleeps until something comes.

Unplugged, it is looked for again, at most 5 s later; half a code that it had said by then is none. A call to it that
does not come back is told of (hanging.py).
"""

import os
import select
from functools import partial
from typing import Protocol

from drivers.hanging import HANGS_S, Hung, Watch
from drivers.ports import DeviceFailed, Post
from drivers.reopen import Reopened, now_ms
from drivers.scanner.framing import Codes
from drivers.scanner.keyboard import KeyboardLine
from drivers.scanner.serial_line import SerialLine
from drivers.supervised import attempt, ignored, kept_alive

_RETRY_MS = (500, 1000, 2000, 5000)


class CodeLine(Protocol):
    """What codes come over. `read`: those that end in what waits, raises OSError when the line is gone; `patience`:
    seconds of silence after which `quiet` is to be called, which gives a code that silence ends; None for none."""

    def fileno(self) -> int: ...
    def patience(self) -> float | None: ...
    def read(self) -> Codes: ...
    def quiet(self) -> Codes: ...
    def close(self) -> None: ...


def open_scanner(kind: str, path: str, baud: int) -> CodeLine:
    """`kind`: serial or keyboard, which has no `baud`. Raises Missing."""
    return KeyboardLine(path) if kind == "keyboard" else SerialLine(path, baud)


class LineScanner:
    """The port `Scanner`; a missing device is DeviceFailed, never an exception."""

    def __init__(self, kind: str, path: str, baud: int, post: Post, *, hangs: float = HANGS_S) -> None:
        self._path, self._post = path, post
        self._watch = Watch("scanner", self._hangs, hangs)
        opens = partial(self._open, kind, path, baud)
        self._line = Reopened[CodeLine]("scanner", opens, post, _RETRY_MS, on_lost=self._close)
        self._stop, self._stopped = os.pipe2(os.O_CLOEXEC)
        self._thread = kept_alive("scanner", self._goes_on, self._line.lost)

    def _hangs(self, why: str) -> None:
        self._line.tell(DeviceFailed("scanner", f"scanner.path: {self._path}: {why}", "failed"))

    def _open(self, kind: str, path: str, baud: int) -> CodeLine:
        """One that opens late is as good as any."""
        line: CodeLine | None = None
        try:
            with self._watch.call("opening the scanner"):
                line = open_scanner(kind, path, baud)
        except Hung:
            if line is None:
                raise
        return line

    def _close(self, line: CodeLine | None) -> None:
        if line is not None:
            with self._watch.call("closing the scanner"):
                line.close()

    def _goes_on(self) -> bool:
        """Looks for the scanner, or listens to it; False when told to stop."""
        self._line.poll(now_ms())
        if self._line.device is None:
            return not _ready((self._line.ms_until_due(now_ms()) or 0) / 1000, self._stop)
        return self._listen(self._line.device)

    def _listen(self, line: CodeLine) -> bool:
        """False when told to stop, True when the line broke."""
        while True:
            ready = _ready(line.patience(), line.fileno(), self._stop)
            if self._stop in ready:
                return False
            try:
                with self._watch.call("reading the scanner"):
                    codes = line.read() if ready else line.quiet()
            except BlockingIOError:
                continue
            except OSError:
                self._line.lost(f"scanner.path: {self._path}: the scanner was unplugged")
                return True
            for code in codes:
                self._post(code)

    def close(self) -> None:
        """A thread that hangs is left to itself, with what it needs."""
        os.write(self._stopped, b".")
        if self._watch.ended(self._thread):
            attempt(lambda: self._close(self._line.device), ignored)
            os.close(self._stop)
            os.close(self._stopped)


def _ready(seconds: float | None, *fds: int) -> set[int]:
    """Those with something to read, or that hang up; None: until there is one."""
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    return {fd for fd, _ in poll.poll(None if seconds is None else 1000 * seconds)}
