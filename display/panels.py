"""Where the picture goes: into a panel's own memory (the kiosk), a window of SDL's (a desk), or nowhere.

A panel's memory is only written, and only where the picture changed, turned on the way if the panel stands turned.
SDL is used for its window only: never `pygame.init()` (it opens mixer and joysticks), no signals of its own, no Mesa
where a plain framebuffer will do. Nothing here is pumped for input; touches come from the kernel.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from display.drawing.elements import Rect
from display.engine import pygame


class NoScreen(OSError):
    """hardware.screen cannot be opened; says what SDL said."""


@dataclass(frozen=True)
class Fit:
    """What a panel takes, as it stands: the picture's dots and millimetres, (0, 0): not told; `said`: what it is, in a
    line for a technician; `unlike`: it is not what the settings ask for."""

    size: tuple[int, int]
    mm: tuple[int, int] = (0, 0)
    said: str = ""
    unlike: bool = False


class Panel(Protocol):
    """`fit`: None where it takes every picture, and stays what it is; else another one may hang there at any time."""

    @property
    def fit(self) -> Fit | None: ...
    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None: ...
    def refitted(self) -> bool:
        """Looks whether another one hangs there, and makes ready for it. Raises OSError when none does."""

    def close(self) -> None: ...


class MemoryPanel:
    """No panel at all: whoever wants the picture asks the app for it."""

    fit = None

    def refitted(self) -> bool:
        return False

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        return None

    def close(self) -> None:
        return None


class Frame(Protocol):
    """A panel's memory: `size` in its own dots, `mm` of it, `pitch` bytes a row, four bytes a dot (B, G, R, unused);
    `said`, `unlike`: as in Fit.

    `shown` is told which parts (x, y, width, height) were written; raises OSError when the panel is gone. `changed`:
    another one hangs there; `refit` has made ready for it when it returns: everything above is new then.
    """

    size: tuple[int, int]
    mm: tuple[int, int]
    said: str
    unlike: bool
    pitch: int
    memory: memoryview

    def shown(self, rects: Sequence[Rect]) -> None: ...
    def changed(self) -> bool: ...
    def refit(self) -> None: ...
    def close(self) -> None: ...


class MappedPanel:
    """`rotate`: the panel stands turned by 0, 90, 180 or 270 degrees clockwise; `closed` is called when it is."""

    def __init__(self, frame: Frame, rotate: int = 0, closed: Callable[[], object] = lambda: None) -> None:
        self._frame, self._rotate, self._closed = frame, rotate, closed
        self._take()

    def _take(self) -> None:
        frame = self._frame
        self._dots = pygame.image.frombuffer(frame.memory, frame.size, "BGRA", frame.pitch)

    @property
    def fit(self) -> Fit:
        frame, way = self._frame, 1 if self._rotate in (0, 180) else -1
        (across, down), (wide, high) = frame.size[::way], frame.mm[::way]
        return Fit((across, down), (wide, high), frame.said, frame.unlike)

    def refitted(self) -> bool:
        if not self._frame.changed():
            return False
        self._frame.refit()
        self._take()
        return True

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        whole = surface.get_rect()
        written = [self._put(surface, part) for part in (whole.clip(rect) for rect in rects) if part]
        if written:
            self._frame.shown(written)

    def close(self) -> None:
        self._frame.close()
        self._closed()

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

    fit = None

    def __init__(self, width: int, height: int) -> None:
        os.environ.setdefault("SDL_NO_SIGNAL_HANDLERS", "1")
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
        try:
            pygame.display.init()
            self._screen = pygame.display.set_mode((width, height))
        except pygame.error as error:
            raise NoScreen(f'hardware.screen = "window": {error}') from error
        pygame.mouse.set_visible(False)

    def refitted(self) -> bool:
        return False

    def show(self, surface: pygame.Surface, rects: Sequence[Rect]) -> None:
        for rect in rects:
            self._screen.blit(surface, rect, rect)
        pygame.display.update(list(rects))

    def close(self) -> None:
        pygame.display.quit()
