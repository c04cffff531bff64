"""What became of one number today, line by line, and whom the counters called before it by which rule: pure.

The day's events are folded once more, as they were, so each call is asked about in the state in which it was made.
Ratings are passed by before anything is looked at: the story of a number is the same with one or none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kiosk.core.figures.moments import corrections_in, truly
from kiosk.core.history.lines import clock, said_of
from kiosk.core.history.passed import why_before
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Recorded
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State

RULING = ("queue.", "counters", "services")  # how the options begin that decide who is called
RULED_SINCE = " (theo cài đặt hiện nay, đã đổi sau lượt gọi này)"


@dataclass(frozen=True)
class Line:
    """`time`: "9:05", "" while nobody knows it; `said`: plain words; `counter`: 0 for none; `officer`: the opaque
    reference, "" for none; `other`: the number that was called before this one, by `rule`; "" for a line of its own;
    `undone`: it was taken back."""

    time: str
    said: str
    counter: int = 0
    officer: str = ""
    other: str = ""
    rule: str = ""
    undone: bool = False


@dataclass(frozen=True)
class Story:
    """`service`: the line it is in, or was last; `lines`: in the order in which they happened."""

    ticket: str
    service: str
    priority: bool
    lines: tuple[Line, ...]


@dataclass
class _Walk:
    """What is gathered on the way: each line with its event; what was taken back; what was learned of the clock."""

    state: State = field(default_factory=State)
    lines: list[tuple[Recorded, Line]] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)
    taught: list[Recorded] = field(default_factory=list)
    service: str = ""
    priority: bool = False


def story_of(recorded: Iterable[Recorded], token: str, rules: Rules) -> Story | None:
    """`recorded`: all of the day, oldest first; `token`: the visit's. None where it is not among them."""
    walk = _Walk()
    for r in recorded:
        if r.stream == "visit":
            _step(walk, r, token, rules)
        elif r.stream == "device":
            walk.taught.append(r)
    ticket = next((r.event.ticket for r, _ in walk.lines if isinstance(r.event, e.TicketIssued)), None)
    return None if ticket is None else Story(ticket, walk.service, walk.priority, tuple(_told(walk)))


def _step(walk: _Walk, r: Recorded, token: str, rules: Rules) -> None:
    line = _own(walk.state, r, rules) if r.visit == token else _other(walk.state, r, token, rules)
    if line:
        walk.lines.append((r, line))
    if isinstance(r.event, e.VisitUndone):
        walk.undone.add(r.event.undone)
    walk.state = fold(walk.state, r)
    if mine := walk.state.visits.get(token):
        walk.service, walk.priority = mine.service, mine.priority


def _own(state: State, r: Recorded, rules: Rules) -> Line | None:
    said, counter = said_of(r, rules), getattr(r.event, "counter", None) or 0
    return Line("", said, counter, _by(state, r, counter)) if said else None


def _other(state: State, r: Recorded, token: str, rules: Rules) -> Line | None:
    mine = state.visits.get(token)
    found = why_before(state, r, mine, rules) if mine else None
    if found is None:
        return None
    counter, ticket = getattr(r.event, "counter", 0), getattr(r.event, "ticket", "")
    return Line("", found[1] or "theo thứ tự của quầy", counter, _by(state, r, counter), ticket, found[0])


def _by(state: State, r: Recorded, counter: int) -> str:
    """Whoever sits there, where the event does not say it."""
    desk = state.counters.get(counter)
    return getattr(r.event, "officer", "") or (desk.officer if desk else "")


def _told(walk: _Walk) -> Iterator[Line]:
    """Of the others only what was not taken back: then nobody was called before."""
    known, ruled = corrections_in(walk.taught), _last_ruled(walk.taught)
    for r, line in walk.lines:
        undone, at = r.sequence in walk.undone, truly(r, known)
        if not (undone and line.other):
            time = clock(at.at.wall) if at.surely else ""
            said = line.said + RULED_SINCE if line.other and r.seq < ruled else line.said
            yield Line(time, said, line.counter, line.officer, line.other, line.rule, undone)


def _last_ruled(taught: Iterable[Recorded]) -> int:
    """The row at which a setting that decides who is called was changed last, 0 for none. Its value before is in no
    event: what is explained of earlier calls goes by today's settings, and says so."""
    changed = (r.seq for r in taught if isinstance(r.event, e.SettingChanged) and r.event.option.startswith(RULING))
    return max(changed, default=0)
