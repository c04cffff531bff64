"""The screen of `kiosk mend`, with nobody who touches it: in a program of its own, because the disk fails under it."""

from collections.abc import Sequence
from pathlib import Path

from display.drawing.elements import Rect
from display.engine import pygame
from display.panels import MemoryPanel
from drivers.clock import SystemClock
from drivers.ports import Touched
from kiosk.recovery.screen import run
from scripts.screenshots.house import SIZE


class Kept(MemoryPanel):
    """A panel that keeps its picture as a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        pygame.image.save(surface, self._path)


class Nobody:
    """Touches nothing, and goes after the first look."""

    def read(self, size: tuple[int, int]) -> list[Touched]:
        raise SystemExit(0)


def draw(config: str, png: str) -> None:
    """Ends the program."""
    run(Path(config), lambda: (Kept(Path(png)), SIZE), Nobody(), SystemClock())
