"""Where the picture goes: a panel of SDL's (KMSDRM on a Pi, X11 on a desk), or nowhere but memory.

SDL is used for its window only: never `pygame.init()` (it opens mixer and joysticks), no signals of its own, no Mesa
where a plain framebuffer will do. The kiosk's own screen is never pumped for input; touches come from the kernel.
"""

import os
from collections.abc import Sequence
from typing import Protocol

import pygame

from display.touch.things import Rect


class NoScreen(OSError):
    """hardware.screen cannot be opened; says what SDL said."""


class Panel(Protocol):
    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None: ...


class MemoryPanel:
    """No panel at all: whoever wants the picture asks the app for it."""

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        return None


class SdlPanel:
    """A window over the whole screen. Raises NoScreen."""

    def __init__(self, width: int, height: int) -> None:
        os.environ.setdefault("SDL_NO_SIGNAL_HANDLERS", "1")
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
        try:
            pygame.display.init()
            self._screen = pygame.display.set_mode((width, height))
        except pygame.error as error:
            raise NoScreen(f'hardware.screen = "window": {error}') from error
        pygame.mouse.set_visible(False)

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        for rect in rects:
            self._screen.blit(surface, rect, rect)
        pygame.display.update(list(rects))


def open_panel(kind: str, width: int, height: int) -> Panel:
    """`kind` as `hardware.screen`: window or none."""
    return SdlPanel(width, height) if kind == "window" else MemoryPanel()
