"""Be Vietnam Pro: fonts by size, widths, and lines that are wrapped and never cut. Needs no display and no window."""

from functools import lru_cache
from pathlib import Path

import pygame

FOLDER = Path(__file__).parents[1] / "fonts"
LEADING = 1.35  # line height over type size: room for Ộ above and ụ below


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
    """As few lines as fit into `room`, and those as even as can be; no line begins with a dash. A word that is too wide
    stands alone."""
    words = _words(text)
    fewest = len(_filled(words, weight, size, room))
    narrow, wide = 0, room
    while wide - narrow > 4:
        middle = (narrow + wide) // 2
        tried = _filled(words, weight, size, middle)
        even = len(tried) == fewest and all(width(line, weight, size) <= middle for line in tried)
        narrow, wide = (narrow, middle) if even else (middle, wide)
    return _filled(words, weight, size, wide)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for word in text.split():
        if words and word in ("–", "·"):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _filled(words: list[str], weight: str, size: int, room: int) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, weight, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def fits(text: str, weight: str, size: int, room: int, lines: int) -> bool:
    found = wrap(text, weight, size, room)
    return len(found) <= lines and all(width(line, weight, size) <= room for line in found)


def tall(text: str, weight: str, size: int, room: int) -> int:
    """How high the wrapped text is."""
    return leading(size) * len(wrap(text, weight, size, room))


def narrowest(text: str, weight: str, size: int, lines: int) -> int:
    """The least width at which `text` stands on at most `lines` lines."""
    low, high = max(width(word, weight, size) for word in _words(text)), width(text, weight, size)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_filled(_words(text), weight, size, middle)) <= lines else (middle + 1, high)
    return low
