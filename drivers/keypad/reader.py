"""One keypad in a thread of its own, however it is connected; it sleeps until a key goes down or it is told something.

Unplugged, it is looked for again, at most 5 s later, and then shows what stands now. A key that is down for a minute is
news (stuck), and so is its end.
"""

import os
import select
from collections import deque
from collections.abc import Callable
from typing import Protocol

from drivers.keypad.evdev_pad import EvdevPad
from drivers.keypad.presses import STUCK_MS, Strokes
from drivers.keypad.serial_pad import SerialPad
from drivers.ports import DeviceBack, DeviceFailed, KeyPressed, Post
from drivers.reopen import Reopened, now_ms
from drivers.supervised import attempt, ignored, kept_alive

_RETRY_MS = (500, 1000, 2000, 5000)
MAX_SAID = 8  # words to a pad that wait; the oldest are dropped


class PadLine(Protocol):
    """What presses come over. `read`: those that are known by what waits, raises OSError when the line is gone; `due`:
    when, in ms, `quiet` is to be called, which gives those that are known by silence, None for never; `held_since`:
    when the key that is down for longest went down."""

    def fileno(self) -> int: ...
    def due(self) -> int | None: ...
    def held_since(self) -> int | None: ...
    def read(self) -> Strokes: ...
    def quiet(self, mono: int) -> Strokes: ...
    def show(self, text: str, lit: bool) -> None: ...
    def refuse(self, why: str) -> None: ...
    def close(self) -> None: ...


def open_pad(kind: str, path: str, baud: int) -> PadLine:
    """`kind`: serial or evdev, which has no `baud`. Raises Missing."""
    return EvdevPad(path) if kind == "evdev" else SerialPad(path, baud)


class LineKeypad:
    """The port `Keypad`. `name`: of this one, as in KeyPressed; `open_line` raises Missing; `clock`: mono ms."""

    def __init__(self, name: str, open_line: Callable[[], PadLine], post: Post, clock: Callable[[], int]) -> None:
        self._name, self._post, self._clock = name, post, clock
        self._shown, self._stuck, self._closed = ("", False), False, False
        self._said = deque[Callable[[PadLine], None]](maxlen=MAX_SAID)
        self._line = Reopened("keypads", open_line, post, _RETRY_MS, self._show, self._leave)
        self._told, self._tells = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = kept_alive("keypads", self._goes_on, self._line.lost)

    # --- from any thread ---

    def show(self, text: str, lit: bool) -> None:
        self._shown = text, lit
        self._tell(self._show)

    def refuse(self, why: str) -> None:
        self._tell(lambda line: line.refuse(why))

    def _tell(self, said: Callable[[PadLine], None]) -> None:
        self._said.append(said)
        self._wake()

    def _wake(self) -> None:
        attempt(lambda: os.write(self._tells, b"."), ignored)  # full: it wakes already

    def close(self) -> None:
        self._closed = True
        self._wake()
        self._thread.join()
        attempt(lambda: self._leave(self._line.device), ignored)
        os.close(self._told)
        os.close(self._tells)

    # --- its own ---

    def _goes_on(self) -> bool:
        """Looks for the pad, or one turn of listening to it; False when told to stop."""
        self._line.poll(now_ms())
        line = self._line.device
        if line is None:
            self._heard(self._line.ms_until_due(now_ms()))
            self._said.clear()  # what it missed is said by `_show` when it is back
        else:
            attempt(lambda: self._turn(line), self._line.lost)
        return not self._closed

    def _turn(self, line: PadLine) -> None:
        self._look(line)
        ready = self._heard(self._due(line), line.fileno())
        while self._said:
            self._said.popleft()(line)
        for stroke in self._read(line) if ready else line.quiet(now_ms()):
            self._post(KeyPressed(self._name, stroke.key, self._clock() - (now_ms() - stroke.at)))

    def _read(self, line: PadLine) -> Strokes:
        try:
            return line.read()
        except BlockingIOError:
            return ()

    def _due(self, line: PadLine) -> int | None:
        since = line.held_since()
        stuck = None if since is None else now_ms() + 1000 if self._stuck else since + STUCK_MS
        at = min((due for due in (line.due(), stuck) if due is not None), default=None)
        return None if at is None else max(0, at - now_ms())

    def _look(self, line: PadLine) -> None:
        """Whether a key is stuck, which is news when it begins and when it ends."""
        since = line.held_since()
        stuck = since is not None and now_ms() - since >= STUCK_MS
        if stuck != self._stuck:
            self._stuck = stuck
            why = f"keypads.path: keypad {self._name}: a key is down for {STUCK_MS // 1000} s: what lies on it?"
            self._post(DeviceFailed("keypads", why, "stuck") if stuck else DeviceBack("keypads"))

    def _heard(self, ms: int | None, *fds: int) -> bool:
        """Sleeps until one of them has something to read or hangs up, it was told something, or the time is over."""
        poll = select.poll()
        for fd in (*fds, self._told):
            poll.register(fd, select.POLLIN)
        ready = {fd for fd, _ in poll.poll(ms)}
        if self._told in ready:
            os.read(self._told, 4096)
        return bool(ready - {self._told})

    def _show(self, line: PadLine) -> None:
        line.show(*self._shown)

    def _leave(self, line: PadLine | None) -> None:
        self._stuck = False
        if line is not None:
            line.close()
