"""Finds the code scanner: somebody scans the doctor's own code, and whatever read it is the scanner.

All serial lines and all keyboards are listened to at once; keyboards are grabbed, so that a code is typed to nobody.
The code was made up a moment ago: what reads it can read slips, at this speed and with these keys, and nobody has to be
asked. A keyboard under somebody's hands is none: its keys are too far apart (drivers/scanner/keyboard.py). A scanner
over USB-CDC has no speed; on a true serial line a wrong one yields rubbish, so the next one is tried with another scan.
What else was read may be of an identity card: its kind and its length are said and kept, it itself is not.
"""

import contextlib
import queue
import time
from collections.abc import Generator, Iterator, Sequence
from functools import partial

from drivers.ports import CodeScanned, Input
from drivers.scanner.reader import LineScanner
from kiosk.core.words.scanned import kind_of, tokens_in
from kiosk.doctor.search.ports import Port
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import write
from kiosk.doctor.texts import AROUND_A_CODE, CAPITALS, KINDS_OF_CODES
from kiosk.office import new_token
from kiosk.service.findings import NOTHING, Bilingual, Finding

SPEEDS = (9600, 115200, 19200, 38400, 57600)
_SCAN = Bilingual(
    "Xin quét mã này, đến khi máy báo", "Scan this code, again and again until something else is said here"
)
_SET = Bilingual(
    "cắm lại dây; đặt máy quét kiểu bàn phím (US) hoặc cổng nối tiếp theo sách của nó",
    "check its cable; set it by its manual to keyboard with US keys, or to serial (USB-CDC, virtual COM)",
)
_EVERY = 0.5  # seconds between two looks at the clock
Heard = queue.Queue[tuple[Port, Input]]


def find_scanner(round_: Round, ports: Sequence[Port]) -> Finding:
    """The line or keyboard that the doctor's code came from, written into the file."""
    own, other = new_token(), ""
    for baud in _speeds(ports):
        found, read = _tried(round_, ports, baud, own)
        if found:
            return found
        if not read:
            break
        other = read
    return _none(ports, other)


def _tried(round_: Round, ports: Sequence[Port], baud: int, own: str) -> tuple[Finding | None, str]:
    """At one speed: what was found, or the last that was read instead, "" for nothing."""
    round_.person.say(_SCAN, code=own)
    other = ""
    with contextlib.closing(_scanned(ports, baud, round_.seconds)) as scans:
        for port, scan in scans:
            if own in tokens_in(scan.code):
                return _found(round_, port, baud, scan, own), ""
            other = scan.code
            if not _sensible(other):
                break
            round_.person.say(_read(other), code=own)
    return None, other


def _speeds(ports: Sequence[Port]) -> Sequence[int]:
    """A keyboard has none."""
    return SPEEDS if any(port.kind == "serial" for port in ports) else SPEEDS[: len(ports)][:1]


def _found(round_: Round, port: Port, baud: int, scan: CodeScanned, own: str) -> Finding:
    options = {"kind": port.kind, "path": port.path} | ({"baud": baud} if port.kind == "serial" else {})
    write(round_.file, "scanner", options)
    name = f" ({port.name})" if port.name else ""
    at, around = f"{port.path}{name}", _around(scan, own)
    said = Bilingual(f"{at}: đã đọc mã thử{around.vi}", f"{at}: it read the code{around.en}")
    return Finding("scanner", True, said, facts={**options, "taken": list(scan.taken), "length": len(scan.code)})


def _around(scan: CodeScanned, own: str) -> Bilingual:
    """What it is set to do to a code besides reading it, none of which does harm."""
    told = [AROUND_A_CODE[taken] for taken in scan.taken]
    if (more := len(scan.code) - len(own)) > 0:
        told.append(Bilingual(f"{more} chữ", f"{more} letters"))
    if scan.code != scan.code.lower():
        told.append(CAPITALS)
    if not told:
        return NOTHING
    vi, en = (", ".join(words) for words in zip(*told, strict=True))
    return Bilingual(f"; máy quét thêm vào mã: {vi} (kiosk bỏ đi)", f"; around a code it says: {en} (taken off)")


def _read(code: str) -> Bilingual:
    """Whatever it was, without a letter of it."""
    kind, length = KINDS_OF_CODES[kind_of(code)], len(code)
    return Bilingual(
        f"Máy đọc một mã khác ({kind.vi}, {length} chữ). Xin quét mã này",
        f"It read another code ({kind.en}, {length} letters): scan this one",
    )


def _none(ports: Sequence[Port], other: str) -> Finding:
    lines, keyboards = (sum(port.kind == kind for port in ports) for kind in ("serial", "keyboard"))
    where = f"{lines} serial lines and {keyboards} keyboards"
    if not other:
        said = Bilingual("không nhận được mã nào", f"no code came over {where}")
        return Finding("scanner", False, said, _SET)
    kind, length = kind_of(other) if _sensible(other) else "other", len(other)
    said = Bilingual(
        f"chỉ đọc được mã khác ({KINDS_OF_CODES[kind].vi}, {length} chữ)",
        f"the code did not come over {where}; last came another one ({KINDS_OF_CODES[kind].en}, {length} letters)",
    )
    return Finding("scanner", False, said, _SET, {"read": kind, "length": length})


def _scanned(ports: Sequence[Port], baud: int, seconds: float) -> Generator[tuple[Port, CodeScanned], None, None]:
    """Each code and where it came from, until none came for so many seconds."""
    heard: Heard = queue.Queue()
    with _listening(ports, baud, heard):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(queue.Empty):
                port, said = heard.get(timeout=min(_EVERY, seconds))
                if isinstance(said, CodeScanned):
                    yield port, said
                    end = time.monotonic() + seconds


@contextlib.contextmanager
def _listening(ports: Sequence[Port], baud: int, heard: Heard) -> Iterator[None]:
    scanners = [LineScanner(port.kind, port.path, baud, partial(_post, heard, port)) for port in ports]
    try:
        yield
    finally:
        for scanner in scanners:
            scanner.close()


def _post(heard: Heard, port: Port, said: Input) -> None:
    heard.put((port, said))


def _sensible(code: str) -> bool:
    """What a code is made of; a wrong speed shows bytes that are not even UTF-8."""
    return code.isprintable() and "�" not in code
