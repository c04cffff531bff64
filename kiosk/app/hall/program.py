"""The program that draws the board: a child of the touch app's, so that no picture of the hall's ever costs a touch.

`python -m kiosk.app.hall.program FD SETTINGS`: FD is one end of a pair of sockets, SETTINGS a JSON object (`Plan`). It
is told `{"board": …}` whenever that changed and every few seconds, and `{"card": true}` with a descriptor of the card
lent to it, or `{"card": false}`: the socket is on a card of its own. It says `{"lost": why}`, `{"back": how}`, and
`{"there": …}` for each board that it was told, as a sign of life: whether a television is there. When the app is gone
it ends, and the kernel turns off what it drew: a dark television invites nobody.
"""

import io
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from display.drawing.elements import Rect
from display.engine import pygame
from display.panels import MappedPanel, MemoryPanel, Panel
from drivers.drm.choosing import Wish
from drivers.drm.screen import LentScreen
from drivers.ports import DeviceBack, DeviceFailed, Input
from drivers.reopen import now_ms
from kiosk.app.hall.plan import MAX_BYTES, Plan
from kiosk.app.hall.television import Television
from kiosk.host.command_line import Parser, number
from kiosk.host.files import write_whole

LOOK_S = 1.0
PROGRAM = "python -m kiosk.app.hall.program"
MAX_FD = 1 << 20


class PictureFile(MemoryPanel):
    """A television that is a PNG."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        picture = io.BytesIO()
        pygame.image.save(surface, picture, "picture.png")
        write_whole(self._path, picture.getvalue(), synced=False)


class Line:
    """The end of the pair that is the child's."""

    def __init__(self, pair: socket.socket) -> None:
        self._pair = pair

    def hear(self, seconds: float) -> tuple[dict[str, Any], int] | None:
        """What was told, and a descriptor that came with it (-1: none); None: nothing yet. Raises EOFError."""
        if not select.select([self._pair], [], [], seconds)[0]:
            return None
        data, fds, _, _ = socket.recv_fds(self._pair, MAX_BYTES, 1)
        if not data:
            raise EOFError("the touch app is gone")
        return json.loads(data), (fds[0] if fds else -1)

    def say(self, word: dict[str, Any]) -> None:
        self._pair.send(json.dumps(word).encode())

    def post(self, said: Input) -> None:
        """What is news of the television."""
        if isinstance(said, DeviceFailed | DeviceBack):
            self.say({"lost" if isinstance(said, DeviceFailed) else "back": said.why})


class Lent:
    """The card as it was lent last. `open`: a panel on it, each time by a descriptor of its own."""

    def __init__(self, output: str) -> None:
        self._wish, self._fd = Wish(None, output, only=True), -1

    def take(self, fd: int) -> None:
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = fd

    def open(self) -> Panel:
        return MappedPanel(LentScreen(self._wish, os.dup(self._fd) if self._fd >= 0 else -1))


def run(plan: Plan, line: Line, clock: Callable[[], int] = now_ms) -> NoReturn:
    """Until the app is gone (EOFError, BrokenPipeError)."""
    lent = Lent(plan.output)
    opener = (lambda: PictureFile(Path(plan.picture))) if plan.picture else lent.open
    television = Television(opener, line.post, plan.counters, clock)
    ready = bool(plan.picture)
    while True:
        heard = line.hear(LOOK_S - clock() % 1000 / 1000)
        if heard and "card" in heard[0]:
            lent.take(heard[1])
            ready = True
        elif heard:
            line.say({"there": television.panel.there})
        if ready:
            television.hear(heard[0]["board"]) if heard and "board" in heard[0] else television.look()


def parser() -> Parser:
    made = Parser(prog=PROGRAM, description="Draws the board on a television. The touch app starts it.")
    made.add_argument("descriptor", type=number(0, MAX_FD), help="of one end of a pair of sockets")
    made.add_argument("settings", help="a plan, as JSON")
    return made


def main(arguments: Sequence[str]) -> int:
    asked = parser().parse_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the app hears it too, and ends us
    try:
        run(Plan(**json.loads(asked.settings)), Line(socket.socket(fileno=asked.descriptor)))
    except (EOFError, ConnectionError):
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
