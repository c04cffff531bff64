"""A printer's line whose every call is watched: one that hangs in the kernel is told of, and raises when it is back."""

from drivers.hanging import Hung, Watch
from drivers.printer.transport import Line, Where, open_line


def open_watched(where: Where, watch: Watch) -> "WatchedLine":
    """As open_line. One that opens late is as good as any: nothing was said to it yet."""
    line: Line | None = None
    try:
        with watch.call(f"opening {where}"):
            line = open_line(where)
    except Hung:
        if line is None:
            raise
    return WatchedLine(line, watch)


class WatchedLine:
    """The protocol `Line`."""

    def __init__(self, line: Line, watch: Watch) -> None:
        self._line, self._watch = line, watch

    def write(self, data: bytes, seconds: float) -> None:
        with self._watch.call("a write to the printer", seconds):
            self._line.write(data, seconds)

    def settle(self, seconds: float) -> None:
        with self._watch.call("a write to the printer", seconds):
            self._line.settle(seconds)

    def read(self, seconds: float) -> bytes:
        with self._watch.call("a question to the printer", seconds):
            return self._line.read(seconds)

    def fileno(self) -> int | None:
        return self._line.fileno()

    def close(self) -> None:
        with self._watch.call("closing the printer"):
            self._line.close()
