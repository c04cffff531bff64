"""The probe page: its black blocks tell a person, and by that us, how wide the paper is and whether it is cut.

Blocks stand at the left edge, at dot 376 and at dot 568: on 58 mm paper (384 dots) two of them come out, on 80 mm (576)
all three. Only what every printer understands: GS v 0, ESC J, ESC d, GS V (Epson's ESC/POS guide).
"""

from drivers.printer.escpos import FULL_CUT, PARTIAL_CUT, RESET

WIDTH = {"2": 58, "3": 80}  # blocks that were seen → millimetres of paper
_BYTES, _HIGH = 72, 24
_PLACES = (0, 47, 71)  # bytes of a row in which a block stands


def probe_page(label: str) -> bytes:
    """One line of ASCII, the blocks, the cut."""
    row = bytes(0xFF if n in _PLACES else 0 for n in range(_BYTES))
    picture = b"\x1dv0\x00" + bytes((_BYTES, 0, _HIGH, 0)) + row * _HIGH
    return RESET + label.encode("ascii") + b"\n\x1bJ\x10" + picture + b"\x1bd\x04" + PARTIAL_CUT


def cut_again() -> bytes:
    """A line of paper and the full cut, where the partial one did nothing."""
    return RESET + b"KIOSK\n\x1bd\x04" + FULL_CUT
