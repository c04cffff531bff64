"""The board's picture: of each scene only what changed is drawn again; all of it where it turns grey or fresh."""

from dataclasses import replace

from display.drawing.canvas import Canvas
from display.drawing.elements import Rect
from display.drawing.theme import Palette, Theme
from display.engine import pygame
from display.television.layout import Board, layout
from display.television.scene import Scene

_MM = 941  # of a width of 43 inches; nothing on the board is measured by it


class Painter:
    """`size`: in dots, any."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._scene: Scene | None = None
        self._take(offline=False)

    def _take(self, offline: bool) -> None:
        self._board = Board.of(self.size, offline)
        theme = Theme.of(*self.size, _MM)
        self._canvas = Canvas(replace(theme, colours=Palette(paper=self._board.look.paper)))

    @property
    def surface(self) -> pygame.Surface:
        return self._canvas.surface

    def draw(self, scene: Scene) -> list[Rect]:
        """The parts that changed; none where the scene is as before."""
        if scene == self._scene:
            return []
        if scene.offline != (self._scene is not None and self._scene.offline):
            self._take(scene.offline)
        self._scene = scene
        return self._canvas.draw(layout(scene, self._board))
