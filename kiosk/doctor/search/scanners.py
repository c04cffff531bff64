"""Finds the code scanner: somebody scans any code, and the line that carried it, at the speed that made sense, is it.

All lines are listened to at once. A scanner over USB-CDC has no speed; on a true serial line a wrong one yields
rubbish, so the next one is tried with another scan. What was read is shown and must be confirmed: rubbish can look like
a code.
"""

import contextlib
import queue
import time
from collections.abc import Iterator, Sequence
from functools import partial

from drivers.ports import CodeScanned, Input
from drivers.scanner import SerialScanner
from kiosk.doctor.person.person import yes
from kiosk.doctor.search.ports import Port
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import write
from kiosk.service.findings import Bilingual, Finding

SPEEDS = (9600, 115200, 19200, 38400, 57600)
_SCAN = Bilingual(
    "Xin quét một mã bất kỳ, đến khi máy báo", "Scan any code, again and again until something is said here"
)
_EVERY = 0.5  # seconds between two looks at the clock
Heard = queue.Queue[tuple[str, Input]]


def find_scanner(round_: Round, ports: Sequence[Port]) -> Finding:
    """The line that a code came from, written into the file."""
    paths = [port.path for port in ports if port.kind == "serial"]
    for baud in SPEEDS if paths else ():
        round_.person.say(_SCAN)
        path, code = _scanned(paths, baud, round_.seconds)
        if not path:
            break
        if _sensible(code) and _confirmed(round_, path, code):
            write(round_.file, "scanner", {"path": path, "baud": baud})
            said = Bilingual(f"{path} đọc được {code}", f"{path} at {baud} baud read {code}")
            return Finding("scanner", True, said, facts={"path": path, "baud": baud, "code": code})
    return _none(len(paths))


def _none(lines: int) -> Finding:
    said = Bilingual("không nhận được mã nào", f"no code came over {lines} serial lines")
    do = Bilingual(
        "cắm lại dây; đặt máy quét sang chế độ cổng nối tiếp (USB-CDC, virtual COM)",
        "check its cable; set it to a serial mode (USB-CDC, virtual COM), not keyboard, by its manual's setup codes",
    )
    return Finding("scanner", False, said, do)


def _confirmed(round_: Round, path: str, code: str) -> bool:
    return yes(
        round_.person, "scanner-code", Bilingual(f"Máy đọc: {code}. Đúng không?", f"It read {code}: right?"), path
    )


def _scanned(paths: Sequence[str], baud: int, seconds: float) -> tuple[str, str]:
    """The line and the code that came first; empty where none came."""
    heard: Heard = queue.Queue()
    with _listening(paths, baud, heard):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(queue.Empty):
                path, said = heard.get(timeout=_EVERY)
                if isinstance(said, CodeScanned):
                    return path, said.code
    return "", ""


@contextlib.contextmanager
def _listening(paths: Sequence[str], baud: int, heard: Heard) -> Iterator[None]:
    scanners = [SerialScanner(path, baud, partial(_post, heard, path)) for path in paths]
    try:
        yield
    finally:
        for scanner in scanners:
            scanner.close()


def _post(heard: Heard, path: str, said: Input) -> None:
    heard.put((path, said))


def _sensible(code: str) -> bool:
    """What a code is made of; a wrong speed shows bytes that are not even UTF-8."""
    return code.isprintable() and "�" not in code
