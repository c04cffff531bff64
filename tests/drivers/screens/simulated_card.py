"""The far end of a graphics card: what the kernel answers to the calls of drivers/drm/calls.py, for a card with the
given sockets. The memory is real memory of this process; what the controller shows is read from it.

Monitors are plugged in and out (`plug`), also while the card is open; as in the kernel, what hangs there is only looked
at when modes are asked for without room for them (`looks` counts it) and by the interrupt of a hot plug.
"""

import ctypes
import errno
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drivers.drm.calls import (
    Blob,
    Clip,
    Connector,
    CreateDumb,
    CreateLease,
    Crtc,
    DestroyDumb,
    Dirty,
    Encoder,
    Frame,
    MapDumb,
    Master,
    Mode,
    Property,
    RemoveFrame,
    Resources,
    request,
)

CRTC, ENCODER, FIRST = 31, 41, 51  # ids; sockets are numbered from FIRST
DPMS_PROPERTY, EDID_PROPERTY = 2, 3
CONNECTED, DISCONNECTED, UNKNOWN = 1, 2, 3
OWN, INTERLACED, NAMED = 1 << 3, 1 << 4, 1 << 5  # a mode's type, a mode's flag, a mode's type again


def mode(width: int, height: int, kind: int = 0, flags: int = 0, refresh: int = 60) -> Mode:
    return Mode(width=width, height=height, type=kind, flags=flags, refresh=refresh)


def edid(name: str, maker: str = "DEL") -> bytes:
    """One block, as a monitor of this name has it (VESA E-EDID 1.4)."""
    letters = [ord(one) - 64 for one in maker]
    head = b"\x00\xff\xff\xff\xff\xff\xff\x00" + (letters[0] << 10 | letters[1] << 5 | letters[2]).to_bytes(2, "big")
    said = b"\x00\x00\x00\xfc\x00" + name.encode()[:13].ljust(13, b"\n")
    block = head.ljust(54, b"\x01") + said
    block = block.ljust(127, b"\x00")
    return block + bytes([-sum(block) % 256])


@dataclass(frozen=True)
class Monitor:
    """`state`: as the kernel has it, `modes`: () for one that names none; `mm` of its picture; `edid`: its bytes."""

    modes: tuple[Mode, ...] = ()
    state: int = CONNECTED
    mm: tuple[int, int] = (0, 0)
    edid: bytes = b""


NONE = Monitor(state=DISCONNECTED)


def hanging(modes: Sequence[Mode] | Monitor) -> Monitor:
    """The modes of what hangs there, () for nothing."""
    return modes if isinstance(modes, Monitor) else Monitor(tuple(modes)) if modes else NONE


@dataclass
class SimulatedCard:
    """`sockets`: what hangs on each, or its modes, () for nothing; `pads`: bytes a row is longer than its dots;
    `scans`: it reads the memory itself and knows no DIRTYFB; `busy`: another program draws; `raises`: what a call ends
    in, by its structure's name, or `map`; `controllers`: as bits, which can feed the sockets, 0 for none; `crtcs`: of
    so many; `others`: what those behind the first one show; `leases`: by a descriptor's file, the socket and the
    controller that its holder sees alone; `most`: dots it can show, 0: as many as there are; `refuses`: sizes that it
    will not set, as they need more than it has; `told_off`: somebody took the right to set modes away, and gives it
    back on asking."""

    sockets: list[tuple[Mode, ...] | Monitor]
    pads: int = 0
    scans: bool = True
    busy: bool = False
    raises: dict[str, Exception] = field(default_factory=dict)
    controllers: int = 1
    most: tuple[int, int] = (0, 0)
    refuses: set[tuple[int, int]] = field(default_factory=set)
    told_off: bool = False
    crtcs: int = 1
    others: dict[int, tuple[int, Mode]] = field(default_factory=dict)
    leases: dict[int, tuple[int, int]] = field(default_factory=dict)
    kind: int = 11
    frames: dict[int, Frame] = field(default_factory=dict)
    memories: dict[int, bytearray] = field(default_factory=dict)
    shows: int = 0
    mode: Mode | None = None
    starts: int = 0
    looks: int = 0
    told: list[tuple[int, int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fd = os.open(os.devnull, os.O_RDWR)
        self.lease: tuple[int, int] | None = None  # of the call that is answered
        self.memory, self.made, self.blobs = bytearray(), 0, list[bytes]()
        self.cached = [hanging(one) for one in self.sockets]

    def plug(self, socket: int, monitor: tuple[Mode, ...] | Monitor) -> None:
        """Another thing hangs there now, and the interrupt says so; () for nothing."""
        self.sockets[socket] = monitor
        self.cached[socket] = hanging(monitor)

    def ioctl(self, fd: int, number: int, asked: ctypes.Structure) -> int:
        self._refuses(type(asked).__name__)
        self.lease = self.leases.get(os.fstat(fd).st_ino)
        for kind, calls in _CALLS.items():
            if isinstance(asked, kind):
                call = next(call for name, call in calls.items() if request(asked, name) == number)
                call(self, asked)
        return 0

    def _refuses(self, call: str) -> None:
        if call in self.raises:
            raise self.raises[call]

    def map(self, fd: int, size: int, offset: int) -> memoryview:
        self._refuses("map")
        memory = self.memories[offset // 4096]
        assert size == len(memory)
        return memoryview(memory)

    def dot(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green, blue as the panel shows it."""
        return self._dot(self.shows, x, y)

    def _dot(self, shows: int, x: int, y: int) -> tuple[int, int, int]:
        frame = self.frames[shows]
        at = y * frame.pitch + 4 * x
        blue, green, red = self.memories[frame.handle][at : at + 3]
        return red, green, blue

    def second(self, x: int, y: int) -> tuple[int, int, int]:
        """A dot of what the second controller shows."""
        return self._dot(self.others[CRTC + 1][0], x, y)

    def second_size(self) -> tuple[int, int]:
        shows, mode = self.others.get(CRTC + 1, (0, Mode()))
        return (mode.width, mode.height) if shows else (0, 0)

    def size(self) -> tuple[int, int]:
        """Dots of the mode that is set; (0, 0): dark."""
        return (self.mode.width, self.mode.height) if self.mode is not None and self.shows else (0, 0)


def _resources(card: SimulatedCard, asked: Resources) -> None:
    """Who was lent a socket sees that one and its controller."""
    sockets, crtcs = [FIRST + n for n in range(len(card.sockets))], [CRTC + n for n in range(card.crtcs)]
    if card.lease:
        sockets, crtcs = [card.lease[0]], [card.lease[1]]
    _fill(asked.crtc_ids, asked.count_crtcs, crtcs)
    _fill(asked.connector_ids, asked.count_connectors, sockets)
    asked.count_crtcs, asked.count_connectors, asked.count_encoders = len(crtcs), len(sockets), 1
    asked.max_width, asked.max_height = card.most


def _fill(address: int, count: int, ids: list[int]) -> None:
    if address and count:
        (ctypes.c_uint32 * count).from_address(address)[:] = [ctypes.c_uint32(n) for n in ids[:count]]


def _connector(card: SimulatedCard, asked: Connector) -> None:
    """drm_mode_getconnector: the monitor is asked only where there is no room for a mode; too little room, no modes."""
    at = asked.connector_id - FIRST
    if not asked.count_modes:
        card.looks += 1
        card.cached[at] = hanging(card.sockets[at])
    monitor = card.cached[at]
    if asked.modes and asked.count_modes >= len(monitor.modes) > 0:
        (Mode * len(monitor.modes)).from_address(asked.modes)[:] = monitor.modes
    _fill(asked.encoder_ids, asked.count_encoders, [ENCODER])
    _properties(card, asked, monitor)
    asked.count_modes, asked.count_encoders, asked.connection = len(monitor.modes), 1, monitor.state
    asked.mm_width, asked.mm_height = monitor.mm
    asked.kind, asked.kind_id = card.kind, at + 1


def _properties(card: SimulatedCard, asked: Connector, monitor: Monitor) -> None:
    if monitor.edid and monitor.edid not in card.blobs:
        card.blobs.append(monitor.edid)
    blob = 900 + card.blobs.index(monitor.edid) if monitor.edid else 0
    if asked.count_props >= 2:
        (ctypes.c_uint32 * 2).from_address(asked.props)[:] = [DPMS_PROPERTY, EDID_PROPERTY]
        (ctypes.c_uint64 * 2).from_address(asked.prop_values)[:] = [0, blob]
    asked.count_props = 2


def _property(card: SimulatedCard, asked: Property) -> None:
    asked.name = {DPMS_PROPERTY: b"DPMS", EDID_PROPERTY: b"EDID"}[asked.prop_id]


def _blob(card: SimulatedCard, asked: Blob) -> None:
    held = card.blobs[asked.blob_id - 900]
    if asked.length == len(held):
        ctypes.memmove(asked.data, held, len(held))
    asked.length = len(held)


def _encoder(card: SimulatedCard, asked: Encoder) -> None:
    asked.possible_crtcs, asked.crtc_id = 1 if card.lease else card.controllers, 0


def _create(card: SimulatedCard, asked: CreateDumb) -> None:
    asked.pitch = asked.width * 4 + card.pads
    card.made += 1
    asked.handle, asked.size = 6 + card.made, asked.pitch * asked.height
    card.memory = card.memories[asked.handle] = bytearray(asked.size)


def _destroy(card: SimulatedCard, asked: DestroyDumb) -> None:
    del card.memories[asked.handle]


def _add(card: SimulatedCard, asked: Frame) -> None:
    asked.fb_id = max(card.frames, default=60) + 1
    card.frames[asked.fb_id] = Frame.from_buffer_copy(asked)


def _remove(card: SimulatedCard, asked: RemoveFrame) -> None:
    del card.frames[asked.fb_id]


def _get(card: SimulatedCard, asked: Frame) -> None:
    ctypes.pointer(asked)[0] = card.frames[asked.fb_id]


def _map(card: SimulatedCard, asked: MapDumb) -> None:
    asked.offset = 4096 * asked.handle


def _crtc(card: SimulatedCard, asked: Crtc) -> None:
    asked.fb_id = card.shows if asked.crtc_id == CRTC else card.others.get(asked.crtc_id, (0, Mode()))[0]


def _switch(card: SimulatedCard, asked: Crtc) -> None:
    if card.busy or card.told_off:
        raise OSError(errno.EACCES, "Permission denied")
    if (asked.mode.width, asked.mode.height) in card.refuses:
        raise OSError(errno.EINVAL, "Invalid argument")
    if card.lease and asked.crtc_id != card.lease[1]:
        raise OSError(errno.ENOENT, "No such file or directory")
    if asked.crtc_id != CRTC:
        card.others[asked.crtc_id] = asked.fb_id, Mode.from_buffer_copy(asked.mode)
        return
    same = card.mode is not None and asked.mode_valid and bytes(card.mode) == bytes(asked.mode)
    card.starts += 0 if same and card.shows else 1 if asked.mode_valid else 0
    card.shows, card.mode = asked.fb_id, Mode.from_buffer_copy(asked.mode) if asked.mode_valid else None


def _lease(card: SimulatedCard, asked: CreateLease) -> None:
    """drm_mode_create_lease_ioctl: nothing is lent twice while its holder has it open."""
    objects = tuple((ctypes.c_uint32 * asked.object_count).from_address(asked.object_ids))
    if card.busy:
        raise OSError(errno.EACCES, "Permission denied")
    if set(objects) & {one for lent in card.leases.values() for one in lent}:
        raise OSError(errno.EBUSY, "Device or resource busy")
    asked.fd = os.memfd_create("lease")
    card.leases[os.fstat(asked.fd).st_ino] = (objects[0], objects[1])


def _master(card: SimulatedCard, asked: Master) -> None:
    if card.busy:
        raise OSError(errno.EBUSY, "Device or resource busy")
    card.told_off = False


def _dirty(card: SimulatedCard, asked: Dirty) -> None:
    if card.scans:
        raise OSError(errno.ENOSYS, "Function not implemented")
    clips = (Clip * asked.count_clips).from_address(asked.clips)
    card.told += [(clip.x1, clip.y1, clip.x2, clip.y2) for clip in clips]


_CALLS: Mapping[type[ctypes.Structure], Mapping[int, Callable[[SimulatedCard, Any], None]]] = {
    Resources: {Resources.NUMBER: _resources},
    Connector: {Connector.NUMBER: _connector},
    Property: {Property.NUMBER: _property},
    Blob: {Blob.NUMBER: _blob},
    Encoder: {Encoder.NUMBER: _encoder},
    CreateDumb: {CreateDumb.NUMBER: _create},
    DestroyDumb: {DestroyDumb.NUMBER: _destroy},
    Frame: {Frame.NUMBER: _add, Frame.GET: _get},
    RemoveFrame: {RemoveFrame.NUMBER: _remove},
    MapDumb: {MapDumb.NUMBER: _map},
    Crtc: {Crtc.NUMBER: _crtc, Crtc.SET: _switch},
    CreateLease: {CreateLease.NUMBER: _lease},
    Master: {Master.NUMBER: _master},
    Dirty: {Dirty.NUMBER: _dirty},
}
