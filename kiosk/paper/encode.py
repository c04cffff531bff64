"""A slip as the bytes of one printer: its paper's width, its cutter, and the print mode that it understands.

Raster draws everything and is for any printer; inline and downloaded (drivers/printer/glyphs.py) are a tenth of it and
only for a printer whose page in that mode somebody looked at (kiosk/doctor). Content, order and emphasis are the same
in each.
"""

from dataclasses import dataclass

from display.paper.glyph_cells import cell
from display.paper.page import DOTS_PER_MM, Line
from display.paper.raster import draw
from display.paper.typed import lay
from drivers.ports import PrintMode
from drivers.printer.escpos import CUTS, FULL_CUT, PARTIAL_CUT, PRESENT, TEAR_OFF, encode_page
from drivers.printer.glyphs import inline, owned
from kiosk.config.options import Printer
from kiosk.core.words.slip import Slip

FEED_MM = 20  # of paper from the head past the knife, or to the tear bar
_USUAL = {80: 576, 58: 384}  # paper in mm → dots of most heads for it


@dataclass(frozen=True)
class Paper:
    """`dots` across, a multiple of 16; `end`: what parts the slip from the roll."""

    dots: int
    end: bytes = PARTIAL_CUT


def paper_of(printer: Printer) -> Paper:
    """By its head, or its width; by its cutter, where it has one, and its presenter."""
    end = (FULL_CUT if printer.full_cut else CUTS[printer.cut]) if printer.cutter else TEAR_OFF
    return Paper(printer.dots or _USUAL[printer.width], end + PRESENT if printer.presenter else end)


def slip_bytes(slip: Slip, paper: Paper, mode: PrintMode) -> bytes:
    """From ESC @ to the cut."""
    if mode == "raster":
        return encode_page(draw(slip, paper.dots), paper.dots, paper.end)
    page = lay(slip, paper.dots, mode)
    say = inline(cell) if mode == "inline" else owned([piece for piece in page if isinstance(piece, Line)], cell)
    return encode_page(page, paper.dots, paper.end, say)


def length_mm(slip: Slip, paper: Paper) -> int:
    """How much of the roll it takes, whichever way it is printed."""
    drawn = max((piece.end for piece in draw(slip, paper.dots)), default=0)
    return drawn // DOTS_PER_MM + FEED_MM
