"""The touch app's side of the board on its television: starts the program that draws it, tells it, hears how it goes.

Nothing here waits: what the child does not take just now it is told later, and only the newest. A child that ended or
hangs is started anew; that its television is off, or there again, is news of the device `board`.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Protocol

from drivers.ports import DeviceBack, DeviceFailed, Post
from drivers.supervised import attempt
from kiosk.app.hall.plan import MAX_BYTES, Plan

LIFE_MS = 4000  # from one sign of life to the next
HUNG_MS = 30_000  # without an answer to one; a kernel may take ten seconds to set a mode
RETRY_MS = 3000
View = dict[str, Any]


class Child(Protocol):
    """A program that runs."""

    def poll(self) -> int | None: ...
    def kill(self) -> None: ...


class Lends(Protocol):
    """kiosk.devices.lending.Lender."""

    @property
    def screen(self) -> object | None: ...
    def lend(self) -> int: ...


Start = Callable[[Plan, socket.socket], Child]


def started(plan: Plan, theirs: socket.socket) -> Child:
    command = [sys.executable, "-m", "kiosk.app.hall.program", str(theirs.fileno()), json.dumps(asdict(plan))]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])


class Running:
    """A child, our end of the line to it, and what it was told last."""

    def __init__(self, child: Child, line: socket.socket, mono: int) -> None:
        self.child, self.line, self.answered, self.life_at = child, line, mono, mono
        self.told: View | None = None
        self.lent: object | None = None  # the panel on whose card it was lent its socket


class BoardOutput:
    """`view`: the board as it is now, None while nobody knows; `lender`: None where no card is needed."""

    def __init__(
        self, plan: Plan, view: Callable[[], View | None], post: Post, lender: Lends | None, start: Start = started
    ) -> None:
        self._plan, self._view, self._post, self._lender, self._start = plan, view, post, lender, start
        self._running: Running | None = None
        self._look_at, self._lost = 0, False
        self._killed = list[Child]()  # that are not gone yet: one may be held by the kernel, and nobody waits for it

    def ms_until_due(self, mono: int) -> int | None:
        return max(1, (self._running.life_at if self._running else self._look_at) - mono)

    def poll(self, mono: int) -> None:
        self._killed = [child for child in self._killed if child.poll() is None]
        if self._running is None and mono >= self._look_at and not self._killed:
            self._look_at = mono + RETRY_MS
            attempt(lambda: self._begin(mono), self._is_lost)
        if self._running is not None:
            running = self._running
            attempt(lambda: self._go_on(running, mono), lambda why: self._end(mono, why))

    def close(self) -> None:
        """The child ends with the line."""
        running, self._running = self._running, None
        if running is not None:
            running.line.close()
            running.child.kill()
            self._killed.append(running.child)

    def _begin(self, mono: int) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        with theirs:
            self._running = Running(self._start(self._plan, theirs), ours, mono)

    def _go_on(self, running: Running, mono: int) -> None:
        """Raises OSError where the child is of no use any more."""
        self._hear(running, mono)
        if mono - running.answered > HUNG_MS:
            raise TimeoutError(f"the board's program did not answer for {HUNG_MS // 1000} s")
        self._lend(running)
        view = self._view()
        if view is not None and (mono >= running.life_at or not _same(view, running.told)):
            with suppress(BlockingIOError):
                running.line.send(json.dumps({"board": view}, ensure_ascii=False).encode())
                running.told = view
        if mono >= running.life_at:
            running.life_at = mono + LIFE_MS

    def _hear(self, running: Running, mono: int) -> None:
        with suppress(BlockingIOError):
            while word := running.line.recv(MAX_BYTES):
                running.answered = mono
                self._heard(json.loads(word))
            raise ConnectionError("the board's program ended")

    def _heard(self, word: dict[str, Any]) -> None:
        """A program that was started anew does not know that a television was missed: `there` tells it of every one."""
        if "lost" in word:
            self._is_lost(word["lost"])
        elif "back" in word or (word["there"] and self._lost):
            self._lost = False
            self._post(DeviceBack("board", word.get("back", "")))

    def _lend(self, running: Running) -> None:
        """Once for each panel of the kiosk's own: with that its card came anew."""
        screen = self._lender.screen if self._lender else None
        if self._lender is None or screen is None or screen is running.lent:
            return
        lent = self._lender.lend()
        try:
            word = json.dumps({"card": lent >= 0}).encode()
            socket.send_fds(running.line, [word], [lent] if lent >= 0 else [])
        finally:
            if lent >= 0:
                socket.close(lent)
        running.lent = screen

    def _is_lost(self, why: str) -> None:
        if not self._lost:
            self._lost = True
            self._post(DeviceFailed("board", why))

    def _end(self, mono: int, why: str) -> None:
        self._look_at = mono + RETRY_MS
        self.close()
        self._is_lost(why)


def _same(view: View, told: View | None) -> bool:
    """But for the clock, which goes on by itself."""
    return told is not None and view | {"clock": None} == told | {"clock": None}
