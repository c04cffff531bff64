"""ESC/POS bytes cut into commands, for exactly the commands that we send.

`next_command` looks at the front of a buffer: a whole command, nothing yet (a half command waits, as in a real
printer), or `UnknownCommand`, which names offset and bytes. Lengths are those of Epson's "ESC/POS Application
Programming Guide". What a command does to the paper is in sheet.py; what a printer answers in personality.py.
"""

from dataclasses import dataclass

_FIXED = {  # first bytes → length of the whole command
    b"\x00": 1,
    b"\n": 1,
    b"\x1b@": 2,
    b"\x1bJ": 3,
    b"\x1bd": 3,
    b"\x1ba": 3,
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
_RASTER = b"\x1dv0"
_RASTER_HEAD = 8
_BEGINNINGS = frozenset(whole[:n] for whole in (*_FIXED, _RASTER) for n in range(1, len(whole) + 1))


class UnknownCommand(ValueError):
    """Bytes that are no command of ours. `offset` counts from the first byte ever fed; `data` are the bytes."""

    def __init__(self, offset: int, data: bytes) -> None:
        super().__init__(f"unknown printer command at byte {offset}: {data.hex(' ')}")
        self.offset = offset
        self.data = data


@dataclass(frozen=True)
class Command:
    """`name`: its first bytes (`b"\\x1bJ"`), or `b"text"` for one printable character."""

    name: bytes
    data: bytes


def next_command(buffer: bytes, offset: int = 0) -> Command | None:
    """The command at the front of `buffer`, or None while it is not whole. Raises UnknownCommand."""
    if buffer and 0x20 <= buffer[0] <= 0x7E:
        return Command(b"text", buffer[:1])
    name = _name(buffer, offset)
    if name is None:
        return None
    length = _FIXED[name] if name in _FIXED else _raster_length(buffer)
    return Command(name, buffer[:length]) if length and len(buffer) >= length else None


def _name(buffer: bytes, offset: int) -> bytes | None:
    for n in range(1, len(buffer) + 1):
        if buffer[:n] in _FIXED or buffer[:n] == _RASTER:
            return buffer[:n]
        if buffer[:n] not in _BEGINNINGS:
            raise UnknownCommand(offset, buffer[:n])
    return None


def _raster_length(buffer: bytes) -> int | None:
    if len(buffer) < _RASTER_HEAD:
        return None
    width = buffer[4] + 256 * buffer[5]
    height = buffer[6] + 256 * buffer[7]
    return _RASTER_HEAD + width * height
