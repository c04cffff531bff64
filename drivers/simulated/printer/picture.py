"""A sheet as a picture: black dots on a white strip of paper that lies on a grey ground, as a PNG.

One palette and two bits a dot, so the cabinet needs no drawing library for it.
"""

from drivers.png import png
from drivers.simulated.printer.sheet import Sheet

_PALETTE = bytes((226, 223, 215, 255, 255, 253, 24, 24, 28, 206, 202, 193))  # ground, paper, ink, the paper's edge
_GROUND, _PAPER, _INK, _EDGE = range(4)
_SIDE = 32  # unprinted paper left and right: 80 mm paper holds 72 mm of dots
_MARGIN = 20  # ground around the paper
_SMALL = 6  # zlib's usual level


def png_of(sheet: Sheet) -> bytes:
    """The sheet as it looks, as PNG."""
    ink = bytes.maketrans(b"01", bytes((_PAPER, _INK)))
    printed = [f"{row:0{sheet.dots}b}".encode().translate(ink) for row in sheet.rows] or [b""]
    blank = bytes([_PAPER]) * sheet.dots
    paper = [blank] * _MARGIN + printed + [blank] * _MARGIN
    lines = [_across(row.ljust(sheet.dots, bytes([_PAPER]))) for row in paper]
    above = bytes([_GROUND]) * len(lines[0])
    edge = above[:_MARGIN] + bytes([_EDGE]) * (len(above) - 2 * _MARGIN) + above[:_MARGIN]
    dots = [*[above] * _MARGIN, edge, *lines, edge, *[above] * _MARGIN]
    return png(len(above), [_packed(line) for line in dots], _PALETTE, 2, _SMALL)


def _across(row: bytes) -> bytes:
    ground, side = bytes([_GROUND]) * _MARGIN, bytes([_PAPER]) * (_SIDE - 1)
    return ground + bytes([_EDGE]) + side + row + side + bytes([_EDGE]) + ground


def _packed(line: bytes) -> bytes:
    """One palette index a byte → two bits a dot."""
    line += bytes(-len(line) % 4)
    quarters = zip(line[0::4], line[1::4], line[2::4], line[3::4], strict=True)
    return bytes(a << 6 | b << 4 | c << 2 | d for a, b, c, d in quarters)
