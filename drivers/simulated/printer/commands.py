"""ESC/POS bytes cut into commands, for exactly the commands that we send.

`next_command` looks at the front of a buffer: a whole command, nothing yet (a half command waits, as in a real
printer), or `UnknownCommand`, which names offset and bytes. Lengths are those of Epson's "ESC/POS Application
Programming Guide". What a command does to the paper is in sheet.py; what a printer answers in personality.py.
"""

from collections.abc import Callable
from dataclasses import dataclass

Buffer = bytes | bytearray
_FIXED = {  # first bytes → length of the whole command
    b"\n": 1,
    b"\x1b@": 2,
    b"\x1bJ": 3,
    b"\x1bd": 3,
    b"\x1ba": 3,
    b"\x1bi": 2,
    b"\x1bm": 2,
    b"\x1bE": 3,
    b"\x1b%": 3,
    b"\x1d!": 3,
    b"\x1dB": 3,
    b"\x10\x04": 3,
    b"\x1dV\x00": 3,
    b"\x1dV\x01": 3,
    b"\x1dVA": 4,
    b"\x1dVB": 4,
    b"\x1dr": 3,
    b"\x1de\x05": 3,
    b"\x1dI": 3,
    b"\x1d(H": 11,
}
RASTER, INLINE, DEFINE = b"\x1dv0", b"\x1b*", b"\x1b&"
RASTER_HEAD, INLINE_HEAD, DEFINE_HEAD = 8, 5, 5  # bytes before the first dots, or before the first glyph
DEEP = 3  # bytes of a column of 24 dots


class UnknownCommand(ValueError):
    """Bytes that are no command of ours. `offset` counts from the first byte ever fed; `data` are the bytes."""

    def __init__(self, offset: int, data: bytes) -> None:
        super().__init__(f"unknown printer command at byte {offset}: {data.hex(' ')}")
        self.offset = offset
        self.data = data


@dataclass(frozen=True)
class Command:
    """`name`: its first bytes (`b"\\x1bJ"`), `b"text"` for printable characters, `b"\\x00"` for NULs in a row."""

    name: bytes
    data: bytes


def next_command(buffer: Buffer, offset: int = 0) -> Command | None:
    """The command at the front of `buffer`, or None while it is not whole. Raises UnknownCommand."""
    if not buffer:
        return None
    if run := _run(buffer):
        return Command(b"text" if buffer[0] else b"\x00", bytes(buffer[:run]))
    name = _name(buffer, offset)
    if name is None:
        return None
    length = _FIXED.get(name) or _LENGTHS[name](buffer, offset)
    return Command(name, bytes(buffer[:length])) if length and len(buffer) >= length else None


def _run(buffer: Buffer) -> int:
    """How many characters, or NULs, stand at the front."""
    belongs = _is_nul if buffer[0] == 0 else _is_printable
    return next((n for n, byte in enumerate(buffer) if not belongs(byte)), len(buffer))


def _is_nul(byte: int) -> bool:
    return byte == 0


def _is_printable(byte: int) -> bool:
    return 0x20 <= byte <= 0x7E


def _name(buffer: Buffer, offset: int) -> bytes | None:
    for n in range(1, len(buffer) + 1):
        front = bytes(buffer[:n])
        if front in _FIXED or front in _LENGTHS:
            return front
        if front not in _BEGINNINGS:
            raise UnknownCommand(offset, front)
    return None


def _raster_length(buffer: Buffer, offset: int) -> int | None:
    if len(buffer) < RASTER_HEAD:
        return None
    width = buffer[4] + 256 * buffer[5]
    height = buffer[6] + 256 * buffer[7]
    return RASTER_HEAD + width * height


def _inline_length(buffer: Buffer, offset: int) -> int | None:
    """ESC * m nL nH, in 24-dot double density (m = 33), the only one that we send."""
    if len(buffer) > 2 and buffer[2] != 33:
        raise UnknownCommand(offset, bytes(buffer[:3]))
    if len(buffer) < INLINE_HEAD:
        return None
    return INLINE_HEAD + DEEP * (buffer[3] + 256 * buffer[4])


def _define_length(buffer: Buffer, offset: int) -> int | None:
    """ESC & y c1 c2, then for each code its width and its columns; y = 3 and codes of printable characters."""
    if len(buffer) < DEFINE_HEAD:
        return None
    first, last = buffer[3], buffer[4]
    if buffer[2] != DEEP or not 0x20 <= first <= last <= 0x7E:
        raise UnknownCommand(offset, bytes(buffer[:DEFINE_HEAD]))
    at = DEFINE_HEAD
    for _ in range(first, last + 1):
        if at >= len(buffer):
            return None
        at += 1 + DEEP * buffer[at]
    return at


_LENGTHS: dict[bytes, Callable[[Buffer, int], int | None]] = {
    RASTER: _raster_length,
    INLINE: _inline_length,
    DEFINE: _define_length,
}
_BEGINNINGS = frozenset(whole[:n] for whole in (*_FIXED, *_LENGTHS) for n in range(1, len(whole) + 1))
