"""Working days of an office that never was, lived by the real rules: who comes, who sits where, how long it takes.

It knows nothing of the forecast that is judged by it, and is made otherwise: people come in a stream that swells in the
morning, a service takes a lognormal time, an officer is a slow or a quick one all day, some never come when they are
called, and some officers rest for a while. Randomness is the day's own seed, and within it each person's and each
officer's own: whoever is called earlier or later than on another day of that seed has come for the same and takes as
long, so that two such days can be compared.
"""

import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from kiosk.core.calendar.moment import Moment, from_iso
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State

SERVICES = {"A": "Hộ tịch", "B": "Đất đai", "C": "Chứng thực", "D": "Bảo trợ", "E": "Cư trú"}
MEDIAN_S = {"A": 420, "B": 900, "C": 240, "D": 600, "E": 480}
SHARE = {"A": 5, "B": 3, "C": 6, "D": 1, "E": 3}
SPREAD = 0.55  # sigma of the logarithm of a service's length
SLOW = 0.2  # of an officer's own pace
NO_SHOW, PRIORITY, REST = 0.05, 0.1, 0.04
OPEN, CLOSE = 7 * 3600 + 1800, 11 * 3600 + 1800  # seconds of the morning
MIDNIGHT = from_iso("2026-11-23T00:00:00+07:00")


@dataclass(frozen=True)
class Kind:
    """`people`: of a morning; `early`: the counter that closes at 10:00, 0 for none."""

    name: str
    desks: dict[int, str]
    people: int
    early: int = 0


_EACH = {1: "", 2: "", 3: ""}  # "": all services, by their turn
_OWN = {1: "A", 2: "B", 3: "C", 4: "E", 5: "DE", 6: "AC"}
KINDS = (
    Kind("light", {1: "", 2: ""}, 22),
    Kind("normal", _OWN, 80),
    Kind("rush", _EACH, 78),
    Kind("one counter closes early", _OWN, 76, early=6),
)


Due = list[tuple[float, int, str, int]]  # second of the day, order, what, counter


@dataclass
class Day:
    """`calls`: token, counter and second of the day of each; `paces`: of each officer, 1 is the usual one; `chances`:
    of each person and officer."""

    kind: Kind
    rules: Rules
    seed: int
    state: State = field(default_factory=State)
    clock: float = OPEN - 900
    calls: list[tuple[str, int, float]] = field(default_factory=list)
    paces: dict[int, float] = field(default_factory=dict)
    due: Due = field(default_factory=list)
    chances: dict[str, random.Random] = field(default_factory=dict)

    @classmethod
    def begun(cls, kind: Kind, rules: Rules, seed: int, before: State) -> "Day":
        """`before`: how the day before ended, of which its turns are remembered."""
        return cls(kind, rules, seed, State(turns=before.turns))

    def chance(self, of: str) -> random.Random:
        return self.chances.setdefault(of, random.Random(f"{self.seed} {of}"))

    def now(self) -> Moment:
        return Moment(MIDNIGHT + round(self.clock * 1000), round(self.clock * 1000), "b", "synchronised")

    def wakes_at(self, at: float) -> None:
        """At that second an officer with nobody in hand sees that somebody may be called."""
        heapq.heappush(self.due, (at, 9000, "wakes", 0))

    def write(self, facts: tuple[Fact, ...]) -> None:
        for fact in facts:
            stream, now = fact.event.STREAM, self.now()
            number = self.state.heads.get(stream, 0) + 1
            kept = e.Recorded(
                self.state.seq + 1, f"{stream}{number}", stream, number, now.wall, now.mono, now.boot, now.clock,
                fact.event, fact.visit,
            )  # fmt: skip
            self.state = fold(self.state, kept)


def lived(day: Day) -> Iterator[str]:
    """Lives the day; at each number that is given, its token. At the end `calls` is whole."""
    due = day.due
    for n, at in enumerate(sorted(_arrival(day.chance("stream")) for _ in range(day.kind.people))):
        heapq.heappush(due, (at, n, "comes", 0))
    for desk in day.kind.desks:
        officer = day.chance(f"o{desk}")
        day.paces[desk] = math.exp(officer.gauss(0, SLOW))
        heapq.heappush(due, (OPEN + officer.uniform(-300, 240), 1000 + desk, "sits", desk))
    while due:
        at, order, what, desk = heapq.heappop(due)
        day.clock = max(day.clock, at)
        if what == "comes":
            yield _comes(day, f"t{order}")
            _wake(day, due)
        elif what == "wakes":
            _wake(day, due)
        else:
            _works(day, due, what, desk)


def _arrival(chance: random.Random) -> float:
    """Most come in the first two hours."""
    return OPEN - 600 + chance.betavariate(1.3, 2.2) * (CLOSE - OPEN)


def _comes(day: Day, token: str) -> str:
    person = day.chance(token)
    service = person.choices(list(SHARE), list(SHARE.values()))[0]
    wanted = NewTicket(token, service, priority=person.random() < PRIORITY)
    day.write(queue.issue(day.state, day.now(), day.rules, wanted))
    return token


def _wake(day: Day, due: Due) -> None:
    """An officer with nobody in hand sees somebody come, and calls within seconds."""
    planned = {desk for _, _, _, desk in due}
    for number, desk in day.state.counters.items():
        if not desk.visit and number not in planned:
            heapq.heappush(due, (day.clock + day.chance(f"o{number}").uniform(2, 20), 2000 + number, "calls", number))


def _works(day: Day, due: Due, what: str, desk: int) -> None:
    if what == "sits":
        day.write(counters.sign_in(day.state, day.now(), day.rules, desk, f"o{desk}", "s"))
    if desk == day.kind.early and day.clock > 10 * 3600:
        if desk in day.state.counters:
            day.write(counters.sign_out(day.state, day.now(), desk))
        return
    if day.chance(f"o{desk}").random() < REST:
        if day.state.counters[desk].visit:
            day.write(queue.finish(day.state, day.now(), desk))
        heapq.heappush(due, (day.clock + day.chance(f"o{desk}").uniform(120, 600), 3000 + desk, "calls", desk))
        return
    _calls(day, due, desk)


def _calls(day: Day, due: Due, desk: int) -> None:
    try:
        day.write(queue.call_next(day.state, day.now(), day.rules, desk))
    except Refused:
        return
    visit = day.state.visits.get(day.state.counters[desk].visit)
    if visit is None:
        return
    day.calls.append((visit.token, desk, day.clock))
    person = day.chance(visit.token)
    if person.random() < NO_SHOW:
        heapq.heappush(due, (day.clock + person.uniform(40, 120), 4000 + desk, "absent", desk))
        return
    took = MEDIAN_S[visit.service] * day.paces[desk] * math.exp(person.gauss(0, SPREAD))
    heapq.heappush(due, (day.clock + max(45.0, took), 5000 + desk, "calls", desk))
