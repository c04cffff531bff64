"""Where the picture goes: into a panel's own memory (the kiosk), a window of SDL's (a desk), or nowhere.

A panel's memory is only written, and only where the picture changed, turned on the way if the panel stands turned.
SDL is used for its window only: never `pygame.init()` (it opens mixer and joysticks), no signals of its own, no Mesa
where a plain framebuffer will do. Nothing here is pumped for input; touches come from the kernel.
"""

import os
from collections.abc import Sequence
from typing import Protocol

from display.drawing.elements import Rect
from display.engine import pygame


class NoScreen(OSError):
    """hardware.screen cannot be opened; says what SDL said."""


class Panel(Protocol):
    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None: ...
    def close(self) -> None: ...


class MemoryPanel:
    """No panel at all: whoever wants the picture asks the app for it."""

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        return None

    def close(self) -> None:
        return None


class Frame(Protocol):
    """A panel's memory: `size` in its own dots, `pitch` bytes a row, four bytes a dot (B, G, R, unused).

    `shown` is told which parts (x, y, width, height) were written; raises OSError when the panel is gone.
    """

    size: tuple[int, int]
    pitch: int
    memory: memoryview

    def shown(self, rects: Sequence[Rect]) -> None: ...
    def close(self) -> None: ...


class MappedPanel:
    """`rotate`: the panel stands turned by 0, 90, 180 or 270 degrees clockwise."""

    def __init__(self, frame: Frame, rotate: int = 0) -> None:
        self._frame, self._rotate = frame, rotate
        self._dots = pygame.image.frombuffer(frame.memory, frame.size, "BGRA", frame.pitch)

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        whole = surface.get_rect()
        written = [self._put(surface, part) for part in (whole.clip(rect) for rect in rects) if part]
        if written:
            self._frame.shown(written)

    def close(self) -> None:
        self._frame.close()

    def _put(self, surface: pygame.Surface, part: pygame.Rect) -> Rect:
        """Copies this part; where it went."""
        picture = surface.subsurface(part)
        if self._rotate:
            picture = pygame.transform.rotate(picture, self._rotate)
        place = turned((part.x, part.y, part.w, part.h), surface.get_size(), self._rotate)
        self._dots.blit(picture, place)
        return place


def turned(rect: Rect, size: tuple[int, int], rotate: int) -> Rect:
    """A part of a picture of `size` as the part of the panel that shows it; the panel stands turned by `rotate`."""
    (x, y, w, h), (width, height) = rect, size
    return {
        0: rect,
        90: (y, width - x - w, h, w),
        180: (width - x - w, height - y - h, w, h),
        270: (height - y - h, x, h, w),
    }[rotate]


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

    def close(self) -> None:
        pygame.display.quit()
