"""The picture for the panel that is there, whatever the settings say: its dots, and the millimetres they are taken for.

Letters are millimetres (docs/look.md), so a panel of another size than the settings' needs a width of its own: what it
tells, within what its screens have room for; monitors tell 0, or 16 x 9. Pure.
"""

from dataclasses import replace

from display.drawing.theme import width_mm
from display.panels import Fit
from kiosk.config.options import Kiosk

LARGEST = 2  # times the width of a 10.1" panel of these dots: as on 21 inches, above which all is large enough
Dot = tuple[int, int]


def fitted(kiosk: Kiosk, fit: Fit) -> Kiosk:
    """The settings as this panel has them; as they are where they are right."""
    width, height = fit.size
    if (width, height) == (kiosk.width, kiosk.height):
        return kiosk
    least = width_mm(width, height)
    return replace(kiosk, width=width, height=height, screen_mm=min(max(fit.mm[0], least), LARGEST * least))


def picture_of(size: Dot, mm: Dot, rotate: int) -> Fit:
    """The upright picture on a panel of this size and these millimetres as it is built, turned by `rotate` degrees."""
    return Fit(size, mm) if rotate in (0, 180) else Fit(size[::-1], mm[::-1])


def at(place: Dot, size: Dot, other: Dot) -> Dot:
    """A dot of a picture of `size` as the dot at the same place of one of the `other` size."""
    (x, y), (wide, high), (to_wide, to_high) = place, size, other
    return x * to_wide // wide, y * to_high // high
