"""Rows of dots as a PNG (ISO/IEC 15948), with zlib alone: for whoever has no drawing library and needs none."""

import struct
import zlib
from collections.abc import Sequence

_RGB, _INDEXED = 2, 3  # the standard's types of colour


def png(width: int, rows: Sequence[bytes], palette: bytes = b"", depth: int = 8, level: int = 1) -> bytes:
    """`rows`: from the top, RGB of 8 bits; with a `palette` (three bytes a colour) its indices of `depth` bits, packed
    from the highest bit down. `level`: of zlib, 1 for fast, 9 for small."""
    header = struct.pack(">IIBBBBB", width, len(rows), depth, _INDEXED if palette else _RGB, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), level)  # each row begins with its filter: none
    chunks = [(b"IHDR", header), *([(b"PLTE", palette)] if palette else []), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
