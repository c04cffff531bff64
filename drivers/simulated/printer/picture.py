"""A sheet as a picture: black dots on a white strip of paper that lies on a grey ground, as a PNG.

Written with zlib alone (PNG, W3C 2003: one palette, two bits a dot), so the cabinet needs no drawing library for it.
"""

import struct
import zlib
from collections.abc import Sequence

from drivers.simulated.printer.sheet import Sheet

_PALETTE = bytes((226, 223, 215, 255, 255, 253, 24, 24, 28, 206, 202, 193))  # ground, paper, ink, the paper's edge
_GROUND, _PAPER, _INK, _EDGE = range(4)
_SIDE = 32  # unprinted paper left and right: 80 mm paper holds 72 mm of dots
_MARGIN = 20  # ground around the paper


def png_of(sheet: Sheet) -> bytes:
    """The sheet as it looks, as PNG."""
    ink = bytes.maketrans(b"01", bytes((_PAPER, _INK)))
    printed = [f"{row:0{sheet.dots}b}".encode().translate(ink) for row in sheet.rows] or [b""]
    blank = bytes([_PAPER]) * sheet.dots
    paper = [blank] * _MARGIN + printed + [blank] * _MARGIN
    lines = [_across(row.ljust(sheet.dots, bytes([_PAPER]))) for row in paper]
    above = bytes([_GROUND]) * len(lines[0])
    edge = above[:_MARGIN] + bytes([_EDGE]) * (len(above) - 2 * _MARGIN) + above[:_MARGIN]
    return _png([*[above] * _MARGIN, edge, *lines, edge, *[above] * _MARGIN])


def _across(row: bytes) -> bytes:
    ground, side = bytes([_GROUND]) * _MARGIN, bytes([_PAPER]) * (_SIDE - 1)
    return ground + bytes([_EDGE]) + side + row + side + bytes([_EDGE]) + ground


def _png(lines: Sequence[bytes]) -> bytes:
    """Lines of one palette index per byte → PNG of two bits per dot."""
    width, height = len(lines[0]), len(lines)
    packed = b"".join(b"\0" + _packed(line) for line in lines)
    header = struct.pack(">IIBBBBB", width, height, 2, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", _PALETTE), (b"IDAT", zlib.compress(packed, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _packed(line: bytes) -> bytes:
    line += bytes(-len(line) % 4)
    quarters = zip(line[0::4], line[1::4], line[2::4], line[3::4], strict=True)
    return bytes(a << 6 | b << 4 | c << 2 | d for a, b, c, d in quarters)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
