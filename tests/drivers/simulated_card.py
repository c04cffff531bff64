"""The far end of a graphics card: what the kernel answers to the calls of drivers/drm/calls.py, for a card with the
given sockets. The memory is real memory of this process; what the controller shows is read from it."""

import ctypes
import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from drivers.drm.calls import (
    Clip,
    Connector,
    CreateDumb,
    Crtc,
    Dirty,
    Encoder,
    Frame,
    MapDumb,
    Mode,
    Resources,
    request,
)

CRTC, ENCODER, FIRST = 31, 41, 51  # ids; sockets are numbered from FIRST


@dataclass
class SimulatedCard:
    """`sockets`: the modes of what hangs on each, () for nothing; `pads`: bytes a row is longer than its dots;
    `scans`: it reads the memory itself and knows no DIRTYFB; `busy`: another program draws; `raises`: what a call ends
    in, by its structure's name, or `map`; `controllers`: 1, or 0 for one that can feed nothing."""

    sockets: list[tuple[Mode, ...]]
    pads: int = 0
    scans: bool = True
    busy: bool = False
    raises: dict[str, Exception] = field(default_factory=dict)
    controllers: int = 1
    frames: dict[int, Frame] = field(default_factory=dict)
    shows: int = 0
    mode: Mode | None = None
    told: list[tuple[int, int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fd = os.open(os.devnull, os.O_RDWR)
        self.memory = bytearray()

    def ioctl(self, fd: int, number: int, asked: ctypes.Structure) -> int:
        self._refuses(type(asked).__name__)
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
        assert size == len(self.memory) and offset == 4096
        return memoryview(self.memory)

    def dot(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green, blue as the panel shows it."""
        frame = self.frames[self.shows]
        at = y * frame.pitch + 4 * x
        blue, green, red = self.memory[at : at + 3]
        return red, green, blue


def _resources(card: SimulatedCard, asked: Resources) -> None:
    _fill(asked.crtc_ids, asked.count_crtcs, [CRTC])
    _fill(asked.connector_ids, asked.count_connectors, [FIRST + n for n in range(len(card.sockets))])
    asked.count_crtcs, asked.count_connectors, asked.count_encoders = 1, len(card.sockets), 1


def _fill(address: int, count: int, ids: list[int]) -> None:
    if address and count:
        (ctypes.c_uint32 * count).from_address(address)[:] = [ctypes.c_uint32(n) for n in ids[:count]]


def _connector(card: SimulatedCard, asked: Connector) -> None:
    modes = card.sockets[asked.connector_id - FIRST]
    if asked.modes and asked.count_modes:
        (Mode * asked.count_modes).from_address(asked.modes)[:] = modes
    _fill(asked.encoder_ids, asked.count_encoders, [ENCODER])
    asked.count_modes, asked.count_encoders, asked.connection = len(modes), 1, 1 if modes else 2
    asked.kind, asked.kind_id = 11, asked.connector_id - FIRST + 1


def _encoder(card: SimulatedCard, asked: Encoder) -> None:
    asked.possible_crtcs, asked.crtc_id = card.controllers, 0


def _create(card: SimulatedCard, asked: CreateDumb) -> None:
    asked.pitch = asked.width * 4 + card.pads
    asked.handle, asked.size = 7, asked.pitch * asked.height
    card.memory = bytearray(asked.size)


def _add(card: SimulatedCard, asked: Frame) -> None:
    asked.fb_id = 61 + len(card.frames)
    card.frames[asked.fb_id] = Frame.from_buffer_copy(asked)


def _get(card: SimulatedCard, asked: Frame) -> None:
    ctypes.pointer(asked)[0] = card.frames[asked.fb_id]


def _map(card: SimulatedCard, asked: MapDumb) -> None:
    asked.offset = 4096


def _crtc(card: SimulatedCard, asked: Crtc) -> None:
    asked.fb_id = card.shows


def _switch(card: SimulatedCard, asked: Crtc) -> None:
    if card.busy:
        raise OSError(errno.EACCES, "Permission denied")
    card.shows, card.mode = asked.fb_id, Mode.from_buffer_copy(asked.mode)


def _dirty(card: SimulatedCard, asked: Dirty) -> None:
    if card.scans:
        raise OSError(errno.ENOSYS, "Function not implemented")
    clips = (Clip * asked.count_clips).from_address(asked.clips)
    card.told += [(clip.x1, clip.y1, clip.x2, clip.y2) for clip in clips]


_CALLS: Mapping[type[ctypes.Structure], Mapping[int, Callable[[SimulatedCard, Any], None]]] = {
    Resources: {Resources.NUMBER: _resources},
    Connector: {Connector.NUMBER: _connector},
    Encoder: {Encoder.NUMBER: _encoder},
    CreateDumb: {CreateDumb.NUMBER: _create},
    Frame: {Frame.NUMBER: _add, Frame.GET: _get},
    MapDumb: {MapDumb.NUMBER: _map},
    Crtc: {Crtc.NUMBER: _crtc, Crtc.SET: _switch},
    Dirty: {Dirty.NUMBER: _dirty},
}
