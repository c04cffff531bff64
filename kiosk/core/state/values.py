"""The state of the day as frozen values: visits, desks, calls, recent ratings. What changes them is in `fold.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.core.calendar.times import Times
from kiosk.core.office.rules import Stamp
from kiosk.core.record.event import Event

LATELY = 12  # calls kept for the board
MEASURED = 20  # service times kept per service, for the estimate
RECENT = 8  # ratings that can still be bound, reasoned or corrected
LIST_SLIPS = 2  # a printed list of documents takes about the paper of so many slips
GOOD_PAPER = ("ok", "paper_low")  # states of a printer that prints
UNDONE = "undone"  # why a visit ended that there should not have been
FIRST = 1_000_000  # no priority ticket was called yet: the first one need not wait for ordinary ones


@dataclass(frozen=True)
class Promise:
    """Somebody who waits went away at `at`, to be back `after` ms later."""

    at: Stamp
    after: int


@dataclass(frozen=True)
class Missed:
    """It was called in vain: how often, when last that was said and how long after that call, and to which counter."""

    times: int
    at: Stamp
    rang_ms: int
    counter: int


@dataclass(frozen=True)
class Visit:
    """`status`: waiting, called, serving, held, finished. `place` orders the queue: the seq of its issue,
    or the one behind which it was given by hand, and when (wall).

    Of the leg it is in (kiosk/core/record/visit_events.py): `leg`, its number; `arrived`, in its line; `called`,
    `since` (in service, without a break) and `held` (put aside); `way_ms` from call to start; `worked_ms` before
    `since`; `sent_by`, the counter that sent it here, and for whom alone: `to_counter`, `to_officer`. `back`: which
    counters wait for it in which of their lines, the next one last; `noted`: the newest leg that has a note.
    """

    token: str
    ticket: str
    service: str
    priority: bool
    place: tuple[int, int]
    issued: Stamp
    arrived: Stamp
    status: str = "waiting"
    slip: str = ""
    copies: int = 0
    counter: int = 0
    officer: str = ""
    leg: int = 1
    sent_by: int = 0
    to_counter: int = 0
    to_officer: str = ""
    back: tuple[tuple[int, str], ...] = ()
    noted: int = 0
    called: Stamp | None = None
    since: Stamp | None = None
    held: Stamp | None = None
    reason: str = ""  # why it is held, one of HOLD_REASONS
    shown: Stamp | None = None  # since it is held: when its slip was last shown to the kiosk
    way_ms: int = 0
    worked_ms: int = 0
    finished: Stamp | None = None
    recalls: int = 0
    missed: Missed | None = None  # in this leg, or since it came back
    promise: Promise | None = None  # until it is called
    entered: bool = False  # by an officer, off the paper roll
    was_held: bool = False  # before the call that it is in
    rating: int = 0  # sequence of the rating that is about it, 0 for none
    level: int = 0  # of that rating
    rated: Stamp | None = None  # when it was given or bound
    ended: Stamp | None = None
    how: str = ""  # it ended, as in VisitEnded
    clock: str = "synchronised"
    act: "Act | None" = None


@dataclass(frozen=True)
class Turn:
    """Since when a counter has been with what it called last, of which service."""

    service: str
    since: Stamp


@dataclass(frozen=True)
class Act:
    """What an officer did last to a visit: the event's number on the stream, and how things stood before it."""

    sequence: int
    visit: Visit
    ordinary_run: int  # of the line in which it was called
    served: Mapping[str, tuple[int, ...]]
    turns: Mapping[str, tuple[int, ...]]
    turn_of: Mapping[int, Turn]


@dataclass(frozen=True)
class Desk:
    """A counter with an officer signed in, by the sign-in `sign_in`; `visit` is the token of the visit in hand, "" for
    none; `paused`: since when the officer rests, and `reason` why, one of
    PAUSE_REASONS."""

    counter: int
    officer: str
    visit: str = ""
    sign_in: str = ""
    paused: Stamp | None = None
    reason: str = ""

    @property
    def rests(self) -> bool:
        """Whoever has somebody in hand again, by what was taken back, does not."""
        return self.paused is not None and not self.visit


@dataclass(frozen=True)
class Wish:
    """What an officer did last at a counter: `acts`, of one moment and in order, as the visit's token and the event's
    number on the stream; of what is about no visit, `takes_back`: the event that would undo it."""

    officer: str
    at: Stamp
    acts: tuple[tuple[str, int], ...] = ()
    takes_back: Event | None = None


@dataclass(frozen=True)
class Call:
    ticket: str
    counter: int
    at: Stamp
    times: int = 1


@dataclass(frozen=True)
class Rating:
    """A recent rating. `visit`: token it is bound to, "" when unbound; `about`: token of a visit that it speaks of
    without being bound to it; `first`: as in RatingGiven, 0 for none; `pad`: the counter whose pad was pressed, 0 for
    the shared kiosk."""

    sequence: int
    level: int
    at: Stamp
    counted: bool
    why: str = ""
    visit: str = ""
    counter: int = 0
    officer: str = ""
    service: str = ""
    bind: str = ""
    pad: int = 0
    reasons: tuple[str, ...] = ()
    replaced: bool = False
    about: str = ""
    first: int = 0

    @property
    def of(self) -> str:
        """Token of the visit that it is about, bound to it or not; "" for none known."""
        return self.visit or self.about


@dataclass(frozen=True)
class Run:
    """Presses that followed each other quickly: how many, the newest, those that carry no mark yet, and since when."""

    presses: int
    last: Stamp
    since: Stamp
    unmarked: tuple[int, ...]


@dataclass(frozen=True)
class Today:
    """What somebody above the counters changed for this day alone. `stopped`: services of which the kiosk gives no
    numbers, "" for every one; `shut`: counters at which nobody signs in; `over`: the day was closed before its end."""

    stopped: frozenset[str] = frozenset()
    shut: frozenset[int] = frozenset()
    over: bool = False

    def gives(self, service: str) -> bool:
        """Does the kiosk give numbers of it?"""
        return not self.over and not self.stopped & {"", service}


@dataclass(frozen=True)
class State:
    day: str = ""
    opened: int = 0  # the number on the visit stream of the day's opening
    opened_at: Stamp | None = None
    closed: bool = True
    provisional: bool = False
    visits: Mapping[str, Visit] = field(default_factory=dict)
    asked: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)  # questions.py: boot → mono, token
    rated: tuple[str, ...] = ()  # questions.py
    done: Mapping[str, Visit] = field(default_factory=dict)  # served and ended today: a late scan still finds them
    gone: Mapping[str, Visit] = field(default_factory=dict)  # ended otherwise today: they can be taken up again
    numbers: Mapping[str, int] = field(default_factory=dict)  # the last by service; "": of every other one, if not 0
    numbered: Stamp | None = None  # when the last number was given
    unseen: int = 0  # so many numbers may have been given on a day whose start was lost
    counters: Mapping[int, Desk] = field(default_factory=dict)
    idle: Mapping[int, Stamp] = field(default_factory=dict)  # counters with nobody in hand → since when
    help: Mapping[int, int] = field(default_factory=dict)  # counters that ask for help → who answered, 0 for nobody
    help_since: Mapping[int, Stamp] = field(default_factory=dict)  # by the counter that asks
    calls: tuple[Call, ...] = ()
    served: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    turns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # seconds, by service (turns.py)
    turn_of: Mapping[int, Turn] = field(default_factory=dict)  # by counter: the turn in hand
    ordinary_runs: Mapping[tuple[int, str], int] = field(default_factory=dict)  # counter, service → calls
    wishes: Mapping[int, Wish] = field(default_factory=dict)  # by counter: the last one, which can be taken back
    starters: frozenset[str] = frozenset()  # officers who say when they begin, by what they did today
    ratings: tuple[Rating, ...] = ()  # newest last
    runs: Mapping[int, Run] = field(default_factory=dict)  # by pad, 0 for the shared kiosk
    shares: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # officer → today's counted ratings → level
    heads: Mapping[str, int] = field(default_factory=dict)
    offline: bool = False
    devices: Mapping[str, str] = field(default_factory=dict)
    whys: Mapping[str, str] = field(default_factory=dict)  # by device: what was told beside its state
    today: Today = field(default_factory=Today)
    settings: int = 0  # the row of the last change of an option
    roll: str = ""  # what became of the paper roll: "", low, open (out, or low and the cover was opened)
    slips_on_roll: int = 0  # that came out, or may have, since the roll was changed
    running: bool = False
    started: Stamp | None = None
    seq: int = 0
    last: Stamp | None = None
    times: Times = field(default_factory=Times)

    def last_number(self, service: str) -> int:
        """The last number of the day that this service gave, or may have given."""
        return self.numbers.get(service, self.numbers.get("", 0))

    def ordinary_run(self, counter: int, service: str) -> int:
        """How many ordinary numbers this counter called of this service since a priority one of it."""
        return self.ordinary_runs.get((counter, service), FIRST)

    def known(self, token: str) -> Visit | None:
        """The visit of today with this token, live or ended."""
        return self.visits.get(token) or self.done.get(token) or self.gone.get(token)

    def ticket(self, ticket: str) -> Visit | None:
        """The live visit with this number."""
        return next((v for v in self.visits.values() if v.ticket == ticket), None)

    def rating(self, sequence: int) -> Rating | None:
        return next((r for r in self.ratings if r.sequence == sequence), None)
