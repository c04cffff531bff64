"""Who a printer says it is: maker, model and serial number by GS I 66, 67 and 68 (Epson's ESC/POS guide, GS I).

A print mode that somebody looked at is good for that printer only; this word tells it from the next one on the
same wire. A printer that does not know the question takes it for letters; ESC @ behind it clears them.
"""

import re
import time

from drivers.ports import WriteTimeout
from drivers.printer.escpos import RESET
from drivers.printer.transport import Line

UNKNOWN = "unknown"  # one that does not tell
MAX_BYTES = 256  # of an answer; a line that never ends tells nothing
_MAKER, _MODEL, _SERIAL = 66, 67, 68


def identity(line: Line, wait: float, patient: int = 1) -> str:
    """`EPSON TM-T20II X1Y2`, as much of it as is told, or `unknown`. `wait`: seconds for an answer; `patient`: times as
    long for the model, which decides: it is asked once, and some clones answer late."""
    model = name(line, _MODEL, wait * patient)
    if not model:
        return UNKNOWN
    return " ".join(filter(None, (name(line, _MAKER, wait), model, name(line, _SERIAL, wait))))


def name(line: Line, n: int, wait: float) -> str:
    """The answer to GS I n, without its `_` and NUL; "" where none comes."""
    line.read(0)
    try:
        line.write(b"\x1dI" + bytes((n,)) + RESET, wait)
    except WriteTimeout:
        return ""
    heard, end = b"", time.monotonic() + 2 * wait
    while not heard.endswith(b"\0") and len(heard) < MAX_BYTES and (left := end - time.monotonic()) > 0:
        heard += line.read(left)
    found = re.search(rb"_([ -~]{1,80})\0", heard)
    return found[1].decode("ascii") if found else ""
