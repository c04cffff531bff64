"""A simulated printer on a pty, fed by a thread, that can be slow, stop reading or be unplugged.

For the benchmarks and the tests; the cabinet has its own in its event loop (drivers/simulated/wires.py).
"""

import os
import pty
import select
import termios
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from drivers.printer.transport import Where
from drivers.simulated.printer.personality import SimulatedPrinter


class WiredPrinter:
    """What a SimulatedPrinter meets on whatever wire it hangs; how bytes come and go is its subclass's.

    `deaf`: set, it takes nothing more, as a printer whose buffer is full; `unplug_after`: bytes of all it gets, then it
    is pulled out; `fault`: after so many bytes of all it gets, this state; `where`: how it is reached.
    """

    where: Where

    def __init__(self, printer: SimulatedPrinter | None) -> None:
        self.printer = printer or SimulatedPrinter()
        self.deaf = threading.Event()
        self.unplug_after = -1
        self.fault = (-1, "")
        self._lock = threading.Lock()

    def _take(self, data: bytes) -> bool:
        """Whether it still hangs there afterwards."""
        for part in self._parts(data):
            with self._lock:
                self._say(self.printer.feed(part))
            if self.fault[0] == len(self.printer.bytes):
                self.set_state(self.fault[1])
            if self.unplug_after == len(self.printer.bytes):
                self._pull()
                return False
        return True

    def _parts(self, data: bytes) -> Iterator[bytes]:
        """Cut where something is to happen."""
        got = len(self.printer.bytes)
        cuts = sorted(at - got for at in (self.fault[0], self.unplug_after) if got < at <= got + len(data))
        for start, end in pairwise([0, *cuts, len(data)]):
            yield data[start:end]

    def set_state(self, word: str) -> None:
        with self._lock:
            self.printer.set_state(word)
            self._say(self.printer.feed(b""))

    def _say(self, answer: bytes) -> None:
        raise NotImplementedError

    def _pull(self) -> None:
        raise NotImplementedError


class PtyPrinter(WiredPrinter):
    """`path`: what the driver opens, a link that stays when the printer is plugged in again elsewhere; `option`:
    the one that names a missing printer; `taking`: bytes have left the wire and are not printed yet."""

    option = "printer.path"

    def __init__(self, path: Path, printer: SimulatedPrinter | None = None, baud: int = 0) -> None:
        super().__init__(printer)
        self.path = path
        self.where, self.taking = Where("serial", str(path)), threading.Event()
        self._speed = getattr(termios, f"B{baud}") if baud else 0  # at another one it reads rubbish
        self.plug()

    def plug(self) -> None:
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(slave))
        self._slave, self._over = slave, threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._over.is_set():
            if self.deaf.is_set() or not select.select([self.master], [], [], 0.02)[0]:
                self._over.wait(0.01)
                continue
            self.taking.set()
            if not self._read():
                return
            self.taking.clear()

    def _read(self) -> bool:
        data = os.read(self.master, 512)
        wrong = self._speed and termios.tcgetattr(self.master)[5] != self._speed
        return True if wrong else self._take(data)

    def _say(self, answer: bytes) -> None:
        os.write(self.master, answer)

    def _pull(self) -> None:
        self.path.unlink()
        os.close(self._slave)
        os.close(self.master)

    def unplug(self) -> None:
        self._over.set()
        if threading.current_thread() is not self._thread and self._thread.is_alive():
            self._thread.join()
        if self.path.is_symlink():
            self._pull()


@contextmanager
def pty_printer(folder: Path, printer: SimulatedPrinter | None = None) -> Iterator[PtyPrinter]:
    end = PtyPrinter(folder / "printer", printer)
    try:
        yield end
    finally:
        end.unplug()
