"""A sheet as a picture: black dots on a white strip of paper that lies on a grey ground, as a PNG.

Written with zlib alone (PNG, W3C 2003: one palette, two bits a dot), so the cabinet needs no drawing library for it;
only the printer's own letters, which are rare on our slips, are drawn with pygame's built-in font.
"""

import os
import struct
import zlib
from collections.abc import Sequence

from drivers.paper.sheet import CELL, Sheet, Typed

_PALETTE = bytes((226, 223, 215, 255, 255, 253, 24, 24, 28, 206, 202, 193))  # ground, paper, ink, the paper's edge
_GROUND, _PAPER, _INK, _EDGE = range(4)
_SIDE = 32  # unprinted paper left and right: 80 mm paper holds 72 mm of dots
_MARGIN = 20  # ground around the paper
_THRESHOLD = b"0" * 128 + b"1" * 128


def dots_of(sheet: Sheet) -> list[int]:
    """The sheet's rows with the printer's own letters drawn in."""
    rows = list(sheet.rows)
    for line in sheet.typed:
        rows.extend([0] * (line.y + CELL[1] - len(rows)))
        for y, row in enumerate(_typed_rows(line, sheet.dots), line.y):
            rows[y] |= row
    return rows


def png_of(sheet: Sheet) -> bytes:
    """The sheet as it looks, as PNG."""
    ink = bytes.maketrans(b"01", bytes((_PAPER, _INK)))
    printed = [f"{row:0{sheet.dots}b}".encode().translate(ink) for row in dots_of(sheet)] or [b""]
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


def _typed_rows(line: Typed, dots: int) -> list[int]:
    """24 rows: each letter of pygame's own font in its cell, squeezed where it is wider."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame

    pygame.font.init()
    font = pygame.font.Font(None, 30)
    strip = pygame.Surface((dots, CELL[1]))
    for place, letter in enumerate(line.words):
        drawn = font.render(letter, True, "white", "black").convert(strip)
        width = min(CELL[0], drawn.get_width())
        x = line.x + place * CELL[0] + (CELL[0] - width) // 2
        strip.blit(pygame.transform.smoothscale(drawn, (width, CELL[1])), (x, 0))
    grey = pygame.image.tobytes(strip, "RGB")[::3].translate(_THRESHOLD)
    return [int(grey[start : start + dots], 2) for start in range(0, len(grey), dots)]
