"""What a printer at a port says of itself: at which speed it answers, its model, how wide its paper is.

Two different questions must be answered before a speed counts (PRINTING, "Resynchronising"); the model is asked by
GS I 67. A printer that never answers cannot be told from none by asking: that takes a page and a person (run.py).
"""

import re
import time
from dataclasses import dataclass

from drivers import printer_status as status
from drivers.escpos import RESYNC
from drivers.ports import Missing
from drivers.printer_line import Line, Stuck, open_line

SPEEDS = (19200, 9600, 115200, 38400, 57600)
_MODEL = b"\x1dI\x43"
_NARROW = re.compile(r"58|57|T20X?-58|POS-?5")
_WIDE = re.compile(r"80|T88|T20|T82|TM-T|TSP|RP3")


@dataclass(frozen=True)
class Printer:
    """What was found at `path`. `width` in mm, 0: not known yet; `silent`: it printed and never answered."""

    path: str
    kind: str
    baud: int
    model: str = ""
    width: int = 0
    silent: bool = False
    cutter: bool = True


def ask(path: str, wait: float) -> Printer | None:
    """The printer that answers at this port, or None. `wait`: seconds for one answer."""
    for baud in speeds(path):
        try:
            line = open_line(kind_of(path), path, baud, 0, 0)
        except Missing:
            return None
        try:
            if _answers(line, wait):
                model = _model(line, wait)
                return Printer(path, kind_of(path), baud, model, width_of(model))
        except OSError:
            continue
        finally:
            line.close()
    return None


def speeds(path: str) -> tuple[int, ...]:
    return SPEEDS if kind_of(path) == "serial" else SPEEDS[:1]


def kind_of(path: str) -> str:
    """usblp devices are files; all else is a serial line."""
    return "file" if re.search(r"/lp\d*$", path) else "serial"


def width_of(model: str) -> int:
    """Millimetres that the model's name tells, 0 for none."""
    if _NARROW.search(model):
        return 58
    return 80 if _WIDE.search(model) else 0


def send(path: str, baud: int, data: bytes) -> bool:
    """Bytes to a port; whether it took them."""
    try:
        line = open_line(kind_of(path), path, baud, 0, 0)
    except Missing:
        return False
    try:
        line.write(RESYNC + data, 2 + len(RESYNC + data) * 20 / baud)
    except (Stuck, OSError):
        return False
    finally:
        line.close()
    return True


def _answers(line: Line, wait: float) -> bool:
    line.write(RESYNC, 3)
    return all(_reading(line, n, wait) is not None for n in (1, 4))


def _reading(line: Line, n: int, wait: float) -> int | None:
    line.read(0)
    line.write(status.question(n), 1)
    return status.reading(line.read(wait))


def _model(line: Line, wait: float) -> str:
    """`_` name NUL; "" when it does not tell."""
    line.read(0)
    line.write(_MODEL + RESYNC[-2:], 1)
    heard, end = b"", time.monotonic() + 2 * wait
    while not heard.endswith(b"\0") and (left := end - time.monotonic()) > 0:
        heard += line.read(left)
    found = re.fullmatch(rb"_([ -~]+)\0", heard)
    return found[1].decode("ascii") if found else ""
