"""A panel on the kernel's own mode setting (DRM/KMS), without X, SDL or Mesa: one mapped buffer that the card shows.

Strategy: a mode that the panel has (choosing.py), one "dumb" buffer of 32 bits a dot. The panel is switched to the
buffer only when the first picture stands in it, so that what was there before (a splash) stays until then; the same
mode again is no new start of the panel. A card that was kept open by somebody else (systemd's store of descriptors)
goes on showing the last picture while the program is away, and its very buffer is taken over.

What hangs on the card may change. `changed` compares what the kernel knows with what it knew: a dozen calls that copy
and ask no monitor (some 50 microseconds), no descriptor, no thread. A board with an interrupt for hot plug (Pi 4 and 5)
knows of a change at once; the kernel of the others looks by itself every ten seconds. No event of the card is waited
for: a panel that sleeps, and never says that a picture was shown, holds nobody up. Writing is all that this memory is
good for: reading it back is slow on a Pi.
"""

import array
import ctypes
import errno
import fcntl
import mmap
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress

from drivers.drm.calls import (
    Card,
    Clip,
    CreateDumb,
    Crtc,
    DestroyDumb,
    Dirty,
    Frame,
    Ioctl,
    MapDumb,
    Master,
    RemoveFrame,
)
from drivers.drm.cards import Place, find_place, known, lend, open_card
from drivers.drm.choosing import Wish, key
from drivers.ports import Missing

Map = Callable[[int, int, int], memoryview]
"""(descriptor, bytes, offset) → the card's memory."""
_BITS, _DEPTH = 32, 24
_NOT_MASTER = (errno.EACCES, errno.EPERM)
_NOT_THIS_MODE = (errno.EINVAL, errno.ERANGE, errno.ENOSPC, errno.ENOMEM, errno.E2BIG)


def map_card(fd: int, size: int, offset: int) -> memoryview:
    return memoryview(mmap.mmap(fd, size, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset))


class DrmScreen:
    """`wish`: what the settings ask for; `size`: the panel's dots as it is built, before any turning; `pitch`: bytes a
    row; `memory`: its dots, B G R X; `mm`: of the picture, (0, 0): not told; `said`: what it is, for a technician;
    `unlike`: it is not what was asked for; `place`: where it is drawn.

    Raises Missing when nothing answers on any card. `kept`: a card that is open already, -1: none.
    """

    def __init__(self, wish: Wish, kept: int = -1, ioctl: Ioctl = fcntl.ioctl, map_: Map = map_card) -> None:
        self._wish, self._map, self._set = wish, map_, False
        with ExitStack() as held:
            self._card, self.place = open_card(held, wish, kept, ioctl)
            self._take(self._card.fd == kept)
            self._held = held.pop_all()

    def _take(self, theirs: bool) -> None:
        """A buffer for the place; `theirs`: the one that is on the panel, if it fits."""
        self.size, self.mm = self.place.size, self.place.socket.mm
        self.said, self.unlike = self.place.said(), bool(self.place.unlike)
        self._set, self._flush = False, True
        try:
            ours = _taken_over(self._card, self.place) if theirs else None
            self._frame = ours or _new(self._card, self.place)
            self.memory = _mapped(self._card, self._frame, self._map)
            self._known = known(self._card, self._wish)
        except OSError as error:
            raise self._refused(error) from error
        self.pitch: int = self._frame.pitch

    def fileno(self) -> int:
        """For whoever shall keep the picture when this program is gone."""
        return self._card.fd

    def lend(self, name: str) -> int:
        """As drivers.drm.cards.lend, beside this picture. Raises Missing."""
        try:
            return lend(self._card, name, self.place.crtc)
        except OSError as error:
            raise Missing(f"board.output: {name}: {error.strerror or error}") from error

    # --- what hangs on it ---

    def changed(self) -> bool:
        """Whether another panel hangs there than when it was opened, or another program draws on it. Raises Missing."""
        try:
            return known(self._card, self._wish) != self._known or not self._ours()
        except OSError as error:
            raise self._refused(error) from error

    def _ours(self) -> bool:
        return not self._set or self._card.call(Crtc(crtc_id=self.place.crtc)).fb_id == self._frame.fb_id

    def refit(self) -> None:
        """Looks for a panel anew and takes a buffer for it, in which nothing stands yet. Raises Missing."""
        place = find_place(self._card, self._wish, self.place.socket.name)
        try:
            self._leave()
        except OSError as error:
            raise self._refused(error) from error
        self.place = place
        self._take(False)

    def _leave(self) -> None:
        """Dark first: for the kernel the same mode again would be none, and the new panel gets no start of its own."""
        if self._set:
            self._as_master(Crtc(crtc_id=self.place.crtc))
        self._card.call(RemoveFrame(fb_id=self._frame.fb_id))
        self._card.call(DestroyDumb(handle=self._frame.handle))

    # --- the picture ---

    def shown(self, rects: Sequence[tuple[int, int, int, int]]) -> None:
        """These parts (x, y, width, height in the panel's dots) were written. Raises Missing."""
        try:
            if not self._set:
                self._switch()
            elif self._flush:
                self._dirty(rects)
        except OSError as error:
            raise self._refused(error) from error

    def _switch(self) -> None:
        connector = array.array("I", [self.place.socket.number])
        crtc = Crtc(crtc_id=self.place.crtc, fb_id=self._frame.fb_id, mode=self.place.mode, mode_valid=1)
        crtc.connectors, crtc.count_connectors = connector.buffer_info()
        self._as_master(crtc)
        self._set = True

    def _as_master(self, crtc: Crtc) -> None:
        """Who was master before it was taken away may be it again, once nobody else is."""
        try:
            self._card.call(crtc, Crtc.SET)
        except OSError as error:
            if error.errno not in _NOT_MASTER:
                raise
            self._card.call(Master())
            self._card.call(crtc, Crtc.SET)

    def _dirty(self, rects: Sequence[tuple[int, int, int, int]]) -> None:
        clips = (Clip * len(rects))(*(Clip(x, y, x + w, y + h) for x, y, w, h in rects))
        dirty = Dirty(fb_id=self._frame.fb_id, count_clips=len(rects), clips=ctypes.addressof(clips))
        try:
            self._card.call(dirty)
        except OSError as error:
            if error.errno not in (errno.ENOSYS, errno.EOPNOTSUPP):
                raise
            self._flush = False  # a card that scans the memory itself, as the Pi's does: nothing to tell it

    def _refused(self, error: OSError) -> Missing:
        """A mode that the card would not have is not tried again before all others."""
        where, mode = self.place.socket.name, self.place.mode
        at = f'hardware.screen = "drm": {where}: {error.strerror or error}'
        if not self._set and error.errno in _NOT_THIS_MODE:
            self._wish.refused.add(key(where, mode))
            return Missing(f"{at}; the card refuses {mode.width} x {mode.height}, another mode is next")
        return Missing(f"{at}; is another program drawing? (kiosk doctor names it)")

    def close(self) -> None:
        """The picture stays only if somebody else holds `fileno()` too."""
        self._held.close()


class LentScreen(DrmScreen):
    """On a socket that is lent, and lent on when this screen is closed: it takes no picture over and leaves none."""

    def _take(self, theirs: bool) -> None:
        super()._take(False)

    def close(self) -> None:
        with suppress(OSError):  # the card may be gone, and the picture with it
            self._leave()
        super().close()


def _taken_over(card: Card, place: Place) -> Frame | None:
    """The buffer that is on the panel, if it is one of ours."""
    crtc = card.call(Crtc(crtc_id=place.crtc))
    if not crtc.fb_id:
        return None
    frame = card.call(Frame(fb_id=crtc.fb_id), Frame.GET)
    return frame if (frame.width, frame.height, frame.bpp) == (*place.size, _BITS) and frame.handle else None


def _new(card: Card, place: Place) -> Frame:
    width, height = place.size
    dumb = card.call(CreateDumb(width=width, height=height, bpp=_BITS))
    return card.call(Frame(width=width, height=height, pitch=dumb.pitch, bpp=_BITS, depth=_DEPTH, handle=dumb.handle))


def _mapped(card: Card, frame: Frame, map_: Map) -> memoryview:
    return map_(card.fd, frame.pitch * frame.height, card.call(MapDumb(handle=frame.handle)).offset)
