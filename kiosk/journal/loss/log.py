"""The bytes of `journal.db-wal`: how far SQLite reads them, and what stands behind that. Pure.

The log is a header and frames, each with a page and a checksum over all before it (sqlite.org/fileformat2.html, 4). At
the first frame that does not fit SQLite stops and drops the rest without a word. After a power cut that is right: the
transaction that was being written is no promise. It is wrong where a card has changed what was promised. The two are
told apart by what stands behind the frame: a transaction is written only after the one before it is synced, so frames
of a later one mean damage. One flipped bit is found by its checksum and put right; where the sum fits with each of
several bits, whoever reads the rows finds which it was.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

HEADER, FRAME = 32, 24  # bytes
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}  # the byte order of what is summed; all else is big-endian
_VERSION = 3007000  # of the log's form, the only one
_WORD = 0xFFFFFFFF
Sum = tuple[int, int]
Change = tuple[int, int]  # a byte's place, and the bit in it that was flipped


@dataclass(frozen=True)
class Examined:
    """`mended`: the log with its flipped bits put right, each choice once, the likeliest first; () where none was
    wrong. `lost`: later transactions stand behind a frame that cannot be read; `torn`: the last one looks whole and
    does not fit."""

    mended: tuple[bytes, ...] = ()
    lost: bool = False
    torn: bool = False


class _Frame(NamedTuple):
    """`salts`: they are those of the log, but for one bit; `commit`: it ends a transaction."""

    at: int
    salts: bool
    commit: bool


def examine(log: bytes) -> Examined:
    """Nothing to say of a log that is whole, empty, or ends in what a power cut left."""
    if len(log) <= HEADER:
        return Examined()
    copy = bytearray(log)
    if not _mend_header(copy):
        return Examined(lost=any(log[HEADER:]))
    frames = list(_frames(copy))
    good, choices = _walk(copy, frames)
    mended = tuple(_with(copy, choices[0], choice) for choice in choices) if choices else (bytes(copy),)
    return Examined(mended if copy != log else (), _is_lost(copy, frames, good), _is_torn(frames, good))


def _with(log: bytearray, chosen: Change, other: Change) -> bytes:
    """With another choice than the one that was taken."""
    copy = bytearray(log)
    for at, mask in (chosen, other):
        copy[at] ^= mask
    return bytes(copy)


def _walk(log: bytearray, frames: list[_Frame]) -> tuple[int, list[Change]]:
    """How many frames fit, one after another, and what was put right in the last one that did not at first."""
    before, choices = _sum_at(log, FRAME), list[Change]()
    for n, frame in enumerate(frames):
        found = _mend(log, frame.at, before) if frame.salts else None
        if found is None:
            return n, choices
        log[frame.at + 8 : frame.at + 16] = log[16:24]  # its copy of the log's salts, which no sum covers
        choices, before = found or choices, _sum_at(log, frame.at + 16)
    return len(frames), choices


def _is_lost(log: bytearray, frames: list[_Frame], good: int) -> bool:
    """Behind the frame that does not fit a transaction ends, and frames that fit follow."""
    ended = False
    for n, frame in enumerate(frames[good:], good):
        fits = n > good and frame.salts and _fits(log, frame.at, _sum_at(log, frames[n - 1].at + 16))
        if ended and fits:
            return True
        ended = ended or (frame.salts and frame.commit and (fits or n == good))
    return False


def _is_torn(frames: list[_Frame], good: int) -> bool:
    """All frames of one more transaction were written in this round of the log."""
    for frame in frames[good:]:
        if not frame.salts:
            return False
        if frame.commit:
            return True
    return False


def _frames(log: bytearray) -> Iterator[_Frame]:
    salts, size = int.from_bytes(log[16:24], "big"), _page_size(log)
    for at in range(HEADER, len(log) - FRAME - size + 1, FRAME + size):
        own = int.from_bytes(log[at + 8 : at + 16], "big")
        yield _Frame(at, (own ^ salts).bit_count() <= 1, log[at + 4 : at + 8] != bytes(4))


# --- sums -------------------------------------------------------------------------------------------------------


def _page_size(log: bytearray) -> int:
    return int.from_bytes(log[8:12], "big")


def _order(log: bytearray) -> str:
    return _MAGIC.get(int.from_bytes(log[:4], "big"), "<")


def _sum_at(log: bytearray, at: int) -> Sum:
    return int.from_bytes(log[at : at + 4], "big"), int.from_bytes(log[at + 4 : at + 8], "big")


def _sum(order: str, data: bytes | bytearray, before: Sum) -> Sum:
    one, two = before
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & _WORD
        two = (two + second + one) & _WORD
    return one, two


def _summed(log: bytearray, at: int) -> bytearray:
    """What the sum of the frame at `at` is over: the first half of its header, and its page."""
    return log[at : at + 8] + log[at + FRAME : at + FRAME + _page_size(log)]


def _fits(log: bytearray, at: int, before: Sum) -> bool:
    """Whether a frame stands at `at`, and follows the sum `before`."""
    size = _page_size(log)
    if len(log) < at + FRAME + size or size % 8:
        return False
    return _sum(_order(log), _summed(log, at), before) == _sum_at(log, at + 16)


# --- bits -------------------------------------------------------------------------------------------------------


def _mend_header(log: bytearray) -> bool:
    """Whether it can be read, or could be after one bit was put right: where several come into question, that with
    which it says what a log says."""
    said = _sum_at(log, 24)
    may_be_sum = not _fits(log, HEADER, said)
    for bit in (None, *range(24 * 8)):
        tried = _flipped(log[:24], bit)
        order = _MAGIC.get(int.from_bytes(tried[:4], "big"))
        right = _sum(order, tried, (0, 0)) if order else None
        if right == said and bit is None:
            return True
        if right and _wrong_bits(right, said) <= (bit is None and may_be_sum) and _is_header(tried, log):
            log[:HEADER] = tried + struct.pack(">2I", *right)
            return True
    return False


def _is_header(header: bytearray, log: bytearray) -> bool:
    """Of the form that there is, and with the salts of the first frame."""
    size = int.from_bytes(header[8:12], "big")
    right = int.from_bytes(header[4:8], "big") == _VERSION and size >= 512 and size.bit_count() == 1
    return right and header[16:24] == log[HEADER + 8 : HEADER + 16]


def _mend(log: bytearray, at: int, before: Sum) -> list[Change] | None:
    """Each change with which the frame at `at` follows the sum `before`, the first made; [] where it fits, None where
    none helps. Either its sum is wrong by one bit, or what the sum is over: then the next frame fits."""
    data, said, order = _summed(log, at), _sum_at(log, at + 16), _order(log)
    right = _sum(order, data, before)
    if right == said:
        return []
    if _wrong_bits(right, said) == 1 and not _fits(log, at + FRAME + len(data) - 8, said):
        log[at + 16 : at + FRAME] = struct.pack(">2I", *right)
        return []
    found = [(at + n if n < 8 else at + FRAME + n - 8, mask) for n, mask in _flipped_bits(order, data, right, said)]
    for place, mask in found[:1]:
        log[place] ^= mask
    return found or None


def _wrong_bits(right: Sum, said: Sum) -> int:
    return sum((one ^ other).bit_count() for one, other in zip(right, said, strict=True))


def _flipped_bits(order: str, data: bytearray, right: Sum, said: Sum) -> Iterator[Change]:
    """Each byte of `data` with the bit in it without whose change its sum would be `said`.

    The sum is linear in each word, so what a change of one word by 1 makes is known by its place alone.
    """
    off = tuple((two - one) & _WORD for one, two in zip(right, said, strict=True))
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for n, factor in zip(reversed(range(len(words))), _factors(), strict=False):
        for bit in range(32):
            step = -(1 << bit) if words[n] >> bit & 1 else 1 << bit
            if tuple(step * part & _WORD for part in factor) == off:
                byte = bit // 8 if order == "<" else 3 - bit // 8
                yield n * 4 + byte, 1 << bit % 8


def _factors() -> Iterator[Sum]:
    """How both halves of a sum grow with each word, from the last one on."""
    first, second = (1, 1), (0, 1)
    while True:
        yield second
        yield first
        first, second = _further(first), _further(second)


def _further(factor: Sum) -> Sum:
    one, two = factor
    return (one + two) & _WORD, (one + two + two) & _WORD


def _flipped(data: bytearray, bit: int | None) -> bytearray:
    copy = bytearray(data)
    if bit is not None:
        copy[bit // 8] ^= 1 << bit % 8
    return copy
