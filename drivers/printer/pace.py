"""Bytes no faster than paper comes out, for a serial line on which nothing holds them back.

A printer without flow control loses what comes while its buffer is full, and says nothing. So a slip goes out in
portions, and after each we wait for as long as the wire needs for it and a slow motor for its paper. Rows of a picture
count as they go out, for printers that print them as they come; where no answer tells that all is out, the whole
picture counts once more behind its last row, for those that print it when they have it, but for the time in which half
a KB of the next one comes. So a printer never holds more than two commands of 1 KB. `portions` is pure. Sources:
Epson's ESC/POS guide for the lengths of the commands.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drivers.printer.transport import STUCK_S, Line, Where, send, wire_s

MM_S = 40.0  # of paper: the slowest receipt printers are said to make 50
_KERNEL_BUFFER = 4096  # bytes
_PORTION = 128  # bytes of a picture that go out together, or one row
_SPARE = 512  # bytes that may come while a whole picture is printed
_CUT_MM = 40.0  # a cut lasts a second, the feed to the knife and back to the head included
_MM = 1 / 8  # of a dot
_LINE = 30 * _MM
_KNOWN = re.compile(
    rb"\x1dv0(?P<scale>.)(?P<wide>..)(?P<high>..)|\x1b\*.(?P<columns>..)|\x1b&\x03(?P<codes>..)"
    rb"|\x1bJ(?P<dots>.)|\x1bd(?P<lines>.)|(?P<line>\n)|(?P<cut>\x1dV[AB].|\x1dV[\x00\x01]|\x1b[im]|\x1de\x05)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Portion:
    """mm of paper that come while its bytes go out (`along`), and when its last byte is there (`behind`); `again`: of
    a whole picture, which may begin only with its last byte."""

    data: bytes
    along: float = 0.0
    behind: float = 0.0
    again: float = 0.0


def send_slip(
    line: Line,
    where: Where,
    data: bytes,
    stuck: float = STUCK_S,
    mm_s: float = MM_S,
    *,
    heard: bool = False,
    rest: Callable[[float], object] | None = None,
) -> None:
    """A slip, with the waits where nothing else holds us back. `heard`: the printer tells later whether it is out;
    `mm_s`: of its motor; `rest`: waits so many seconds. Raises as `send` does; where nothing will be heard, also for
    bytes that went no further than our own kernel."""
    if where.unheld:
        for portion in portions(data):
            send(line, portion.data, where.pace, stuck)
            (rest or time.sleep)(_seconds(portion, where.pace, mm_s, heard))
    else:
        send(line, data, where.pace, stuck)
    if not heard:
        line.settle(stuck + 2 * wire_s(_KERNEL_BUFFER, where.pace))


def _seconds(portion: Portion, baud: int, mm_s: float, heard: bool) -> float:
    """Until the next one may go."""
    again = 0.0 if heard else max(0.0, portion.again / mm_s - wire_s(_SPARE, baud))
    return max(wire_s(len(portion.data), baud), portion.along / mm_s) + portion.behind / mm_s + again


def portions(data: bytes) -> Iterator[Portion]:
    """All of `data` in order; what is no command of ours moves no paper."""
    at = 0
    while at < len(data):
        found = _KNOWN.search(data, at)
        start = found.start() if found else len(data)
        yield from (Portion(data[n : min(n + _PORTION, start)]) for n in range(at, start, _PORTION))
        if found is None:
            return
        at = _end(data, found)
        yield from _pictured(data, found) if found["wide"] is not None else [_moved(data[start:at], found)]


def _end(data: bytes, found: "re.Match[bytes]") -> int:
    """Where the command ends, its dots included."""
    if found["wide"] is not None:
        return found.end() + _number(found["wide"]) * _number(found["high"])
    if found["columns"] is not None:
        return found.end() + 3 * _number(found["columns"])
    at = found.end()
    first, last = found["codes"] or (1, 0)
    for _ in range(first, last + 1):
        at += 1 + 3 * (data[at] if at < len(data) else 0)
    return at


def _number(two: bytes) -> int:
    return two[0] + 256 * two[1]


def _pictured(data: bytes, found: "re.Match[bytes]") -> Iterator[Portion]:
    """GS v 0, by rows; the printer doubles them where the second bit of its m says so."""
    wide, high = _number(found["wide"]), _number(found["high"])
    row = _MM * (1 + (found["scale"][0] >> 1 & 1))
    rows = max(1, _PORTION // max(1, wide))
    for top in range(0, max(1, high), rows):
        start = found.start() if top == 0 else found.end() + top * wide
        part = data[start : found.end() + min(high, top + rows) * wide]
        yield Portion(part, row * min(rows, high - top), again=row * high if top + rows >= high else 0.0)


def _moved(command: bytes, found: "re.Match[bytes]") -> Portion:
    """A feed, a line, a cut; small pictures and glyphs move nothing by themselves."""
    if found["cut"] is not None:
        return Portion(command, behind=_CUT_MM)
    if found["dots"] is not None:
        return Portion(command, behind=found["dots"][0] * _MM)
    lines = found["lines"][0] if found["lines"] is not None else bool(found["line"])
    return Portion(command, behind=lines * _LINE)
