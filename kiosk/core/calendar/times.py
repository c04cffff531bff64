"""Which time it is, told by a clock that may know nothing, or lie: pure.

Within one start of the machine the monotonic clock cannot jump, so whatever the wall clock says is a `Line`: the moment
at which, by it, this start began. A line that was believed is kept up while the clock itself knows no more (the kernel
calls it unsynchronised nine hours after the last answer of a time server). One that differs by more than an hour is
doubted until it has held for minutes; until then nobody knows the time. What is known of a start over its life is
folded from the journal (kiosk/core/state/times.py), so every program on the box says the same.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.core.calendar.moment import ClockState, Moment, is_known

FAR_MS = 3_600_000  # a step of the clock beyond it is doubted
HELD_MS = 300_000  # for so long it must hold
SAME_MS = 1_000  # lines nearer than this are one
DRIFT_MS = 60_000  # between one time server's answer and the next, after days without any
DISPUTED_MS = 86_400_000  # how long a line that was given up still forbids a new day
_TRUST: tuple[ClockState, ...] = ("rtc", "set", "synchronised")
KEPT = 64  # starts remembered: a week of power cuts without a clock


@dataclass(frozen=True, slots=True)
class Line:
    """By it the start began at `began` (ms since 1970). `since`: the monotonic time (ms) from which on all of this
    start is told by it; `left`: when another took its place, None while none has."""

    began: int
    since: int
    clock: ClockState
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """One start of the machine. `first`, `end`: how long it had lasted at its first event, and at its last one where it
    is over (ms); `lines`: as
    they were believed one after the other; `unsure`: since when events wait for the true time, None for none of them;
    `guess`: the last such moment as it was told (wall, mono); `behind`: by how much what was told before a jump was too
    early, None where that is said; `bounded`: it never learned the time, and that is said, by a clock
    that knew it so; `claimed`: when it began by
    what its clock said at the end and nobody believed yet (ms since 1970)."""

    boot: str = ""
    first: int | None = None
    end: int = 0
    lines: tuple[Line, ...] = ()
    unsure: int | None = None
    guess: tuple[int, int] | None = None
    behind: int | None = None
    bounded: ClockState | None = None
    claimed: int | None = None

    @property
    def span(self) -> int:
        """Of one that is over: from its first event to its last (ms)."""
        return self.end - (self.first or 0)


@dataclass(frozen=True, slots=True)
class Times:
    """`now`: the newest start; `before`: those before it, oldest first; `doubt`: what the clock of `now` says and
    nobody believes yet."""

    now: Start = Start()
    before: tuple[Start, ...] = ()
    doubt: Line | None = None

    def entering(self, boot: str, end: int) -> "Times":
        """As they are in this start, also before its first event. `end`: how long the one of the last event lasted."""
        if boot == self.now.boot:
            return self
        over = replace(self.now, end=end, claimed=self.doubt.began if self.doubt else None)
        return Times(Start(boot), (*self.before, over)[-KEPT:] if self.now.boot else self.before)

    def start(self, boot: str) -> Start | None:
        return next((start for start in (self.now, *reversed(self.before)) if start.boot == boot), None)

    def known_end(self) -> int:
        """The wall time (ms) at which the newest start before this one that knew the time was still there, by the least
        that it was told; else 0."""
        known = next((start for start in reversed(self.before) if start.lines), None)
        return min(line.began for line in known.lines) + known.end if known else 0


class Told(Protocol):
    """Of a clock, or of a moment by one."""

    @property
    def wall(self) -> int: ...
    @property
    def mono(self) -> int: ...


def began(at: Told) -> int:
    """When the start of the machine began by it (ms since 1970)."""
    return at.wall - at.mono


def near(one: int, other: int, ms: int = SAME_MS) -> bool:
    return abs(one - other) <= ms


def line_of(times: Times, boot: str) -> Line | None:
    """What is believed in this start."""
    return times.now.lines[-1] if times.now.boot == boot and times.now.lines else None


def told(raw: Moment, times: Times, going_on: int) -> Moment:
    """The moment as people may be told it. `raw`: what the clock says, and how it knows; `going_on`: wall time by going
    on from the last event, 0 where there was none."""
    line = line_of(times, raw.boot)
    if is_known(raw.clock) and _is_believed(raw, times, line):
        return Moment(raw.wall, raw.mono, raw.boot, _stronger(raw, line))
    if line is not None:
        return Moment(line.began + raw.mono, raw.mono, raw.boot, "estimated" if is_doubtful(raw, times) else line.clock)
    wall = max(raw.wall if not is_known(raw.clock) else 0, going_on)
    return Moment(wall or raw.wall, raw.mono, raw.boot, "estimated" if going_on else "unknown")


def is_doubtful(raw: Moment, times: Times) -> bool:
    """Does its clock claim to know another time than before, and nobody believes it yet? One that is worth less than
    what told the time before says nothing, nor does a battery clock behind the last known moment: it was empty."""
    line = line_of(times, raw.boot)
    if line is None or not is_known(raw.clock) or _is_believed(raw, times, line):
        return False
    return trust(raw.clock) >= trust(line.clock)


def _is_believed(raw: Moment, times: Times, line: Line | None) -> bool:
    if raw.clock == "set" or (line and near(began(raw), line.began)):
        return True
    if line is None:
        return raw.clock != "rtc" or raw.wall >= times.known_end() - DRIFT_MS
    if trust(raw.clock) < trust(line.clock):
        return False
    return near(began(raw), line.began, FAR_MS) or _has_held(raw, times)


def _has_held(raw: Moment, times: Times) -> bool:
    doubt = times.doubt if times.now.boot == raw.boot else None
    return doubt is not None and near(began(raw), doubt.began, DRIFT_MS) and raw.mono - doubt.since >= HELD_MS


def _stronger(raw: Moment, line: Line | None) -> ClockState:
    """A start that was told the time by a server keeps that word when only its battery clock says the same."""
    if line and near(began(raw), line.began) and trust(line.clock) > trust(raw.clock):
        return line.clock
    return raw.clock


def trust(clock: ClockState) -> int:
    return _TRUST.index(clock) if clock in _TRUST else len(_TRUST)
