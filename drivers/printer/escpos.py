"""A page as ESC/POS bytes: pictures as lean raster, which nearly every printer understands, and lines of words. Pure.

Print mode raster is this file alone: GS v 0, ESC J, ESC a, ESC @, GS V and ASCII; glyphs.py adds the others. White rows
are fed and not sent; each picture is cut into strips where that saves bytes, cropped at the right (ESC a 0) or, centred
by ESC a 1, on both sides; what was drawn at half size is doubled by the printer (m = 3). Promises: no command is longer
than 1 KB, so that `RESYNC` frees any printer from a half one; and no picture holds a byte pair that a printer may take
as a real-time command (DLE EOT, ENQ, DC4). Sources: Epson's ESC/POS guide for the commands,
docs/printing.md for what clones do with them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol, runtime_checkable

MAX_COMMAND_BYTES = 1024  # bytes of a command
RESET = b"\x1b@"
RESYNC = bytes(MAX_COMMAND_BYTES) + RESET  # NULs fill up whatever is still awaited, and print nothing
FORBIDDEN = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
_HEAD = 8  # bytes of GS v 0 before its picture
PARTIAL_CUT, FULL_CUT = b"\x1dVB\x00", b"\x1dVA\x00"  # feed past the knife, then cut
TEAR_OFF = b"\x1bJ\xa0"  # 160 dots from the head to the tear bar of a printer without a cutter, or to an older knife
CUTS = {"gs-v": PARTIAL_CUT, "esc-i": TEAR_OFF + b"\x1bi", "esc-m": TEAR_OFF + b"\x1bm"}
"""By `[printer] cut`. ESC i and ESC m cut where the paper stands (Epson's ESC/POS guide, obsolete commands)."""
PRESENT = b"\x1de\x05"  # GS e 5: a kiosk printer's presenter hands the slip out (manuals of Custom and Pyramid)
_LEFT, _CENTRE = b"\x1ba\x00", b"\x1ba\x01"


class Band(Protocol):
    """Rows of dots across the paper from `top` on; `scale` 2: each dot is printed as 2 × 2. A row is an int of
    `dots // scale` bits, the leftmost dot highest."""

    @property
    def top(self) -> int: ...
    @property
    def scale(self) -> int: ...
    @property
    def rows(self) -> Sequence[int]: ...


@runtime_checkable
class Line(Protocol):
    """Words for the printer's own letters, centred, in cells `wide` × `high` times as large as usual; `height`: dots of
    paper from its top to whatever comes next."""

    @property
    def top(self) -> int: ...
    @property
    def words(self) -> str: ...
    @property
    def height(self) -> int: ...
    @property
    def wide(self) -> int: ...
    @property
    def high(self) -> int: ...
    @property
    def bold(self) -> bool: ...
    @property
    def reverse(self) -> bool: ...


Page = Sequence[Band | Line]
Say = Callable[[Line], bytes]  # the line's words, and what makes them look as they should, without its feed


def encode_page(
    page: Page, dots: int, end: bytes = PARTIAL_CUT, say: Say = lambda line: line.words.encode("ascii")
) -> bytes:
    """The page (pieces from top to bottom, none over another) for a head of `dots` (a multiple of 16), from ESC @ to
    its `end`: a cut, or the feed to the tear bar. `say` is asked for the lines from top to bottom."""
    return RESET + _CENTRE + b"".join(_pieces(page, dots, say)) + end


def _pieces(page: Page, dots: int, say: Say) -> Iterator[bytes]:
    at = 0
    for piece in page:
        if piece.top < at:
            raise ValueError(f"a piece begins at {piece.top}, above the end of the one before ({at})")
        yield _fed(piece.top - at)
        if isinstance(piece, Line):
            yield say(piece) + _fed(piece.height)
            at = piece.top + piece.height
        else:
            yield from _picture(piece.rows, dots // piece.scale, piece.scale)
            at = piece.top + len(piece.rows) * piece.scale


def _fed(dots: int) -> bytes:
    """ESC J as often as it takes: one feeds at most 255 dots."""
    full, rest = divmod(dots, 255)
    return b"\x1bJ\xff" * full + (bytes((0x1B, 0x4A, rest)) if rest else b"")


Side = Callable[[int, int], int]  # bytes of a picture, dots of the head → white dots at its right


def _picture(rows: Sequence[int], dots: int, scale: int) -> Iterator[bytes]:
    """The rows, `dots` wide before doubling, as strips and feeds of the fewest bytes: centred, or from the left."""
    centred = b"".join(_stripped(rows, dots, scale, _right_of_centred))
    left = _LEFT + b"".join(_stripped(rows, dots, scale, _right_of_left)) + _CENTRE
    yield min(centred, left, key=len)


def _stripped(rows: Sequence[int], dots: int, scale: int, side: Side) -> Iterator[bytes]:
    widths = [_width(row, dots, side) for row in rows]
    for start, end in _strips(widths):
        if widths[start]:
            yield from _strip(rows[start:end], max(widths[start:end]), dots, scale, side)
        else:
            yield _fed((end - start) * scale)


def _width(row: int, dots: int, side: Side) -> int:
    """Bytes of a picture that holds the row: a centred one is cropped as much on one side as on the other."""
    if not row:
        return 0
    left, right = dots - row.bit_length(), (row & -row).bit_length() - 1
    return -(-(dots - (right if side is _right_of_left else 2 * min(left, right))) // 8)


def _strips(widths: Sequence[int]) -> list[tuple[int, int]]:
    """Where to cut, by the cheapest way from each row to the end; a white stretch is fed as one."""
    cost = [0] * (len(widths) + 1)
    then = [len(widths)] * len(widths)
    for start in reversed(range(len(widths))):
        cost[start], then[start] = min((price + cost[end], end) for end, price in _choices(widths, start))
    cuts = [0]
    while cuts[-1] < len(widths):
        cuts.append(then[cuts[-1]])
    return list(pairwise(cuts))


def _choices(widths: Sequence[int], start: int) -> Iterator[tuple[int, int]]:
    """Each end that a strip from `start` may have, with its bytes; white rows at the start are not drawn."""
    if not widths[start]:
        yield next((n for n in range(start, len(widths)) if widths[n]), len(widths)), 3
        return
    widest = 0
    for end in range(start + 1, len(widths) + 1):
        widest = max(widest, widths[end - 1])
        price = _HEAD + (end - start) * widest
        if price > MAX_COMMAND_BYTES and end > start + 1:
            return
        yield end, price


def _strip(rows: Sequence[int], width: int, dots: int, scale: int, side: Side) -> Iterator[bytes]:
    """One GS v 0, or several where that parts the bytes of a forbidden pair."""
    picture = _bytes(rows, width, side(width, dots))
    at = _pair(picture)
    if at < 0:
        yield b"\x1dv0" + bytes((3 * (scale - 1), width, 0, len(rows) & 255, len(rows) >> 8)) + picture
    elif len(rows) > 1:
        middle = min(max(1, (at + 1) // width), len(rows) - 1)
        yield from _strip(rows[:middle], width, dots, scale, side)
        yield from _strip(rows[middle:], width, dots, scale, side)
    else:
        row, width = _parted(rows[0], width, dots, side)
        yield from _strip([row], width, dots, scale, side)


def _bytes(rows: Sequence[int], width: int, right: int) -> bytes:
    return b"".join((row >> right).to_bytes(width, "big") for row in rows)


def _right_of_centred(width: int, dots: int) -> int:
    return dots // 2 - 4 * width


def _right_of_left(width: int, dots: int) -> int:
    return dots - 8 * width


def _pair(picture: bytes) -> int:
    """Where the first forbidden pair begins, or -1."""
    return min((at for at in map(picture.find, FORBIDDEN) if at >= 0), default=-1)


def _parted(row: int, width: int, dots: int, side: Side) -> tuple[int, int]:
    """A row whose own bytes hold a pair: one byte wider, which moves every dot by half a byte; where that has a pair
    too, or no room, with one dot more beside the pair's first, which no eye sees."""
    if width < dots // 8 and _pair(_bytes([row], width + 1, side(width + 1, dots))) < 0:
        return row, width + 1
    while (at := _pair(_bytes([row], width, side(width, dots)))) >= 0:
        row |= 0x20 << 8 * (width - 1 - at) + side(width, dots)
    return row, width
