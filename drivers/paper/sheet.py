"""One piece of paper between two cuts: rows of dots, drawn by the commands as a printer would draw them.

A row is an int of `dots` bits, the leftmost dot the highest bit. A picture wider than the paper loses its right
end, as on a real head. Motion units are dots (203 per inch). Printable ASCII is drawn in cells of 12 × 24 by
picture.py, so here a line of text is kept as words at a place. Every method is total: whole commands only.
"""

from dataclasses import dataclass, field

from drivers.paper.commands import Command

CELL = (12, 24)  # font A
_LINE = 30  # a line feed, in dots
_DOUBLED = [int("".join(bit * 2 for bit in f"{byte:08b}"), 2) for byte in range(256)]


@dataclass(frozen=True)
class Typed:
    """A line in the printer's own letters: its top left corner in dots, and the words."""

    x: int
    y: int
    words: str


@dataclass
class Sheet:
    """`raw`: every byte since the last cut; `rows`: what is drawn; `typed`: lines in the printer's letters."""

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


@dataclass
class Pen:
    """What the printer remembers between commands: where pictures and lines stand, and a line not yet fed."""

    align: int = 0
    line: str = ""


def draw(sheet: Sheet, pen: Pen, command: Command, cutter_gap: int) -> None:
    """Do one command to the paper. `cutter_gap`: dots from the head to the knife. 0: it has none and ignores GS V."""
    match command.name:
        case b"text":
            pen.line += command.data.decode("ascii")
        case b"\n":
            _feed(sheet, pen, _LINE)
        case b"\x1bJ":
            _feed(sheet, pen, command.data[2])
        case b"\x1bd":
            _feed(sheet, pen, command.data[2] * _LINE)
        case b"\x1b@":
            pen.align, pen.line = 0, ""
        case b"\x1ba":
            pen.align = command.data[2] % 48 % 3
        case b"\x1dv0":
            _raster(sheet, pen, command.data)
        case name if name.startswith(b"\x1dV") and cutter_gap:
            _cut(sheet, pen, command.data, cutter_gap)


def _feed(sheet: Sheet, pen: Pen, dots: int) -> None:
    """Paper moves; a pending line of text is printed first and takes at least its own height."""
    if pen.line:
        width = len(pen.line) * CELL[0]
        sheet.typed.append(Typed(_left(sheet.dots, width, pen.align), len(sheet.rows), pen.line))
        dots = max(dots, CELL[1])
        pen.line = ""
    sheet.rows.extend([0] * dots)


def _cut(sheet: Sheet, pen: Pen, data: bytes, cutter_gap: int) -> None:
    if len(data) == 4:  # function B feeds what was printed past the knife first
        _feed(sheet, pen, cutter_gap + data[3])
    sheet.cut = True


def _left(dots: int, width: int, align: int) -> int:
    return max(0, (0, (dots - width) // 2, dots - width)[align])


def _raster(sheet: Sheet, pen: Pen, data: bytes) -> None:
    wide, tall = data[3] & 1, data[3] >> 1 & 1
    length = data[4] + 256 * data[5]
    width = length * 8 << wide
    shift = sheet.dots - width - _left(sheet.dots, width, pen.align)
    for start in range(8, len(data), length or 1):
        row = _row(data[start : start + length], wide)
        placed = row << shift if shift >= 0 else row >> -shift
        sheet.rows.extend([placed] * (1 + tall))


def _row(data: bytes, wide: int) -> int:
    if not wide:
        return int.from_bytes(data, "big")
    return int.from_bytes(b"".join(_DOUBLED[byte].to_bytes(2, "big") for byte in data), "big")
