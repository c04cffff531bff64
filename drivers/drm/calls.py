"""The few calls of the kernel's mode setting (drm/drm_mode.h) that a still picture needs: their numbers and layouts.

`Card.call` is one ioctl with one structure, read back in place. The layouts are the kernel's user interface, the same
on every 64-bit machine. Nothing is decided here.
"""

import array
import ctypes
import fcntl
from collections.abc import Callable
from typing import TypeVar

U16, U32, U64 = ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint64
Ioctl = Callable[[int, int, ctypes.Structure], int]


class Resources(ctypes.Structure):
    """GETRESOURCES: the ids of what the card has."""

    NUMBER = 0xA0
    _fields_ = [
        *((name, U64) for name in ("fb_ids", "crtc_ids", "connector_ids", "encoder_ids")),
        *((name, U32) for name in ("count_fbs", "count_crtcs", "count_connectors", "count_encoders")),
        *((name, U32) for name in ("min_width", "max_width", "min_height", "max_height")),
    ]


class Mode(ctypes.Structure):
    """One timing of a panel, in dots."""

    _fields_ = [
        ("clock", U32),
        *((name, U16) for name in ("width", "hsync_start", "hsync_end", "htotal", "hskew")),
        *((name, U16) for name in ("height", "vsync_start", "vsync_end", "vtotal", "vscan")),
        ("refresh", U32),
        ("flags", U32),
        ("type", U32),
        ("name", ctypes.c_char * 32),
    ]


class Connector(ctypes.Structure):
    """GETCONNECTOR: a socket, what hangs on it, and its modes."""

    NUMBER = 0xA7
    _fields_ = [
        *((name, U64) for name in ("encoder_ids", "modes", "props", "prop_values")),
        *((name, U32) for name in ("count_modes", "count_props", "count_encoders", "encoder_id", "connector_id")),
        *((name, U32) for name in ("kind", "kind_id", "connection", "mm_width", "mm_height", "subpixel", "pad")),
    ]


class Encoder(ctypes.Structure):
    """GETENCODER: which controllers may feed it, as bits in the order of Resources.crtc_ids."""

    NUMBER = 0xA6
    _fields_ = [(name, U32) for name in ("encoder_id", "kind", "crtc_id", "possible_crtcs", "possible_clones")]


class Crtc(ctypes.Structure):
    """GETCRTC and SETCRTC: which buffer a controller shows, in which mode, on which connectors."""

    NUMBER, SET = 0xA1, 0xA2
    _fields_ = [
        ("connectors", U64),
        *((name, U32) for name in ("count_connectors", "crtc_id", "fb_id", "x", "y", "gamma_size", "mode_valid")),
        ("mode", Mode),
    ]


class Property(ctypes.Structure):
    """GETPROPERTY: what a number among a connector's properties is called."""

    NUMBER = 0xAA
    _fields_ = [
        ("values", U64),
        ("enums", U64),
        ("prop_id", U32),
        ("flags", U32),
        ("name", ctypes.c_char * 32),
        ("count_values", U32),
        ("count_enums", U32),
    ]


class Blob(ctypes.Structure):
    """GETPROPBLOB: bytes that a property points to, as a monitor's EDID."""

    NUMBER = 0xAC
    _fields_ = [("blob_id", U32), ("length", U32), ("data", U64)]


class CreateDumb(ctypes.Structure):
    NUMBER = 0xB2
    _fields_ = [*((name, U32) for name in ("height", "width", "bpp", "flags", "handle", "pitch")), ("size", U64)]


class MapDumb(ctypes.Structure):
    NUMBER = 0xB3
    _fields_ = [("handle", U32), ("pad", U32), ("offset", U64)]


class DestroyDumb(ctypes.Structure):
    NUMBER = 0xB4
    _fields_ = [("handle", U32)]


class RemoveFrame(ctypes.Structure):
    """RMFB: the buffer is no picture any more."""

    NUMBER = 0xAF
    _fields_ = [("fb_id", U32)]


class Frame(ctypes.Structure):
    """ADDFB and GETFB: a buffer as a picture."""

    NUMBER, GET = 0xAE, 0xAD
    _fields_ = [(name, U32) for name in ("fb_id", "width", "height", "pitch", "bpp", "depth", "handle")]


class Clip(ctypes.Structure):
    _fields_ = [(name, U16) for name in ("x1", "y1", "x2", "y2")]


class Dirty(ctypes.Structure):
    """DIRTYFB: these parts were written."""

    NUMBER = 0xB1
    _fields_ = [*((name, U32) for name in ("fb_id", "flags", "color", "count_clips")), ("clips", U64)]


class CreateLease(ctypes.Structure):
    """CREATE_LEASE: another descriptor of the card, whose holder is master of these objects and of no others."""

    NUMBER = 0xC6
    _fields_ = [("object_ids", U64), *((name, U32) for name in ("object_count", "flags", "lessee_id", "fd"))]


class Master(ctypes.Structure):
    """SET_MASTER (drm.h): the right to set modes, for who had it before and while nobody else has it."""

    NUMBER = 0x1E
    _fields_ = []


S = TypeVar("S", bound=ctypes.Structure)


def request(structure: ctypes.Structure, number: int) -> int:
    """_IOWR('d', number, structure), or _IO for one without fields."""
    way = 3 if ctypes.sizeof(structure) else 0
    return (way << 30) | (ctypes.sizeof(structure) << 16) | (ord("d") << 8) | number


class Card:
    """An open /dev/dri/card*. `ioctl` as fcntl.ioctl; its OSError goes through."""

    def __init__(self, fd: int, ioctl: Ioctl = fcntl.ioctl) -> None:
        self.fd, self._ioctl = fd, ioctl

    def call(self, structure: S, number: int = 0) -> S:
        """The structure as the kernel gave it back; `number`: of the call, 0 for the structure's own."""
        self._ioctl(self.fd, request(structure, number or int(structure.NUMBER)), structure)
        return structure

    def ids(self, of: str) -> list[int]:
        """The card's `crtc` or `connector` ids."""
        counted = self.call(Resources())
        room = array.array("I", bytes(4 * getattr(counted, f"count_{of}s")))
        asked = Resources(**{f"{of}_ids": room.buffer_info()[0], f"count_{of}s": len(room)})
        self.call(asked)
        return list(room)

    def connector(self, number: int) -> tuple[Connector, list[Mode], list[int]]:
        """The connector, its modes, and the ids of its encoders. The first call makes the kernel look again."""
        counted = self.call(Connector(connector_id=number))
        modes = (Mode * counted.count_modes)()
        encoders = (U32 * counted.count_encoders)()
        asked = Connector(
            connector_id=number,
            modes=ctypes.addressof(modes),
            count_modes=len(modes),
            encoder_ids=ctypes.addressof(encoders),
            count_encoders=len(encoders),
        )
        answered = self.call(asked)
        return answered, list(modes)[: answered.count_modes], list(encoders)[: answered.count_encoders]

    def known(self, number: int) -> tuple[Connector, bytes, dict[int, int]]:
        """What the kernel knows of a connector without looking: the connector, its modes as bytes, its properties by
        number.

        Room for a mode is offered, which is what keeps the kernel (drm_mode_getconnector) from asking the monitor.
        """
        room = Mode()
        counted = self.call(Connector(connector_id=number, modes=ctypes.addressof(room), count_modes=1))
        modes = (Mode * max(1, counted.count_modes))()
        names, values = (U32 * counted.count_props)(), (U64 * counted.count_props)()
        asked = Connector(
            connector_id=number,
            modes=ctypes.addressof(modes),
            count_modes=len(modes),
            props=ctypes.addressof(names),
            prop_values=ctypes.addressof(values),
            count_props=len(names),
        )
        return self.call(asked), bytes(modes), dict(zip(names, values, strict=True))

    def feeders(self, number: int) -> tuple[Connector, list[int]]:
        """The connector and the ids of its encoders; its monitor is not asked."""
        room = Mode()
        shown = {"connector_id": number, "modes": ctypes.addressof(room), "count_modes": 1}
        encoders = (U32 * self.call(Connector(**shown)).count_encoders)()
        asked = Connector(**shown, encoder_ids=ctypes.addressof(encoders), count_encoders=len(encoders))
        return self.call(asked), list(encoders)

    def blob(self, number: int) -> bytes:
        """The bytes that a property names."""
        counted = self.call(Blob(blob_id=number))
        room = (ctypes.c_uint8 * counted.length)()
        self.call(Blob(blob_id=number, length=len(room), data=ctypes.addressof(room)))
        return bytes(room)
