"""Which socket and which mode a picture is drawn in: always one, as long as anything answers. Pure.

In this order: what the technician named on the kernel's command line (`video=`, marked USERDEF by the kernel); the
size that is asked for, unless the panel would have to stretch it; the panel's own mode; the largest of its shape that a
Pi draws quickly; whatever else there is, an interlaced picture last. That nobody has the size is no reason to be dark.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from drivers.drm.calls import Mode

Size = tuple[int, int]
QUICK = (1920, 1200)
"""Longer and shorter side, in dots, that a Pi draws without waiting; of a 4K panel less is used."""
_PREFERRED, _INTERLACED, _NAMED = 1 << 3, 1 << 4, 1 << 5
_CONNECTED, _UNKNOWN = 1, 3
_STRETCH = 0.03  # by which two shapes may differ, and nobody sees it
_NO_LIMIT = (1 << 16, 1 << 16)


@dataclass(frozen=True)
class Wish:
    """What the settings ask for. `size`: in the panel's own dots, before any turning, None: whatever it has;
    `connector`: as the kernel calls it, "": any; `only`: no other one will do; `never`: a socket that is somebody
    else's, however little answers elsewhere; `refused`: modes that the card would not set, by `key`, kept by who asks
    again."""

    size: Size | None = None
    connector: str = ""
    only: bool = False
    never: str = ""
    refused: set[tuple[str, int, int, int]] = field(default_factory=set, compare=False)

    def may(self, name: str) -> bool:
        """Is this socket to be looked at?"""
        return name != self.never and (not self.only or name == self.connector)


@dataclass(frozen=True)
class Socket:
    """A connector with what hangs on it. `state`: as the kernel has it; `mm`: of the picture, (0, 0): not told."""

    name: str
    number: int
    state: int
    modes: tuple[Mode, ...]
    mm: Size = (0, 0)

    def answers(self, named: str, others_tell: bool) -> bool:
        """One that cannot tell (composite video) does not count beside others that can, unless it is the named one:
        else a monitor that is switched off would be no news."""
        guessed = self.state == _UNKNOWN and (self.name == named or not others_tell)
        return bool(self.modes) and (self.state == _CONNECTED or guessed)


def picked(sockets: Sequence[Socket], wish: Wish, most: Size = _NO_LIMIT, now: str = "") -> tuple[Socket, Mode] | None:
    """The socket and the mode; None: nothing can be drawn on. `most`: dots that the card can show; `now`: the socket
    that is drawn on already, which is kept where the settings name none."""
    tell = any(socket.state != _UNKNOWN for socket in sockets)
    there = [socket for socket in sockets if socket.answers(wish.connector, tell)]
    able = [(socket, mode) for socket in there if (mode := _of(socket, wish, most))]

    def rank(pair: tuple[Socket, Mode]) -> tuple[bool, ...]:
        socket, mode = pair
        sized = wish.size in (None, (mode.width, mode.height))
        return socket.name != wish.connector, socket.state != _CONNECTED, socket.name != now, not sized

    return min(able, key=rank, default=None)


def _of(socket: Socket, wish: Wish, most: Size) -> Mode | None:
    """Once the card refused all of them, all are tried again."""
    left = [mode for mode in socket.modes if key(socket.name, mode) not in wish.refused]
    if not left:
        wish.refused.difference_update([key(socket.name, mode) for mode in socket.modes])
    return choose(left or socket.modes, wish.size, most, own_of(socket.modes))


def key(name: str, mode: Mode) -> tuple[str, int, int, int]:
    return name, mode.width, mode.height, mode.refresh


def choose(modes: Sequence[Mode], size: Size | None, most: Size = _NO_LIMIT, own: Mode | None = None) -> Mode | None:
    """The best of these modes; None where the card could show none of them. `own`: the panel's, if not among them."""
    able = [mode for mode in modes if 0 < mode.width <= most[0] and 0 < mode.height <= most[1]]
    whole = [mode for mode in able if not mode.flags & _INTERLACED] or able
    best = own or own_of(modes)
    return min(whole, key=lambda mode: _rank(mode, best, size), default=None)


def own_of(modes: Collection[Mode]) -> Mode | None:
    return next((mode for mode in modes if mode.type & _PREFERRED), None)


def _rank(mode: Mode, own: Mode | None, size: Size | None) -> tuple[bool | int, ...]:
    """Less is better."""
    alike = own is None or _alike(mode, own)
    dots, quick = mode.width * mode.height, is_quick(mode)
    return (
        not mode.type & _NAMED,
        not (alike and size == (mode.width, mode.height)),
        not (mode.type & _PREFERRED and quick),
        not quick,
        not alike,
        -dots if quick else dots,
        abs(mode.refresh - 60),
    )


def _alike(one: Mode, other: Mode) -> bool:
    across, down = one.width * other.height, one.height * other.width
    return bool(abs(across - down) <= _STRETCH * max(across, down))


def is_quick(mode: Mode) -> bool:
    longer, shorter = max(mode.width, mode.height), min(mode.width, mode.height)
    return bool(longer <= QUICK[0] and shorter <= QUICK[1])


def remarks(socket: Socket, mode: Mode, wish: Wish) -> list[str]:
    """Whatever is not as it was asked for, in words for a technician."""
    own, size = own_of(socket.modes), (mode.width, mode.height)
    said = list[str]()
    if wish.connector not in ("", socket.name):
        said.append(f"hardware.connector = {wish.connector}: nothing answers there")
    if wish.size is not None and wish.size != size:
        said.append(f"kiosk.width, kiosk.height and hardware.rotate ask for {wish.size[0]} x {wish.size[1]}")
    if own is not None and not is_quick(own) and is_quick(mode):
        said.append(f"its own {own.width} x {own.height} would be drawn slowly")
    if mode.flags & _INTERLACED:
        said.append("it has interlaced modes only, which flicker")
    return said
