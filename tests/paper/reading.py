"""Paper read back: a slip's bytes through the renderer, and what a person or a scanner finds on it."""

import io

from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from display.paper.glyph_cells import cells
from drivers.simulated.printer.line import readable
from drivers.simulated.printer.personality import Personality, SimulatedPrinter

LETTERS = readable(cells())


def far_printer(personality: Personality) -> SimulatedPrinter:
    """One whose letters can be read, our own glyphs too."""
    return SimulatedPrinter(personality, LETTERS)


def printed_on(dots: int, data: bytes) -> SimulatedPrinter:
    """An Epson-like printer that got it and knew every command."""
    far = far_printer(Personality(dots=dots))
    far.feed(data)
    assert far.refused == []
    return far


def codes(far: SimulatedPrinter) -> list[str]:
    """What zbar finds on the last piece of paper."""
    picture = Image.open(io.BytesIO(far.png())).convert("L")
    return [found.data.decode() for found in decode(picture, [ZBarSymbol.QRCODE])]
