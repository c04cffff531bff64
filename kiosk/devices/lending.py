"""The television's socket of the card on which the kiosk's own panel is drawn.

One program is a card's master, and that is the touch app. To whoever draws the board it lends one socket (a lease of
the kernel's): the same card through another descriptor, good for this socket and nothing else.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drivers.drm.screen import DrmScreen


class Lender:
    """`screen`: the panel that is there now; None: there is none, and its card is nobody's."""

    def __init__(self, connector: str) -> None:
        self._connector = connector
        self.screen: DrmScreen | None = None

    def lend(self) -> int:
        """A descriptor; -1: the socket is on another card, which nobody draws on. Raises Missing."""
        assert self.screen is not None
        return self.screen.lend(self._connector)
