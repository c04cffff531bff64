"""The screen as the app uses it: a view goes in, what changed is drawn and shown, a finger's place becomes a name.

A second tap that falls on what the first one brought is nobody's answer: what changed under a finger counts only once
it could be read.

Outside of here all speak in the dots of kiosk.toml (`kiosk.width` x `kiosk.height`): touches, marks. What the panel has
that hangs there just now is known here alone, and every place is the same share of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from display.drawing.canvas import Canvas
from display.drawing.elements import Rect
from display.drawing.theme import Theme
from display.engine import pygame
from display.panels import Fit
from display.touchscreen.address import OFFICE
from display.touchscreen.layout import Element, as_data, hit, layout
from drivers.reopen import now_ms
from kiosk.config.options import Kiosk
from kiosk.core.dialog.view import View
from kiosk.devices.fitting import Dot, at, fitted
from kiosk.devices.panel import FoundPanel

READ_MS = 700  # nobody has read what stands on the screen for less, and touched it
DOUBLED_MS = 700  # the same thing again within it is the same finger, which trembles


About = tuple[object, ...]
"""Which screen it is, what it asks, and whom that is about: the same cards about another number ask something else."""


@dataclass(frozen=True)
class Former:
    """What stood on the screen before, and until when (ms) that matters."""

    until: int
    about: About
    elements: tuple[Element, ...]

    def touchable(self) -> tuple[About, list[tuple[str, Rect]]]:
        return self.about, [(element.id, element.rect) for element in self.elements if element.touch]


class Screen:
    """Keeps the last view, and draws only when the next one differs."""

    def __init__(
        self,
        panel: FoundPanel,
        kiosk: Kiosk,
        address: Callable[[], str] = lambda: "",
        clock: Callable[[], int] = now_ms,
    ) -> None:
        """`address`: where the kiosk is found now, asked for the screens that say so; `clock`: mono ms."""
        self.poll, self.ms_until_due, self._address = panel.poll, panel.ms_until_due, address
        self._clock, self._former, self._tapped = clock, tuple[Former, ...](), ("", 0)
        self.panel, self._kiosk = panel, kiosk
        self._fitted = fitted(kiosk, panel.fit) if panel.fit else kiosk
        self._canvas = Canvas(self._theme(False, False))
        self._view: View | None = None
        self._about: About = ()
        self._read_from = 0
        self._elements: tuple[Element, ...] = ()
        self.drawn = 0
        self.on_drawn: Callable[[int], None] = lambda count: None
        panel.on_fit = self._fit

    def _theme(self, large: bool, contrast: bool) -> Theme:
        has = self._fitted
        return Theme.of(has.width, has.height, has.screen_mm, large, contrast)

    def _fit(self, fit: Fit) -> None:
        """Another panel: the same view, laid out for it; what is new there counts once it could be read."""
        if (has := fitted(self._kiosk, fit)) == self._fitted:
            return
        self._fitted, view = has, self._view
        self._canvas = Canvas(self._theme(view is not None and view.large, view is not None and view.contrast))
        if view is not None:
            self._not_read(Former(self._clock() + READ_MS, (), ()))
            self._elements = self._laid_out(view)
            self._canvas.draw(self._elements)
            self.panel.keep(self._canvas.surface)

    def _laid_out(self, view: View) -> tuple[Element, ...]:
        mark = view.mark and at(view.mark, self._asked(), self._has())
        return layout(replace(view, mark=mark), self._canvas.theme)

    def _asked(self) -> Dot:
        return self._kiosk.width, self._kiosk.height

    def _has(self) -> Dot:
        return self._fitted.width, self._fitted.height

    def show(self, view: View, whom: About = ()) -> bool:
        """True when something was drawn. `whom`: the number or rating that it is about, shown or not."""
        if view.screen in OFFICE:
            view = replace(view, address=self._address())
        about, drawn = (view.screen, view.question, *whom), view != self._view
        if about == self._about and not drawn:
            return False
        before, began, self._about = Former(0, self._about, self._elements), self._clock(), about
        if drawn:
            self._draw(view)
        self._can_be_read(before, Former(0, about, self._elements), began)
        if drawn:
            self.drawn += 1
            self.on_drawn(self.drawn)
        return drawn

    def _draw(self, view: View) -> None:
        if self._view is None or (view.large, view.contrast) != (self._view.large, self._view.contrast):
            self._canvas = Canvas(self._theme(view.large, view.contrast))
        self._view, self._elements = view, self._laid_out(view)
        self.panel.show(self._canvas.surface, self._canvas.draw(self._elements))

    def _can_be_read(self, before: Former, now: Former, began: int) -> None:
        """From now on: what was touched while it was drawn is told only now, and meant what stood there."""
        mono, (thing, until) = self._clock(), self._tapped
        if until > began:
            self._tapped = (thing, until + mono - began)
        if before.about and before.touchable() != now.touchable():
            self._not_read(replace(before, until=mono + READ_MS))

    def _not_read(self, former: Former) -> None:
        self._former, self._read_from = (*self._unread(), former), former.until

    def hit(self, x: int, y: int) -> str:
        """The id of what is touched there, in dots of the settings; "" for nothing."""
        return hit(self._elements, *at((x, y), self._asked(), self._has()))

    def meant(self, x: int, y: int) -> str:
        """The id of what a finger means that comes down there, "" for nothing: what stood there on this screen for
        `READ_MS`, and was not tapped within `DOUBLED_MS`."""
        thing, about = self.hit(x, y), self._about
        self._former, place = self._unread(), at((x, y), self._asked(), self._has())
        read = all((former.about, hit(former.elements, *place)) == (about, thing) for former in self._former)
        doubled = thing == self._tapped[0] and self._clock() < self._tapped[1]
        return thing if read and not doubled else ""

    def is_read(self, screen: str, mono: int) -> bool:
        """Whether whoever pressed a button at `mono` can have read this screen: it stood there for `READ_MS`."""
        return self._about[:1] == (screen,) and mono >= self._read_from

    def was_tapped(self, thing: str) -> None:
        self._tapped = (thing, self._clock() + DOUBLED_MS)

    def _unread(self) -> tuple[Former, ...]:
        return tuple(former for former in self._former if former.until > self._clock())

    def data(self) -> dict[str, Any]:
        """What `GET /cabinet/screen` answers (docs/contract.md)."""
        assert self._view is not None
        unread_ms = max((former.until - self._clock() for former in self._unread()), default=0)
        return as_data(self._view, self._elements, self._has()) | {"unread_ms": unread_ms}

    def picture(self) -> tuple[int, int, bytes]:
        surface = self._canvas.surface
        return (*surface.get_size(), pygame.image.tobytes(surface, "RGB"))
