"""Keeps one surface and draws only what changed: the elements that came, went or look different."""

from collections.abc import Sequence

from display.drawing.draw import draw
from display.drawing.elements import Element, Rect
from display.drawing.theme import Theme
from display.engine import pygame


class Canvas:
    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.surface = pygame.Surface((theme.width, theme.height), depth=32)
        self._drawn: tuple[Element, ...] = ()
        self._blank = True

    def draw(self, elements: Sequence[Element]) -> list[Rect]:
        """The rectangles that changed."""
        now, before = tuple(elements), self._drawn
        self._drawn = now
        if self._blank or {t.id for t in now} != {t.id for t in before}:
            self._blank = False
            return self._all(now)
        dirty = [pygame.Rect(rect) for rect in {t.rect for t in set(before) ^ set(now)}]
        for rect in dirty:
            self._again(rect, now)
        return [(r.x, r.y, r.w, r.h) for r in dirty]

    def _all(self, elements: Sequence[Element]) -> list[Rect]:
        whole = (0, 0, self.theme.width, self.theme.height)
        self._again(pygame.Rect(whole), elements)
        return [whole]

    def _again(self, rect: pygame.Rect, elements: Sequence[Element]) -> None:
        self.surface.set_clip(rect)
        self.surface.fill(self.theme.colours.paper, rect)
        for element in elements:
            if rect.colliderect(element.rect):
                for shape in element.shapes:
                    draw(self.surface, shape)
        self.surface.set_clip(None)
