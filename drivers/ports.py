"""What hardware can do for us, as protocols, with the data that crosses them. Nothing here touches a device.

A driver runs where it must (its own thread, a file descriptor) and hands what it has seen to one door: the `post`
function it was given, which may be called from any thread. Every port has one contract suite in the tests,
run on each implementation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

PrinterState = Literal["ok", "paper_low", "paper_out", "cover_open", "error", "offline", "silent", "unknown"]
"""error: jam or cutter; silent: it answered before and does not any more; unknown: it never answers (one-way)."""
CompletionQuery = Literal["gs-h", "gs-r", "dle-eot", "none"]
"""How a slip is known to be out: GS ( H fn 48, GS r 1 behind the cut, clean status afterwards, not at all."""
PrintMode = Literal["raster", "inline", "downloaded"]
"""How words reach the paper: all drawn; accented letters as small pictures in the line; our own glyphs, told first."""
SlipEnd = Literal["printed", "sent", "failed", "doubtful"]
Taken = Literal["aim", "eci", "mark", "control", "space"]
"""What scanners put around a code: the AIM identifier (`]Q1`), the ECI designator (`\\000026`), a byte order mark,
control bytes (STX, GS), spaces."""


@dataclass(frozen=True)
class ButtonPressed:
    """One press, after debouncing. `mono` in ms of the same clock as everywhere, taken at the first edge."""

    name: str
    mono: int


@dataclass(frozen=True)
class Touched:
    """A finger that went down or up at x, y in screen dots, after rotation and calibration. `gone`: it is no
    finger any more: another one counts from now on, or it turned out to be a palm."""

    phase: Literal["down", "move", "up", "gone"]
    x: int
    y: int


@dataclass(frozen=True)
class CodeScanned:
    """`taken`: what the scanner had put around it. The code may be of anybody's identity card: no message, log or
    traceback that shows this value shows it."""

    code: str = field(repr=False)
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True)
class KeyPressed:
    """One press of the key `key` (by what is printed on it: `enter`, `+`, `0`) on the keypad `pad`. `mono` in ms, of
    when the key went down."""

    pad: str
    key: str
    mono: int


@dataclass(frozen=True)
class PrinterSaid:
    """The printer's state changed (or was learned for the first time). `why`: which part, where it tells."""

    state: PrinterState
    why: str = ""


class PrintJob(Protocol):
    """What is to be printed: a frozen value that the worker asks for its bytes, once it knows how its printer takes
    words, and gives back with its last word."""

    def encoded(self, mode: PrintMode) -> bytes: ...


@dataclass(frozen=True)
class SlipEnded:
    """The last word on job `job`: printed (confirmed or clean status), sent (one-way printer), failed (no byte of it
    went out), doubtful (it broke off in the middle). `why`: the Fence that tells so, a PrinterState, or a short
    English reason."""

    job: PrintJob
    end: SlipEnd
    why: str = ""


@dataclass(frozen=True)
class DeviceFailed:
    """A device that should be there is not, or stopped answering; `device` as in DeviceChanged. `state`: missing; stuck
    (something lies on it, or its spring is broken); failed (it is there and does not do its work)."""

    device: str
    why: str
    state: Literal["missing", "stuck", "failed"] = "missing"


@dataclass(frozen=True)
class DeviceBack:
    """It works, again or otherwise than before: `why` then says how it is now."""

    device: str
    why: str = ""


@dataclass(frozen=True)
class ClockMoved:
    """Simulation only: the cabinet's clock was set; ask the clock again."""


Input = (
    ButtonPressed
    | Touched
    | CodeScanned
    | KeyPressed
    | PrinterSaid
    | SlipEnded
    | DeviceFailed
    | DeviceBack
    | ClockMoved
)
Post = Callable[[Input], None]
ClockSource = Literal["unknown", "rtc", "set", "synchronised"]


class Missing(OSError):
    """A device named in the config is not there; the message says which option, which path and what to do."""


class NotInstalled(Missing):
    """The library that speaks to it is not installed: the device itself may well be there."""


class NotAllowed(Missing):
    """It is there, and this user may not open it."""


class WriteTimeout(TimeoutError):
    """The printer took no more bytes within the time limit."""


class Buttons(Protocol):
    """Posts ButtonPressed for each press."""

    def close(self) -> None: ...


class Lamps(Protocol):
    """`show` returns at once. Names are the buttons' names; `breathe` lamps pulse slowly, others are off."""

    def show(self, lit: Sequence[str], breathe: Sequence[str] = ()) -> None: ...
    def close(self) -> None: ...


class Printer(Protocol):
    """A worker of its own: `print` returns at once; the answer comes as SlipEnded with that job.
    Never more than one job is asked for at a time by the app; a second one waits in the worker's queue."""

    def print(self, job: PrintJob) -> None: ...
    def state(self) -> PrinterState: ...
    def close(self) -> None: ...


class Scanner(Protocol):
    """Posts CodeScanned."""

    def close(self) -> None: ...


class Keypad(Protocol):
    """Posts KeyPressed. `show`: what stands at it, as a short ASCII text where it can show one, and as a light;
    `refuse`: the last press did nothing, `why` in one word. Both return at once."""

    def show(self, text: str, lit: bool) -> None: ...
    def refuse(self, why: str) -> None: ...
    def close(self) -> None: ...


class Touch(Protocol):
    """Read by the app's own loop: `fileno` becomes readable, `read` returns what the finger did; `since`: when what has
    been touching for longest came, in ms of the machine's own clock, None while nothing touches."""

    def fileno(self) -> int: ...
    def since(self) -> int | None: ...
    def read(self) -> Sequence[Touched]: ...
    def close(self) -> None: ...


class Speaker(Protocol):
    """`say` starts a child that leads a process group of its own and returns its process id, or 0 when nothing is to
    be started; one at a time, the app keeps the queue and learns of the end by pidfd. Raises OSError where none can be
    started."""

    def say(self, sentence: str) -> int: ...
    def close(self) -> None: ...


class Clock(Protocol):
    """`wall` and `mono` in ms; `source`: by what the wall time is known; `rtc_name`: of a battery clock that tells the
    same time, "" for none."""

    def wall(self) -> int: ...
    def mono(self) -> int: ...
    def source(self) -> ClockSource: ...
    def boot(self) -> str: ...
    def rtc_name(self) -> str: ...
