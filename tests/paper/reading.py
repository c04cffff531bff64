"""Paper read back: a slip's bytes through the renderer, and what a person or a scanner finds on it."""

import io

from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from display.paper.glyph_cells import cells
from drivers.simulated.printer.line import readable
from drivers.simulated.printer.personality import FarPrinter, Personality

LETTERS = readable(cells())


def far_printer(personality: Personality) -> FarPrinter:
    """One whose letters can be read, our own glyphs too."""
    return FarPrinter(personality, LETTERS)


def printed_on(dots: int, data: bytes) -> FarPrinter:
    """An Epson-like printer that got it and knew every command."""
    far = far_printer(Personality(dots=dots))
    far.feed(data)
    assert far.refused == []
    return far


def codes(far: FarPrinter) -> list[str]:
    """What zbar finds on the last piece of paper."""
    picture = Image.open(io.BytesIO(far.png())).convert("L")
    return [found.data.decode() for found in decode(picture, [ZBarSymbol.QRCODE])]
