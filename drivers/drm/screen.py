"""A panel on the kernel's own mode setting (DRM/KMS), without X, SDL or Mesa: one mapped buffer that the card shows.

Strategy: the first card with a panel on it, the panel's own mode, one "dumb" buffer of 32 bits a dot. The panel is
switched to the buffer only when the first picture stands in it, so that what was there before (a splash) stays until
then; the same mode again is no new start of the panel. A card that was kept open by somebody else (systemd's store of
descriptors) goes on showing the last picture while the program is away, and its very buffer is taken over.
Writing is all that this memory is good for: reading it back is slow on a Pi.
"""

import array
import ctypes
import errno
import fcntl
import mmap
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from drivers.drm.calls import Card, Clip, Connector, CreateDumb, Crtc, Dirty, Encoder, Frame, Ioctl, MapDumb, Mode
from drivers.ports import Missing

CARDS = Path("/dev/dri")
Map = Callable[[int, int, int], memoryview]
"""(descriptor, bytes, offset) → the card's memory."""
_CONNECTED, _PREFERRED, _INTERLACED = 1, 1 << 3, 1 << 4
_BITS, _DEPTH = 32, 24
_KINDS = {1: "VGA", 2: "DVI-I", 3: "DVI-D", 4: "Composite", 7: "LVDS", 10: "DP", 11: "HDMI-A", 12: "HDMI-B", 14: "eDP"}
_KINDS |= {15: "Virtual", 16: "DSI", 17: "DPI", 19: "SPI", 20: "USB"}


@dataclass(frozen=True)
class Place:
    """Where a picture goes: a connector, the controller that feeds it, the mode."""

    name: str
    connector: int
    crtc: int
    mode: Mode


def map_card(fd: int, size: int, offset: int) -> memoryview:
    return memoryview(mmap.mmap(fd, size, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset))


class DrmScreen:
    """`size`: the panel's dots as it is built, before any turning (None: whatever it has); `pitch`: bytes a row;
    `memory`: its dots, B G R X.

    Raises Missing when no card has such a panel. `kept`: a card that is open already, -1: none.
    """

    def __init__(
        self, size: tuple[int, int] | None, kept: int = -1, ioctl: Ioctl = fcntl.ioctl, map_: Map = map_card
    ) -> None:
        with ExitStack() as held:
            self._card, self._place = _open(held, size, kept, ioctl)
            self.size = (self._place.mode.width, self._place.mode.height)
            self._frame, self.memory = self._buffer(kept, map_)
            self.pitch: int = self._frame.pitch
            self._held = held.pop_all()
        self._set, self._flush = False, True

    def _buffer(self, kept: int, map_: Map) -> tuple[Frame, memoryview]:
        try:
            ours = _taken_over(self._card, self._place, self.size) if self._card.fd == kept else None
            frame = ours or _new(self._card, self.size)
            return frame, _mapped(self._card, frame, map_)
        except OSError as error:
            raise self._refused(error) from error

    def fileno(self) -> int:
        """For whoever shall keep the picture when this program is gone."""
        return self._card.fd

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
        connector = array.array("I", [self._place.connector])
        crtc = Crtc(crtc_id=self._place.crtc, fb_id=self._frame.fb_id, mode=self._place.mode, mode_valid=1)
        crtc.connectors, crtc.count_connectors = connector.buffer_info()
        self._card.call(crtc, Crtc.SET)
        self._set = True

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
        return Missing(f'hardware.screen = "drm": {self._place.name}: {error.strerror}; is another program drawing?')

    def close(self) -> None:
        """The picture stays only if somebody else holds `fileno()` too."""
        self._held.close()


def _open(held: ExitStack, size: tuple[int, int] | None, kept: int, ioctl: Ioctl) -> tuple[Card, Place]:
    """The card, which `held` closes, and the place for the picture; cards that are no use are closed at once."""
    why = list[str]()
    for path in ([f"/dev/fd/{kept}"] if kept >= 0 else []) + sorted(map(str, CARDS.glob("card*"))):
        try:
            with ExitStack() as tried:
                fd = kept if path.startswith("/dev/fd/") else os.open(path, os.O_RDWR | os.O_CLOEXEC)
                tried.callback(os.close, fd)
                place = find_place(Card(fd, ioctl), size)
                held.push(tried.pop_all())
                return Card(fd, ioctl), place
        except OSError as error:
            why.append(f"{path}: {error.strerror or error}")
    raise Missing(f'hardware.screen = "drm": {"; ".join(why) or "the kernel has no /dev/dri/card*"}')


def find_place(card: Card, size: tuple[int, int] | None) -> Place:
    """The first panel that is connected, in a mode of this size. Raises Missing, which says what there is."""
    sockets = [card.connector(number) for number in card.ids("connector")]
    panels = [(socket, modes, ids) for socket, modes, ids in sockets if socket.connection == _CONNECTED and modes]
    if not panels:
        names = ", ".join(_name(socket) for socket, _, _ in sockets)
        raise Missing(f"no panel answers on {names or 'it, it has no sockets'}")
    for socket, modes, encoders in panels:
        mode = choose(modes, size)
        if mode is not None:
            return Place(_name(socket), socket.connector_id, _crtc(card, socket, encoders), mode)
    raise Missing(_misfit(panels[0][0], panels[0][1], size))


def choose(modes: Sequence[Mode], size: tuple[int, int] | None) -> Mode | None:
    """The panel's own mode if it has this size, else the first of the size, never an interlaced one."""
    fit = [m for m in modes if size in (None, (m.width, m.height)) and not m.flags & _INTERLACED]
    return next((m for m in fit if m.type & _PREFERRED), fit[0] if fit else None)


def _misfit(socket: Connector, modes: Sequence[Mode], size: tuple[int, int] | None) -> str:
    own = next((m for m in modes if m.type & _PREFERRED), modes[0])
    wanted = f"{size[0]} x {size[1]}" if size else "whole pictures of"
    sizes = dict.fromkeys(f"{m.width} x {m.height}" for m in modes if m is not own)
    return (
        f"kiosk.width, kiosk.height and hardware.rotate want {wanted} dots, but the panel on"
        f" {_name(socket)} has {own.width} x {own.height}" + (f" (or {', '.join(sizes)})" if sizes else "")
    )


def _name(socket: Connector) -> str:
    return f"{_KINDS.get(socket.kind, 'connector')}-{socket.kind_id}"


def _crtc(card: Card, socket: Connector, encoders: Sequence[int]) -> int:
    """The controller that feeds this socket already, else the first that can."""
    found = {number: card.call(Encoder(encoder_id=number)) for number in encoders}
    now = found.get(socket.encoder_id)
    if now is not None and now.crtc_id:
        return int(now.crtc_id)
    ids = card.ids("crtc")
    able = (ids[n] for e in found.values() for n in range(len(ids)) if e.possible_crtcs & 1 << n)
    if (first := next(able, None)) is None:
        raise Missing(f"the card has no controller for {_name(socket)}")
    return first


def _taken_over(card: Card, place: Place, size: tuple[int, int]) -> Frame | None:
    """The buffer that is on the panel, if it is one of ours."""
    crtc = card.call(Crtc(crtc_id=place.crtc))
    if not crtc.fb_id:
        return None
    frame = card.call(Frame(fb_id=crtc.fb_id), Frame.GET)
    return frame if (frame.width, frame.height, frame.bpp) == (*size, _BITS) and frame.handle else None


def _new(card: Card, size: tuple[int, int]) -> Frame:
    width, height = size
    dumb = card.call(CreateDumb(width=width, height=height, bpp=_BITS))
    return card.call(Frame(width=width, height=height, pitch=dumb.pitch, bpp=_BITS, depth=_DEPTH, handle=dumb.handle))


def _mapped(card: Card, frame: Frame, map_: Map) -> memoryview:
    return map_(card.fd, frame.pitch * frame.height, card.call(MapDumb(handle=frame.handle)).offset)
