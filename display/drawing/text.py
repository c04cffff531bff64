"""Be Vietnam Pro: fonts by size, widths, and lines that are wrapped and never cut. Needs no display and no window."""

from functools import lru_cache
from pathlib import Path

from display.drawing.lines import Width, even_lines, filled, words_of
from display.engine import pygame
from kiosk.core.words.compounds import words_in

FOLDER = Path(__file__).parents[1] / "fonts"
LEADING = 1.35  # line height over type size: room for Ộ above and ụ below
_STEP = 4  # dots to which lines are even


@lru_cache(maxsize=24)
def font(weight: str, size: int) -> pygame.font.Font:
    """Regular, SemiBold or Bold in dots."""
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(FOLDER / f"BeVietnamPro-{weight}.ttf", size)


@lru_cache(maxsize=4096)
def width(text: str, weight: str, size: int) -> int:
    return font(weight, size).size(text)[0]


def leading(size: int) -> int:
    return round(size * LEADING)


@lru_cache(maxsize=1024)
def wrap(text: str, weight: str, size: int, room: int) -> tuple[str, ...]:
    """Even lines; a word that is too wide stands alone."""
    return even_lines(text, _width_of(weight, size), room, _STEP)


def _width_of(weight: str, size: int) -> Width:
    return lambda text: width(text, weight, size)


def fits(text: str, weight: str, size: int, room: int, lines: int) -> bool:
    found = wrap(text, weight, size, room)
    return len(found) <= lines and all(width(line, weight, size) <= room for line in found)


def keeps_words(text: str, weight: str, size: int, room: int) -> bool:
    """No word of several syllables is so wide that it must be parted."""
    return all(width(" ".join(word), weight, size) <= room for word in words_in(text.split()))


def tall(text: str, weight: str, size: int, room: int) -> int:
    """How high the wrapped text is."""
    return leading(size) * len(wrap(text, weight, size, room))


def narrowest(text: str, weight: str, size: int, lines: int) -> int:
    """The least width at which `text` stands on at most `lines` lines."""
    wide = _width_of(weight, size)
    words = words_of(text, wide, wide(text))
    low, high = max(map(wide, words)), wide(text)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(filled(words, wide, middle)) <= lines else (middle + 1, high)
    return low
