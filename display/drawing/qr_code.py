"""A QR code as rows of modules, the same on screen and paper: correction M, as small as what it says needs."""

from functools import lru_cache

import segno

QUIET = 4  # modules of white around it (ISO/IEC 18004)


@lru_cache(maxsize=4)
def modules(said: str) -> tuple[bytearray, ...]:
    """Rows from the top, 1 for a dark module; without the quiet zone."""
    matrix: tuple[bytearray, ...] = segno.make_qr(said, error="m", boost_error=False).matrix
    return matrix
