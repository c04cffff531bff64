"""Pictures of each damage in a row: citizen, officer, technician."""

from collections.abc import Sequence
from pathlib import Path

from display.engine import pygame

WIDE, HIGH, GAP = 480, 300, 12
WHO = (("citizen",), ("officer-again", "officer"), ("technician", "watch"))  # the first that there is


def overview(folder: Path, names: Sequence[str]) -> Path:
    """One picture of all of them; a page that is longer than a window is cut off below. Raises OSError."""
    sheet = pygame.Surface((len(WHO) * (WIDE + GAP) - GAP, len(names) * (HIGH + GAP) - GAP))
    sheet.fill((90, 90, 90))
    for row, name in enumerate(names):
        for column, kinds in enumerate(WHO):
            path = next(path for kind in kinds if (path := folder / f"{name}-{kind}.png").exists())
            sheet.blit(_small(path), (column * (WIDE + GAP), row * (HIGH + GAP)))
    pygame.image.save(sheet, folder / "overview.png")
    return folder / "overview.png"


def _small(path: Path) -> pygame.Surface:
    picture = pygame.image.load(path)
    small = pygame.transform.smoothscale(picture, (WIDE, picture.get_height() * WIDE // picture.get_width()))
    return small.subsurface((0, 0, WIDE, min(HIGH, small.get_height())))
