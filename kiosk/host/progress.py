"""How far a long command is, on standard error; standard output stays for what the command gives.

On a terminal the count is rewritten in place; elsewhere (a log, a pipe) it is a line now and then.
"""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

IN_PLACE_S = 0.2  # between two counts on a terminal
LINES_S = 10.0  # between two counts elsewhere
_CLEAR = "\r\x1b[K"


class Progress:
    """Of `total` steps, or of `total` of anything that is counted. `clock`: seconds, monotonic."""

    def __init__(self, total: int, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._total, self._stream, self._clock = total, stream or sys.stderr, clock
        self._in_place = self._stream.isatty()
        self._begun = self._counted = clock()
        self._steps, self._open = 0, False

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def step(self, words: str) -> None:
        """The next step begins: a line that stays."""
        self.close()
        self._steps += 1
        self._stream.write(f"[{self._steps}/{self._total}] {self._elapsed()} {words}\n")
        self._stream.flush()

    def reach(self, done: int, words: str) -> None:
        """So many are done; silent while the last count is fresh, so call it for each of them."""
        if self._clock() - self._counted < (IN_PLACE_S if self._in_place else LINES_S):
            return
        self._counted = self._clock()
        line = f"{done}/{self._total} {words}, {self._elapsed()}"
        self._stream.write(_CLEAR + line if self._in_place else line + "\n")
        self._stream.flush()
        self._open = self._in_place

    def close(self) -> None:
        """What was rewritten in place goes; lines that stay do stay."""
        if self._open:
            self._stream.write(_CLEAR)
            self._stream.flush()
        self._open = False

    def _elapsed(self) -> str:
        seconds = int(self._clock() - self._begun)
        return f"{seconds // 60}:{seconds % 60:02d}"
