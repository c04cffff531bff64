"""The day, its counters and who sits at them: facts of stream `visit` that are of no visit."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.core.record.event import Event

PAUSE_REASONS = ("", "break", "lunch", "meeting", "other")  # "" for unsaid


@dataclass(frozen=True)
class DayOpened(Event):
    """`again`: the same day was closed before and its numbers go on. `provisional`: the clock is not known, the date
    is a guess, and the numbers of the day before go on so that none can come twice."""

    TYPE = "vn.motcua.day.opened.v1"
    STREAM = "visit"
    date: str
    provisional: bool = False
    again: bool = False


@dataclass(frozen=True)
class DayDated(Event):
    """A day turned out to be another date; its numbers go on. `opened`: the number on this stream of the
    `day.opened` that it corrects, which may be closed by now; `clock`: what it is known by."""

    TYPE = "vn.motcua.day.dated.v2"
    STREAM = "visit"
    date: str
    was: str
    opened: int
    clock: str


@dataclass(frozen=True)
class DayClosed(Event):
    TYPE = "vn.motcua.day.closed.v1"
    STREAM = "visit"
    date: str


@dataclass(frozen=True)
class NumbersRaised(Event):
    """Numbers may have been given that no row says, because rows were lost (`why`): on day `date` up to `numbers`, by
    service, "" for every other one; on a day that began since up to `fresh`. The next ones are above. `date`: "" where
    nobody knows it."""

    TYPE = "vn.motcua.numbers.raised.v1"
    STREAM = "visit"
    date: str
    numbers: Mapping[str, int]
    fresh: int
    why: str


@dataclass(frozen=True)
class CounterOpened(Event):
    """An officer signed in. `sign_in`: this sign-in's own id, a hash of what its cookie holds; the counter is theirs
    under this one alone until it is opened or closed again."""

    TYPE = "vn.motcua.counter.opened.v2"
    STREAM = "visit"
    counter: int
    officer: str
    sign_in: str


@dataclass(frozen=True)
class CounterClosed(Event):
    TYPE = "vn.motcua.counter.closed.v1"
    STREAM = "visit"
    counter: int
    officer: str


@dataclass(frozen=True)
class CounterPaused(Event):
    """The officer rests; the counter stays theirs and is given nobody. `reason`: one of PAUSE_REASONS."""

    TYPE = "vn.motcua.counter.paused.v1"
    STREAM = "visit"
    counter: int
    officer: str
    reason: str


@dataclass(frozen=True)
class CounterResumed(Event):
    """Back from it. Leaving the counter and the day's end need no such word."""

    TYPE = "vn.motcua.counter.resumed.v1"
    STREAM = "visit"
    counter: int
    officer: str


@dataclass(frozen=True)
class HelpMoved(Event):
    """An officer asks for help without a sound. `help`: called, answered (by the officer of counter `by`) or ended."""

    TYPE = "vn.motcua.help.moved.v1"
    STREAM = "visit"
    counter: int
    officer: str
    help: str
    by: int | None = None


@dataclass(frozen=True)
class TodayChanged(Event):
    """Somebody above the counters (`author`, as in SettingChanged) changed what holds for today alone. `part`: numbers,
    that the kiosk gives of the service `about` ("" for every one); counter, with the number `about`; or day. `to`: open
    or closed; of a counter also freed, because its officer had to leave. It ends with the day."""

    TYPE = "vn.motcua.today.changed.v1"
    STREAM = "visit"
    part: str
    about: str
    to: str
    author: str


@dataclass(frozen=True)
class DocumentsAsked(Event):
    """The list of a procedure's documents goes onto paper; `procedure`: its code. Of no visit: nobody is known."""

    TYPE = "vn.motcua.documents.asked.v1"
    STREAM = "visit"
    procedure: str
    test: bool = False
