"""The box itself, its clock, its way to the city, its settings, and the signed checkpoints: stream `device`."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.core.record.event import Event

Heads = Mapping[str, Mapping[str, int | str]]


@dataclass(frozen=True)
class DeviceEvent(Event):
    STREAM = "device"


@dataclass(frozen=True)
class KioskStarted(DeviceEvent):
    """`after`: first, stop (said goodbye) or cut (power cut or crash: no goodbye was written)."""

    TYPE = "vn.motcua.kiosk.started.v1"
    sw: str
    after: str


@dataclass(frozen=True)
class KioskStopped(DeviceEvent):
    TYPE = "vn.motcua.kiosk.stopped.v1"
    why: str


@dataclass(frozen=True)
class JournalBegun(DeviceEvent):
    """This journal goes on from another one, whose id is `of` and whose heads were `heads`, because that one lives on
    elsewhere (`why`: copied, older) or could not be saved (damaged). `card`: the card that this one was begun on."""

    TYPE = "vn.motcua.journal.begun.v1"
    of: str
    why: str
    card: str
    heads: Heads


@dataclass(frozen=True)
class DeviceChanged(DeviceEvent):
    """`device`: printer, paper, scanner, touch, buttons, keypads, lamps, speaker, screen, board, disk, journal, key,
    catalogue, city, card, update, clock, name.

    `state`: ok, or the fault's word.
    """

    TYPE = "vn.motcua.device.changed.v1"
    device: str
    state: str
    why: str | None = None


@dataclass(frozen=True)
class SettingChanged(DeviceEvent):
    """`option` of kiosk.toml has another value. `author`: what kind of hand: file, technician, supervisor, stick, city,
    or the kiosk itself. `hash`: SHA-256 over a random salt and the value; both stay in the kiosk, as do people's
    names."""

    TYPE = "vn.motcua.setting.changed.v1"
    option: str
    author: str
    hash: str


@dataclass(frozen=True)
class LinkLost(DeviceEvent):
    """The way to the city is gone; what happens from here on is `offline`."""

    TYPE = "vn.motcua.link.lost.v1"
    why: str


@dataclass(frozen=True)
class LinkRestored(DeviceEvent):
    TYPE = "vn.motcua.link.restored.v1"
    seconds: int


@dataclass(frozen=True)
class ClockCorrected(DeviceEvent):
    """The time became known, by `clock`. Whatever start `boot` wrote before at `monotonic` m happened at `began_ms` + m
    (ms since 1970 UTC); its last uncertain moment had been told `offset_ms` too early. `since`: the monotonic from
    which on that holds for what it wrote with a known clock too; None: for nothing of that."""

    TYPE = "vn.motcua.clock.corrected.v2"
    boot: str
    began_ms: int
    offset_ms: int
    clock: str
    since: int | None = None


@dataclass(frozen=True)
class ClockDoubted(DeviceEvent):
    """The clock of start `boot` jumped: by it, known as `clock`, the start began at `began_ms`. It is not believed
    yet."""

    TYPE = "vn.motcua.clock.doubted.v1"
    boot: str
    began_ms: int
    clock: str


@dataclass(frozen=True)
class ClockBounded(DeviceEvent):
    """Start `boot` never learned the time, or told one that cannot have been. By its neighbours it began between
    `after_ms` and `before_ms` (ms since 1970 UTC; 0: nothing is known before it)."""

    TYPE = "vn.motcua.clock.bounded.v1"
    boot: str
    after_ms: int
    before_ms: int


@dataclass(frozen=True)
class Checkpoint(DeviceEvent):
    """How far each stream reaches, signed. `heads[stream] = {"sequence": n, "hash": …}`, where n is how many events
    there are; `rows`: of all streams; `settings`: SHA-256 of those in force; `paper`: one hash over the heads and
    `salt`, which is what paper shows; `signature`: by `alg` and `key`, over the canonical JSON of all else; `closing`:
    of a day that closed, what its slip says besides (`source`, `day`, `visits`, `before`, `signature`;
    closing_word.py). Bytes in hex."""

    TYPE = "vn.motcua.checkpoint.made.v2"
    heads: Heads
    rows: int
    sw: str
    settings: str
    card: str
    salt: str
    paper: str
    alg: str
    key: str
    signature: str
    closing: Mapping[str, int | str] | None = None
