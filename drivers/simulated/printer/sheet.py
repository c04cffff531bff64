"""One piece of paper between two cuts: rows of dots, drawn by the commands as a printer would draw them.

A row is an int of `dots` bits, the leftmost dot the highest bit. A picture wider than the paper loses its right
end, as on a real head; letters that have no room go on in the next line. Motion units are dots (203 per inch). Beside
the dots it is kept what was typed, and how large, bold or inverted. Every method is total: whole commands only.
"""

from dataclasses import dataclass, field

from drivers.simulated.printer import line as lines
from drivers.simulated.printer.commands import DEFINE, DEFINE_HEAD, INLINE, INLINE_HEAD, RASTER, RASTER_HEAD, Command
from drivers.simulated.printer.font import PLAIN, Style
from drivers.simulated.printer.line import Pen, Piece

OLDER_CUTS = (b"\x1bi", b"\x1bm")  # they cut where the paper stands
_LINE = 30  # a line feed, in dots
_DOUBLED = [int("".join(bit * 2 for bit in f"{byte:08b}"), 2) for byte in range(256)]


@dataclass(frozen=True)
class Typed:
    """A line of letters: its top left corner in dots, the words, and the look of those from the printer's own font."""

    x: int
    y: int
    words: str
    style: Style = PLAIN


@dataclass
class Sheet:
    """`raw`: every byte since the last cut; `rows`: what is drawn; `typed`: lines of letters."""

    dots: int
    raw: bytearray = field(default_factory=bytearray)
    rows: list[int] = field(default_factory=list)
    typed: list[Typed] = field(default_factory=list)
    cut: bool = False

    @property
    def blank(self) -> bool:
        return not any(self.rows) and not self.typed

    @property
    def text(self) -> str:
        return "\n".join(line.words for line in self.typed)


def draw(sheet: Sheet, pen: Pen, command: Command, cutter_gap: int) -> None:
    """Do one command to the paper. `cutter_gap`: dots from the head to the knife. 0: it has none and ignores GS V."""
    data = command.data
    match command.name:
        case b"text":
            for code in data:
                put(sheet, pen, lines.typed(pen, code, chr(code)))
        case b"\n":
            _feed(sheet, pen, _LINE)
        case b"\x1bJ":
            _feed(sheet, pen, data[2])
        case b"\x1bd":
            _feed(sheet, pen, data[2] * _LINE)
        case b"\x1ba":
            pen.align = data[2] % 48 % 3
        case name if name == RASTER:
            _raster(sheet, pen, data)
        case name if name == INLINE:
            put(sheet, pen, lines.pictured(pen, data[INLINE_HEAD:]))
        case name if (name.startswith(b"\x1dV") or name in OLDER_CUTS) and cutter_gap:
            _cut(sheet, pen, data, cutter_gap)
        case _:
            _remember(pen, command)


def _remember(pen: Pen, command: Command) -> None:
    """Commands that change what comes after them."""
    data, style = command.data, pen.style
    match command.name:
        case b"\x1b@":
            lines.reset(pen)
        case b"\x1b%":
            pen.uses_glyphs = bool(data[2] & 1)
        case b"\x1bE":
            pen.style = Style(style.wide, style.high, bool(data[2] & 1), style.reverse)
        case b"\x1dB":
            pen.style = Style(style.wide, style.high, style.bold, bool(data[2] & 1))
        case b"\x1d!":
            pen.style = Style((data[2] >> 4 & 7) + 1, (data[2] & 7) + 1, style.bold, style.reverse)
        case name if name == DEFINE:
            lines.define(pen, data[3], _glyphs(data))


def _glyphs(data: bytes) -> list[bytes]:
    """ESC &: each glyph's columns."""
    found, at = [], DEFINE_HEAD
    while at < len(data):
        end = at + 1 + 3 * data[at]
        found.append(data[at + 1 : end])
        at = end
    return found


def put(sheet: Sheet, pen: Pen, piece: Piece) -> None:
    """One more letter or small picture in the line; where the paper ends, the line is printed first."""
    if pen.line and lines.width_of(pen.line) + piece.width > sheet.dots:
        _feed(sheet, pen, _LINE)
    if piece.width:
        pen.line.append(piece)
        pen.looks = pen.style


def _feed(sheet: Sheet, pen: Pen, dots: int) -> None:
    """Paper moves; a pending line is printed first and takes at least its own height."""
    if pen.line:
        width = lines.width_of(pen.line)
        left = _left(sheet.dots, width, pen.align)
        rows = lines.rows_of(pen.line)
        words = "".join(piece.reads for piece in pen.line)
        sheet.typed.append(Typed(left, len(sheet.rows), words, pen.looks))
        sheet.rows.extend(_placed(row, sheet.dots - width - left) for row in rows)
        dots = max(0, dots - len(rows))
        pen.line.clear()
    sheet.rows.extend([0] * dots)


def _placed(row: int, shift: int) -> int:
    return row << shift if shift >= 0 else row >> -shift


def _cut(sheet: Sheet, pen: Pen, data: bytes, cutter_gap: int) -> None:
    if len(data) == 4:  # functions A and B feed what was printed past the knife first
        _feed(sheet, pen, cutter_gap + data[3])
    sheet.cut = True


def _left(dots: int, width: int, align: int) -> int:
    return max(0, (0, (dots - width) // 2, dots - width)[align])


def _raster(sheet: Sheet, pen: Pen, data: bytes) -> None:
    wide, tall = data[3] & 1, data[3] >> 1 & 1
    length = data[4] + 256 * data[5]
    width = length * 8 << wide
    shift = sheet.dots - width - _left(sheet.dots, width, pen.align)
    for start in range(RASTER_HEAD, len(data), length or 1):
        placed = _placed(_row(data[start : start + length], wide), shift)
        sheet.rows.extend([placed] * (1 + tall))


def _row(data: bytes, wide: int) -> int:
    if not wide:
        return int.from_bytes(data, "big")
    return int.from_bytes(b"".join(_DOUBLED[byte].to_bytes(2, "big") for byte in data), "big")
