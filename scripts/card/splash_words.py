"""The words of the first sign of life, drawn when the card is built: grey levels in three sizes (see splash.py)."""

from pathlib import Path

from display.drawing.text import LEADING, font, width
from display.engine import pygame
from display.touchscreen.words import STARTING, WAIT_A_LITTLE

SIZES = (40, 68, 96)  # type sizes of the first line, in dots: for panels 480, 800 and 1080 dots wide
SMALLER = 0.62  # the second line's


def pgm(size: int) -> bytes:
    """Both lines, each in the middle, as Netpbm's kind P5."""
    lines = ((STARTING, "Bold", size), (WAIT_A_LITTLE, "SemiBold", round(size * SMALLER)))
    wide = even(max(width(*line) for line in lines))
    picture = pygame.Surface((wide, even(sum(round(high * LEADING) for *_, high in lines))))
    top = 0
    for text, weight, high in lines:
        drawn = font(weight, high).render(text, True, "white")
        room = round(high * LEADING)
        picture.blit(drawn, ((wide - drawn.get_width()) // 2, top + (room - drawn.get_height()) // 2))
        top += room
    return b"P5\n%d %d\n255\n" % picture.get_size() + pygame.image.tobytes(picture, "RGB")[::3]


def even(dots: int) -> int:
    """A middle that is the same from either side, however the panel is turned."""
    return dots + dots % 2


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (folder / f"{size:03d}.pgm").write_bytes(pgm(size))
