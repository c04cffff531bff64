"""The far end of a keypad's serial line: keys as lines, and the line of text that the pad shows."""

import asyncio
import os
from pathlib import Path

from drivers.simulated.wires import Told, pty_at


class SimulatedKeypad:
    """`shown`: what it shows last; `refused`: why its last press was refused, "" for one that was not. `news`: told of
    both."""

    def __init__(self, link: Path, news: Told) -> None:
        self._fd, self._near = pty_at(link)
        self._news, self._rest = news, b""
        self.shown = self.refused = ""

    def listen(self) -> None:
        asyncio.get_running_loop().add_reader(self._fd, self._arrived)

    def press(self, key: str) -> None:
        """By the name that is printed on it. Raises BlockingIOError when nobody has read for long."""
        self.refused = ""
        os.write(self._fd, b"\r" if key == "enter" else f"{_BYTES.get(key, key)}\r".encode("ascii"))

    def _arrived(self) -> None:
        *said, self._rest = (self._rest + os.read(self._fd, 256)).split(b"\r\n")
        for line in said:
            self._said(line.decode("ascii", "replace"))
        self._news("keypad", self.shown)

    def _said(self, line: str) -> None:
        if line.startswith("! "):
            self.refused = line[2:]
        else:
            self.shown = line


_BYTES = {"backspace": "\x08", "tab": "\t", "esc": "\x1b"}
