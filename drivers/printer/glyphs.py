"""Lines of words as ESC/POS bytes, inline and downloaded: the printer's own letters, and ours where it has none. Pure.

Inline sends each accented letter as a small picture in the line (ESC * 33). Downloaded tells the printer our glyphs
first (ESC &), in every slip, and only in codes that are kept for glyphs: a character with such a code is printed with
the glyphs switched off. So a slip never depends on what a printer remembers of another, and no glyph can stand where
another letter or a digit belongs. Where a slip has more letters than there are codes, more are told between two lines.
Promises: no command is longer than 1 KB, and no glyph holds a pair of bytes that a printer may take as a real-time
command. Sources: Epson's ESC/POS guide, ESC *, ESC &, ESC %, GS !, GS B, ESC E.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from drivers.printer.escpos import FORBIDDEN, Line, Say

WIDE, HIGH = 12, 24  # dots of a cell in the usual size (font A)
Glyphs = Callable[[str], Sequence[int] | None]
"""Letter → its 24 rows of 12 bits, the leftmost dot the highest; None for a letter that has none."""
_CODES = b"!\"#$%&'*+;<=>?@[\\]^_`{|}~FJWZfjwzQRPVMSXKGYEOILD"  # rare on slips first; one for each cell of a line
_AT_ONCE = 26  # glyphs in one ESC &: 26 × 37 bytes stay under 1 KB
_BOLD, _REVERSE, _OWN = b"\x1bE", b"\x1dB", b"\x1b%"


@dataclass(frozen=True)
class _Style:
    size: int = 0
    bold: bool = False
    reverse: bool = False


def inline(glyphs: Glyphs) -> Say:
    """Print mode inline."""
    style = _Styles()

    def say(line: Line) -> bytes:
        return style.to(line) + b"".join(_typed(letter) or _pictured(glyphs, letter, line) for letter in line.words)

    return say


def owned(lines: Sequence[Line], glyphs: Glyphs) -> Say:
    """Print mode downloaded, for exactly these lines in this order."""
    style, glyph, told = _Styles(), _Switch(), _told(lines, glyphs)

    def say(line: Line) -> bytes:
        definitions, codes = next(told)
        return definitions + style.to(line) + b"".join(glyph.switched(codes, letter) for letter in line.words)

    return say


class _Styles:
    """What the printer was last told about size, weight and ground; only what changes is told again."""

    def __init__(self) -> None:
        self._now = _Style()

    def to(self, line: Line) -> bytes:
        was, self._now = self._now, _Style((line.wide - 1) << 4 | (line.high - 1), line.bold, line.reverse)
        told = b"\x1d!" + bytes((self._now.size,)) if self._now.size != was.size else b""
        told += _BOLD + bytes((self._now.bold,)) if self._now.bold != was.bold else b""
        return told + (_REVERSE + bytes((self._now.reverse,)) if self._now.reverse != was.reverse else b"")


def _typed(letter: str) -> bytes:
    return letter.encode() if letter.isascii() else b""


# --- inline -------------------------------------------------------------------------------------------------------


def _pictured(glyphs: Glyphs, letter: str, line: Line) -> bytes:
    """The letter as 12 columns of 24 dots, made bold and white on black by us, as a picture knows neither."""
    rows = _rows(glyphs, letter)
    if line.bold:
        rows = [row | row >> 1 for row in rows]
    if line.reverse:
        rows = [row ^ (1 << WIDE) - 1 for row in rows]
    return b"\x1b*\x21" + bytes((WIDE, 0)) + _columns(rows, WIDE)


# --- downloaded ---------------------------------------------------------------------------------------------------

Codes = dict[str, int]


class _Switch:
    """Whether glyphs are in force in the printer; it is told where a character needs the other."""

    def __init__(self) -> None:
        self._on = False

    def switched(self, codes: Codes, letter: str) -> bytes:
        code = codes.get(letter)
        wanted = True if code else False if ord(letter) in _CODES else self._on
        told = b"" if wanted == self._on else _OWN + bytes((wanted,))
        self._on = wanted
        return told + bytes((code or ord(letter),))


def _told(lines: Sequence[Line], glyphs: Glyphs) -> Iterator[tuple[bytes, Codes]]:
    """For each line the definitions that must stand before it (mostly none), and the codes in force."""
    held: Codes = {}
    for group in _groups(lines):
        fresh = _coded(_accented(group), held)
        held = {letter: code for letter, code in held.items() if code not in fresh.values()} | fresh
        definitions = b"".join(_definitions(fresh, glyphs))
        for _ in group:
            yield definitions, held
            definitions = b""


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """As many lines together as there are codes for their letters."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if len(_accented([*groups[-1], line])) > len(_CODES):
            groups.append([])
        groups[-1].append(line)
    return groups


def _accented(lines: Iterable[Line]) -> set[str]:
    """What the printer has not."""
    return {letter for line in lines for letter in line.words if not letter.isascii()}


def _coded(letters: set[str], held: Codes) -> Codes:
    """A code for each of the letters that holds none yet; none is taken from a letter of these lines."""
    kept = {held[letter] for letter in letters & held.keys()}
    free = (code for code in _CODES if code not in kept)
    return dict(zip(sorted(letters - held.keys()), free, strict=False))


def _definitions(codes: Codes, glyphs: Glyphs) -> Iterator[bytes]:
    """One ESC & for each run of neighbouring codes."""
    for run in _runs(sorted((code, letter) for letter, code in codes.items())):
        drawn = b"".join(_defined(_rows(glyphs, letter)) for _, letter in run)
        yield b"\x1b&\x03" + bytes((run[0][0], run[-1][0])) + drawn


def _runs(coded: Iterable[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    runs: list[list[tuple[int, str]]] = []
    for code, letter in coded:
        if not runs or runs[-1][-1][0] != code - 1 or len(runs[-1]) == _AT_ONCE:
            runs.append([])
        runs[-1].append((code, letter))
    return runs


def _defined(rows: Sequence[int]) -> bytes:
    """Its width in dots and its columns; what is white at the right is not sent."""
    ink = 0
    for row in rows:
        ink |= row
    width = WIDE - ((ink & -ink).bit_length() - 1) if ink else 0
    return bytes((width,)) + _columns(rows, width)


# --- dots ---------------------------------------------------------------------------------------------------------


def _rows(glyphs: Glyphs, letter: str) -> Sequence[int]:
    rows = glyphs(letter)
    if rows is None:
        raise ValueError(f"no glyph for {letter!r}: the page must hold only letters that have one")
    return rows


def _columns(rows: Sequence[int], width: int) -> bytes:
    """3 bytes a column from the left, the top dot highest; a forbidden pair gets one dot more, which no eye sees."""
    columns = b"".join(_column(rows, WIDE - 1 - x).to_bytes(3, "big") for x in range(width))
    while (at := min((at for at in map(columns.find, FORBIDDEN) if at >= 0), default=-1)) >= 0:
        columns = columns[:at] + bytes((columns[at] | 0x20,)) + columns[at + 1 :]
    return columns


def _column(rows: Sequence[int], bit: int) -> int:
    return sum((row >> bit & 1) << (HIGH - 1 - y) for y, row in enumerate(rows))
