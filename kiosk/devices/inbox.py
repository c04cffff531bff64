"""The one door from other threads into the loop: `post` from anywhere, `take` in the loop, woken by a pipe."""

import contextlib
import os
from collections import deque

from drivers.ports import Input


class Inbox:
    def __init__(self) -> None:
        self._waiting: deque[Input] = deque()
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def fileno(self) -> int:
        return self._read

    def post(self, said: Input) -> None:
        """Callable from any thread; never blocks and never drops."""
        self._waiting.append(said)
        try:
            os.write(self._write, b"!")
        except BlockingIOError:
            return  # the pipe is full of wake-ups already

    def take(self) -> list[Input]:
        """Everything posted so far, in order; the pipe is emptied first, so nothing is left without a wake-up."""
        with contextlib.suppress(BlockingIOError):  # somebody took it all in between
            os.read(self._read, 65536)
        return [self._waiting.popleft() for _ in range(len(self._waiting))]

    def close(self) -> None:
        os.close(self._read)
        os.close(self._write)
