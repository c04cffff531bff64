"""Be Vietnam Pro: fonts by size, widths, and lines that are wrapped and never cut. Needs no display and no window."""

from functools import lru_cache
from pathlib import Path

import pygame

FOLDER = Path(__file__).parent.parent / "fonts"
LEADING = 1.3  # line height over type size: room for Ộ above and ụ below


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


def wrap(text: str, weight: str, size: int, room: int) -> tuple[str, ...]:
    """Lines no wider than `room`, broken at spaces; a word that is too wide stands alone."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, weight, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(line for line in lines if line)


def fits(text: str, weight: str, size: int, room: int, lines: int) -> bool:
    found = wrap(text, weight, size, room)
    return len(found) <= lines and all(width(line, weight, size) <= room for line in found)
