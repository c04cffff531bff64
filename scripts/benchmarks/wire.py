"""Seconds until the last byte of a slip's cut is at the far end of a pty that takes bytes at the wire's pace: ours, and
python-escpos's `image()` of the same picture. Several ptys run at once, as they only wait for their wires."""

import os
import pty
import threading
import time
import tty
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from drivers.printer.transport import Where, open_line

_BITS = 10  # of a byte on the wire, 8N1
_AT_ONCE = 64  # bytes taken by the far end between two looks at its pace
_QUIET = 100  # looks in vain
Send = Callable[[str, int], None]  # path, baud
Slips = dict[str, tuple[Callable[[], bytes], Image.Image]]
"""Name → what makes our bytes, and the picture that python-escpos is to print."""


def timings(slips: Slips, speeds: Sequence[int]) -> Iterator[tuple[str, dict[str, float]]]:
    """All of one speed's at the same time."""
    for baud in speeds:
        with ThreadPoolExecutor(2 * len(slips)) as pool:
            ours = {name: pool.submit(_seconds, baud, _own(compose)) for name, (compose, _) in slips.items()}
            theirs = {name: pool.submit(_seconds, baud, _their(picture)) for name, (_, picture) in slips.items()}
        for name in slips:
            yield f"{name}, {baud} baud", {"ours": ours[name].result(), "python-escpos": theirs[name].result()}


def _own(compose: Callable[[], bytes]) -> Send:
    def send(path: str, baud: int) -> None:
        data = compose()
        line = open_line(Where("serial", path, baud))
        line.write(data, 10 + len(data) * 2 * _BITS / baud)
        line.close()

    return send


def _their(picture: Image.Image) -> Send:
    def send(path: str, baud: int) -> None:
        from escpos.printer import Serial

        printer = Serial(path, baud)
        printer.image(picture)
        printer.cut()
        printer.close()

    return send


def _seconds(baud: int, send: Send) -> float:
    """Until the far end, which takes bytes at the wire's pace, has nothing more to take."""
    master, near = pty.openpty()
    tty.setraw(near)
    begun, last, sent = time.monotonic(), [0.0], threading.Event()
    wire = threading.Thread(target=_pace, args=(master, baud, last, sent))
    wire.start()
    send(os.ttyname(near), baud)
    sent.set()
    wire.join()
    os.close(master)
    os.close(near)
    return round(last[0] - begun, 2)


def _pace(master: int, baud: int, last: list[float], sent: threading.Event) -> None:
    """Takes `_AT_ONCE` bytes in the time that they need; `last`: when the newest had come. It ends a while after all
    was sent, as a pty hands over what was written with some delay."""
    os.set_blocking(master, False)
    free, quiet = time.monotonic(), 0
    while quiet < _QUIET:
        try:
            data = os.read(master, _AT_ONCE)
        except BlockingIOError:
            quiet += sent.is_set()
            time.sleep(0.002)
            continue
        quiet = 0
        free = max(free, time.monotonic()) + len(data) * _BITS / baud
        time.sleep(max(0.0, free - time.monotonic()))
        last[0] = free
