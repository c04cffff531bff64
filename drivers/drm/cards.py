"""The graphics cards of the machine, and the place for a picture on one of them: connector, controller, mode.

A card's number changes from start to start (a Pi 4 has one that only computes), so every one of them is asked, and the
first on which something answers is taken; one with the connector that the settings name goes before it.
"""

import array
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from drivers.drm.calls import Card, Connector, CreateLease, Encoder, Ioctl, Mode, Property, Resources
from drivers.drm.choosing import Size, Socket, Wish, picked, remarks
from drivers.drm.edid import name_of
from drivers.ports import Missing

CARDS = Path("/dev/dri")
_KINDS = {1: "VGA", 2: "DVI-I", 3: "DVI-D", 4: "Composite", 7: "LVDS", 10: "DP", 11: "HDMI-A", 12: "HDMI-B", 14: "eDP"}
_KINDS |= {15: "Virtual", 16: "DSI", 17: "DPI", 19: "SPI", 20: "USB"}
_CONNECTED = 1
Known = tuple[int, int, bytes, Size, int]
"""Of a connector: its number, state, modes, millimetres, the number of its EDID."""


@dataclass(frozen=True)
class Place:
    """Where a picture goes: what hangs on which connector, the controller that feeds it, the mode. `monitor`: what it
    is called by its EDID, "" where that does not tell; `unlike`: what is not as the settings ask."""

    socket: Socket
    crtc: int
    mode: Mode
    monitor: str = ""
    unlike: tuple[str, ...] = ()

    @property
    def size(self) -> Size:
        return self.mode.width, self.mode.height

    def said(self) -> str:
        """`HDMI-A-1: 1920 x 1080 at 60 Hz, DEL DELL U2412M, 518 x 324 mm; …`."""
        mode, (wide, high) = self.mode, self.socket.mm
        what = [f"{self.socket.name}: {mode.width} x {mode.height} at {mode.refresh} Hz", self.monitor or "no EDID"]
        what += [f"{wide} x {high} mm"] if wide and high else []
        return "; ".join([", ".join(what), *self.unlike])


def open_card(held: ExitStack, wish: Wish, kept: int, ioctl: Ioctl) -> tuple[Card, Place]:
    """The card, which `held` closes, and the place for the picture; cards that are no use are closed at once.

    `kept`: one that is open already and goes first, -1: none. Raises Missing, which says what there is.
    """
    why, second = list[str](), ExitStack()
    found: tuple[Card, Place] | None = None
    for path in ([f"/dev/fd/{kept}"] if kept >= 0 else []) + sorted(map(str, CARDS.glob("card*"))):
        try:
            with ExitStack() as tried:
                card = _opened(tried, path, kept, ioctl)
                place = find_place(card, wish)
                if found is None or place.socket.name == wish.connector:
                    second.close()
                    found, second = (card, place), tried.pop_all()
        except OSError as error:
            why.append(f"{path}: {error.strerror or error}")
        if found and wish.connector in ("", found[1].socket.name):
            break
    held.push(second)
    if found is None:
        raise Missing(f'hardware.screen = "drm": {"; ".join(why) or "the kernel has no /dev/dri/card*"}')
    return found


def _opened(tried: ExitStack, path: str, kept: int, ioctl: Ioctl) -> Card:
    fd = kept if path.startswith("/dev/fd/") else os.open(path, os.O_RDWR | os.O_CLOEXEC)
    tried.callback(os.close, fd)
    return Card(fd, ioctl)


def find_place(card: Card, wish: Wish, now: str = "") -> Place:
    """The best there is on this card. Raises Missing, which says what there is."""
    asked = [(card.connector(number), number) for number in _sockets(card, wish)]
    sockets = [_socket(told, modes) for (told, modes, _), _ in asked]
    limits = card.call(Resources())
    most = (limits.max_width or 1 << 16, limits.max_height or 1 << 16)
    if (best := picked(sockets, wish, most, now)) is None:
        raise Missing(_nothing(sockets, most))
    socket, mode = best
    told, _, encoders = next(answer for answer, number in asked if number == socket.number)
    monitor = name_of(_edid(card, socket.number))
    return Place(socket, _crtc(card, told, encoders), mode, monitor, tuple(remarks(socket, mode, wish)))


def _sockets(card: Card, wish: Wish) -> list[int]:
    """Numbers of those that are to be looked at; a monitor on another one is not asked, and so holds nobody up."""
    return [number for number in card.ids("connector") if wish.may(_name(card.known(number)[0]))]


def _name(told: Connector) -> str:
    return f"{_KINDS.get(told.kind, 'connector')}-{told.kind_id}"


def _socket(told: Connector, modes: Sequence[Mode]) -> Socket:
    return Socket(_name(told), told.connector_id, told.connection, tuple(modes), (told.mm_width, told.mm_height))


def _nothing(sockets: Sequence[Socket], most: Size) -> str:
    there = [socket for socket in sockets if socket.state == _CONNECTED]
    if not there:
        return f"no panel answers on {', '.join(socket.name for socket in sockets) or 'it, it has no sockets'}"
    if not there[0].modes:
        return f"{there[0].name} is connected and names no mode (no EDID?): hardware.video gives it one"
    sizes = ", ".join(dict.fromkeys(f"{mode.width} x {mode.height}" for mode in there[0].modes))
    return f"{there[0].name} has {sizes} only, and the card shows {most[0]} x {most[1]} at most"


def _crtc(card: Card, told: Connector, encoders: Sequence[int], taken: int = 0) -> int:
    """The controller that feeds this socket already, else the first that can; never the one that is `taken`."""
    found = {number: card.call(Encoder(encoder_id=number)) for number in encoders}
    now = found.get(told.encoder_id)
    if now is not None and now.crtc_id not in (0, taken):
        return int(now.crtc_id)
    ids = card.ids("crtc")
    able = (ids[n] for e in found.values() for n in range(len(ids)) if e.possible_crtcs & 1 << n and ids[n] != taken)
    if (first := next(able, None)) is None:
        raise Missing(f"the card has no controller for {_socket(told, ()).name}")
    return first


# --- what changes while it is drawn on ---


def known(card: Card, wish: Wish) -> tuple[Known, ...]:
    """What the kernel knows of the connectors that matter, without asking a monitor: a few calls that only copy."""
    return tuple(_known(card, number) for number in _sockets(card, wish))


def _known(card: Card, number: int) -> Known:
    told, modes, properties = card.known(number)
    edid = properties.get(_edid_number(card, properties), 0)
    return number, told.connection, modes, (told.mm_width, told.mm_height), edid


def _edid(card: Card, number: int) -> bytes:
    """As the kernel has it; empty where there is none, or it cannot be read: a monitor may have no name."""
    try:
        _, _, properties = card.known(number)
        blob = properties.get(_edid_number(card, properties), 0)
        return card.blob(blob) if blob else b""
    except OSError:
        return b""


def _edid_number(card: Card, properties: dict[int, int]) -> int:
    """0: it has none."""
    return next((one for one in properties if card.call(Property(prop_id=one)).name == b"EDID"), 0)


# --- a socket for somebody else ---


def lend(card: Card, name: str, taken: int) -> int:
    """A descriptor whose holder draws on this socket alone, by a controller that is not `taken`; -1: the card has no
    such socket. The kernel keeps both apart: neither can touch the other's picture. Raises OSError."""
    number = next((n for n in card.ids("connector") if _name(card.known(n)[0]) == name), 0)
    if not number:
        return -1
    told, encoders = card.feeders(number)
    objects = array.array("I", [number, _crtc(card, told, encoders, taken)])
    lease = CreateLease(object_ids=objects.buffer_info()[0], object_count=len(objects), flags=os.O_CLOEXEC)
    return int(card.call(lease).fd)
