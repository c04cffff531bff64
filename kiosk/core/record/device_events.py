"""The box itself, its clock, its way to the city, and the signed checkpoints: the facts of stream `device`."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.core.record.event import Event


@dataclass(frozen=True)
class KioskStarted(Event):
    """`after`: first, stop (said goodbye) or cut (power cut or crash: no goodbye was written)."""

    TYPE = "vn.motcua.kiosk.started.v1"
    STREAM = "device"
    sw: str
    after: str


@dataclass(frozen=True)
class KioskStopped(Event):
    TYPE = "vn.motcua.kiosk.stopped.v1"
    STREAM = "device"
    why: str


@dataclass(frozen=True)
class DeviceChanged(Event):
    """`device`: printer, paper, scanner, touch, buttons, speaker, screen, disk, catalogue, city, update.

    `state`: ok, or the fault's word.
    """

    TYPE = "vn.motcua.device.changed.v1"
    STREAM = "device"
    device: str
    state: str
    why: str | None = None


@dataclass(frozen=True)
class LinkLost(Event):
    """The way to the city is gone; what happens from here on is `offline`."""

    TYPE = "vn.motcua.link.lost.v1"
    STREAM = "device"
    why: str


@dataclass(frozen=True)
class LinkRestored(Event):
    TYPE = "vn.motcua.link.restored.v1"
    STREAM = "device"
    seconds: int


@dataclass(frozen=True)
class ClockCorrected(Event):
    """The wall time of this boot before here was wrong: true time = written time + `offset_ms`."""

    TYPE = "vn.motcua.clock.corrected.v1"
    STREAM = "device"
    offset_ms: int


@dataclass(frozen=True)
class Checkpoint(Event):
    """Each stream's head, signed: `heads[stream] = {"sequence": n, "hash": …}`; `signature` is Ed25519 over the
    canonical JSON of `heads`, both in hex."""

    TYPE = "vn.motcua.checkpoint.made.v1"
    STREAM = "device"
    heads: Mapping[str, Mapping[str, int | str]]
    key: str
    signature: str
