"""A scanner's bytes cut into codes, whatever ends them, however they come in pieces. Pure.

A code ends at CR, LF, TAB or ETX; where such an end has not been seen yet, a short silence ends it too. Once a scanner
was seen to end its codes, what stops without an end is half a code (a cable that moved, a scanner switched off) and is
dropped; the next one may again end by silence, as somebody may have set the scanner anew. More than 512 bytes without
an end are junk, and so is whatever comes behind bytes that were lost, up to the next end. What scanners put around a
code is taken off (cleaning.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from drivers.ports import CodeScanned
from drivers.scanner.cleaning import cleaned

ENDS = b"\r\n\t\x03"
MAX_CODE_BYTES = 512
Codes = tuple[CodeScanned, ...]


class Pace(NamedTuple):
    """Seconds of silence until a code without an end has ended, and until half a code is dropped."""

    silence: float
    half: float


SERIAL = Pace(0.05, 0.5)  # a serial code may come in pieces, as the far end's buffers please


@dataclass(frozen=True)
class Framer:
    """Bytes of a code that has not ended; `junk`: too many came, or some were lost, the rest is dropped up to the next
    end; `ended`: the last code had an end of its own."""

    held: bytes = b""
    junk: bool = False
    ended: bool = False


def feed(framer: Framer, data: bytes) -> tuple[Framer, Codes]:
    """The framer after more bytes, and the codes that ended within them."""
    codes = list[CodeScanned]()
    for byte in data:
        if byte in ENDS:
            ending = list(_ending(framer))
            codes += ending
            framer = Framer(ended=framer.ended or bool(ending))
        else:
            framer = _longer(framer, byte)
    return framer, tuple(codes)


def _ending(framer: Framer) -> Iterable[CodeScanned]:
    """Nothing where nothing is left of it."""
    code, taken = ("", ()) if framer.junk else cleaned(framer.held.decode("utf-8", "replace"))
    if code:
        yield CodeScanned(code, taken)


def _longer(framer: Framer, byte: int) -> Framer:
    if framer.junk or len(framer.held) >= MAX_CODE_BYTES:
        return Framer(junk=True, ended=framer.ended)
    return replace(framer, held=framer.held + bytes((byte,)))


def lost(framer: Framer) -> Framer:
    """Bytes were lost before the next one."""
    return Framer(junk=True, ended=framer.ended)


def patience(framer: Framer, pace: Pace = SERIAL) -> float | None:
    """Seconds of silence after which `silence` is to be told; None: nothing is held."""
    if not framer.held and not framer.junk:
        return None
    return pace.half if framer.ended else pace.silence


def silence(framer: Framer) -> tuple[Framer, Codes]:
    """The line was quiet for as long as `patience` says: what is held is a code, or half of one."""
    if framer.ended:
        return Framer(), ()
    return Framer(), tuple(_ending(framer))
