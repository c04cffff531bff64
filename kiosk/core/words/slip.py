"""The blocks that every slip of paper is made of.

A slip is a tuple of blocks from top to bottom, everything centred but the lines of a list. Letters are measured in
millimetres of a capital, as on the screen, because an elderly reader sees millimetres: nothing under 2.8, what
one needs 3.3 or more, the number by far the largest. The same slip serves 58 and 80 mm paper (display/paper/raster.py).
"""

from dataclasses import dataclass
from typing import Literal

Weight = Literal["Regular", "SemiBold", "Bold"]
SMALL_MM, TEXT_MM, NEED_MM, MARK_MM, TITLE_MM, NUMBER_MM = 2.9, 3.3, 3.4, 3.6, 3.7, 15.0  # capitals; no slip has others


@dataclass(frozen=True)
class Text:
    """Words that wrap between spaces. `mm`: height of a capital; `left`: they begin at the left edge, as in a list."""

    words: str
    mm: float = TEXT_MM
    weight: Weight = "SemiBold"
    left: bool = False


@dataclass(frozen=True)
class Big:
    """The number: as large as `mm` and the paper's width allow."""

    words: str
    mm: float = NUMBER_MM


@dataclass(frozen=True)
class Mark:
    """Words in white on a black bar: what must not be overlooked."""

    words: str
    mm: float = MARK_MM


@dataclass(frozen=True)
class Rule:
    """A thin line across the printed width."""


@dataclass(frozen=True)
class Space:
    mm: float


@dataclass(frozen=True)
class Qr:
    """A QR code of `code`, with its quiet zone."""

    code: str


@dataclass(frozen=True)
class Typed:
    """ASCII in the printer's own letters: costs a byte a letter and stays readable to whoever reads the bytes."""

    words: str


Block = Text | Big | Mark | Rule | Space | Qr | Typed
Slip = tuple[Block, ...]
