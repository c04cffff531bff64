"""A small office for the core's tests: facts become recorded events without a journal, a clock that one sets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.config.options import Config, Counter, Office, Service
from kiosk.config.rules import rules_of
from kiosk.core.calendar.moment import Moment, from_iso
from kiosk.core.decisions import counters, queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State


def rules(services: Mapping[str, str], counters: Mapping[int, str]) -> Rules:
    """Of an office whose kiosk.toml names its services and counters (number → letters) and leaves the rest as it is."""
    named = [Service(letter, name) for letter, name in services.items()]
    at = [Counter(number, list(letters)) for number, letters in counters.items()]
    return rules_of(Config(Office("000.08.92.H55"), named, at))


RULES = rules({"A": "Hộ tịch", "B": "Đất đai"}, {1: "AB", 2: "A", 3: "B"})
MORNING = from_iso("2026-11-23T07:30:00+07:00")


@dataclass
class Room:
    """Applies decisions one after the other; `events` keeps all that was recorded."""

    wall: int = MORNING
    boot: str = "boot1"
    clock: str = "synchronised"
    state: State = field(default_factory=State)
    events: list[Recorded] = field(default_factory=list)

    def now(self) -> Moment:
        return Moment(self.wall, self.wall - MORNING, self.boot, self.clock)  # type: ignore[arg-type]  # a test's word

    def later(self, seconds: float) -> "Room":
        self.wall += round(seconds * 1000)
        return self

    def do(self, decide: Callable[..., Sequence[Fact]], *args: object) -> list[Recorded]:
        """`decide(state, now, *args)` for decisions with a moment; the facts are recorded and folded."""
        return self.write(decide(self.state, self.now(), *args))

    def write(self, facts: Sequence[Fact]) -> list[Recorded]:
        return [self._record(fact) for fact in facts]

    def _record(self, fact: Fact) -> Recorded:
        stream, now = fact.event.STREAM, self.now()
        sequence = self.state.heads.get(stream, 0) + 1
        seq = len(self.events) + 1
        recorded = Recorded(
            seq, f"j-{stream}-{sequence}", stream, sequence, now.wall, now.mono, now.boot, now.clock, fact.event,
            fact.visit, fact.cause,
        )  # fmt: skip
        self.events.append(recorded)
        self.state = fold(self.state, recorded)
        return recorded


def take(room: Room, service: str = "A", priority: bool = False) -> str:
    token = f"t{len(room.events)}"
    written = room.do(queue.issue, RULES, NewTicket(token, service, priority))
    event = written[-1].event
    assert isinstance(event, e.TicketIssued)
    return event.ticket


def sign_in(room: Room, counter: int) -> None:
    room.do(counters.sign_in, RULES, counter, f"officer{counter}", "s1")


def called(room: Room, counter: int) -> str:
    written = room.do(queue.call_next, RULES, counter)
    return next((r.event.ticket for r in written if isinstance(r.event, e.TicketCalled)), "")


def in_hand(room: Room) -> Room:
    """A001 called at counter 1; A002 and B001 wait; counter 2 is free."""
    take(room), take(room), take(room, "B")
    sign_in(room, 1)
    sign_in(room, 2)
    called(room, 1)
    return room


def token_of(room: Room, ticket: str) -> str:
    visit = room.state.ticket(ticket)
    assert visit is not None
    return visit.token


def served(room: Room, *numbers: int) -> list[str]:
    """A visit finished at each counter; their tokens."""
    tokens = []
    for counter in numbers:
        token = f"v{len(room.events)}"
        room.do(counters.sign_in, RULES, counter, f"officer{counter}", "s1")
        room.do(queue.walk_in, RULES, counter, RULES.counters[counter][0], token)
        room.later(1).do(queue.finish, counter)
        tokens.append(token)
    return tokens


def press(room: Room, level: int = 4, scanned: str = "", pad: int = 0) -> e.RatingGiven:
    written = room.do(ratings.press, RULES, Press(level, "pad" if pad else "button", scanned, pad))
    event = written[0].event
    assert isinstance(event, e.RatingGiven)
    return event
